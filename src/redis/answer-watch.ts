import type { Socket } from "node:net";
import type { Command, Redis } from "ioredis";
import { systemClock, type Alarm } from "../runtime/clock.ts";

/** Answers are looked for so often. Only beats count as waiting: however long this process itself stood still, that was one beat. */
const BEAT_MS = 200;

export interface Patience {
  /** A command that waits longer has failed. */
  readonly commandMs: number;
  /** A connection that owes an answer and stays silent for longer is dead, whatever TCP believes. */
  readonly silenceMs: number;
}

interface Waiting {
  readonly command: Command;
  readonly sinceBeat: number;
}

/**
 * Bounds how long a connection's commands wait for Redis. The library's own limits fire first and read afterwards: a process that was
 * busy, or paused, for that long finds all commands failed and the connection torn down, though Redis answered at once.
 */
export function watchAnswers(redis: Redis, patience: Patience): void {
  const watch = new AnswerWatch(redis, patience);
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, stream) => {
    watch.sent(command);
    return send(command, stream);
  };
  redis.on("close", () => watch.closed());
}

class AnswerWatch {
  readonly #redis: Redis;
  readonly #commandBeats: number;
  readonly #silenceBeats: number;
  #waiting: Waiting[] = [];
  #beats = 0;
  /** The last beat at which it owed nothing, or had said something. */
  #heardAt = 0;
  #bytesRead = 0;
  /** A command has failed, and nothing was read since. */
  #owes = false;
  #nextBeat: Alarm | undefined;

  constructor(redis: Redis, { commandMs, silenceMs }: Patience) {
    this.#redis = redis;
    this.#commandBeats = Math.ceil(commandMs / BEAT_MS);
    this.#silenceBeats = Math.ceil(silenceMs / BEAT_MS);
  }

  /** Undefined until it has connected once, which the library's types don't say. */
  get #stream(): Socket | undefined {
    return this.#redis.stream;
  }

  sent(command: Command): void {
    this.#waiting.push({ command, sinceBeat: this.#beats });
    this.#nextBeat ??= this.#beatLater();
  }

  closed(): void {
    this.#owes = false;
    this.#heardAt = this.#beats;
  }

  #beatLater(): Alarm {
    return systemClock.arm(BEAT_MS, () => {
      this.#beats++;
      // oxlint-disable-next-line no-restricted-globals -- the turn of the event loop in which what has arrived meanwhile is read
      setImmediate(() => {
        this.#nextBeat = this.#mustBeatOn() ? this.#beatLater() : undefined;
      });
    });
  }

  /** Looks for answers. False once nothing is owed. */
  #mustBeatOn(): boolean {
    if (this.#hasHeard()) this.closed();
    const waiting = this.#waiting.filter(({ command }) => !command.isResolved);
    this.#waiting = waiting.filter(({ sinceBeat }) => this.#beats - sinceBeat < this.#commandBeats);
    for (const { command } of waiting.slice(0, waiting.length - this.#waiting.length)) {
      this.#owes = true;
      command.reject(new Error("Command timed out"));
    }
    if (this.#waiting.length === 0 && !this.#owes) {
      this.closed();
      return false;
    }
    if (this.#beats - this.#heardAt < this.#silenceBeats) return true;
    this.closed();
    this.#stream?.destroy(new Error("Redis owes an answer and is silent"));
    return true;
  }

  #hasHeard(): boolean {
    const before = this.#bytesRead;
    this.#bytesRead = this.#stream?.bytesRead ?? 0;
    return this.#bytesRead !== before;
  }
}
