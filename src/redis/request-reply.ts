import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";

/** A process that has not answered by then is left out; it may be dying. */
const ANSWER_WITHIN_MS = 2_000;
/** Questions of one process that wait for answers at once. */
const MOST_WAITING = 1_000;
/** A longer message is none of ours. */
const MOST_CHARACTERS = 4_000_000;

export interface IntercomOptions<Question, Answer> {
  readonly redis: Redis;
  /** What this process says to a question: of its own, or of another process. */
  readonly answer: (question: Question) => Promise<Answer>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly prefix?: string;
}

interface Asked {
  readonly answers: unknown[];
  heard: number;
  wanted: number | undefined;
  readonly check: () => void;
}

/**
 * What the application processes of one house ask each other: each holds calls of its own, and a request may come to any.
 * With Redis away everybody is alone with what they know.
 */
export class Intercom<Question, Answer> implements Disposable {
  readonly #options: IntercomOptions<Question, Answer>;
  readonly #self = randomUUID();
  readonly #questions: string;
  readonly #answers: (process: string) => string;
  readonly #subscriber: Redis;
  readonly #waiting = new Map<string, Asked>();

  constructor(options: IntercomOptions<Question, Answer>) {
    this.#options = options;
    const under = `{${options.prefix ?? "offhook"}}:intercom`;
    this.#questions = under;
    this.#answers = (process) => `${under}:${process}`;
    this.#subscriber = options.redis.duplicate();
    this.#subscriber.on("error", () => undefined); // the other connection to the same Redis tells
    this.#subscriber.on("message", (channel: string, text: string) => void this.#hear(channel, text));
    this.#subscriber.on("ready", () => {
      this.#subscriber.subscribe(this.#questions, this.#answers(this.#self)).catch(() => undefined); // the next "ready" comes
    });
    void this.#subscriber.connect().catch(() => undefined);
  }

  /** Asks all processes, this one first. What others say comes within two seconds, or not at all. */
  async ask(question: Question): Promise<readonly Answer[]> {
    const own = this.#options.answer(question);
    const [first, others] = await Promise.all([own, this.#askOthers(question)]);
    return [first, ...others];
  }

  [Symbol.dispose](): void {
    this.#subscriber.disconnect();
    for (const { check } of this.#waiting.values()) check();
  }

  async #askOthers(question: Question): Promise<readonly Answer[]> {
    if (this.#waiting.size >= MOST_WAITING) return [];
    const { redis, clock } = this.#options;
    const id = randomUUID();
    const answers = await new Promise<readonly unknown[]>((resolve) => {
      const tooLate = clock.arm(ANSWER_WITHIN_MS, () => resolve(asked.answers));
      const done = (): void => {
        tooLate.disarm();
        resolve(asked.answers);
      };
      const asked: Asked = {
        answers: [],
        heard: 0,
        wanted: undefined,
        check: () => {
          if (asked.wanted !== undefined && asked.heard >= asked.wanted) done();
        },
      };
      this.#waiting.set(id, asked);
      redis.publish(this.#questions, JSON.stringify({ id, from: this.#self, question })).then(
        (receivers) => {
          asked.wanted = receivers; // ourselves among them: our own question counts as heard
          asked.check();
        },
        () => done(),
      );
    });
    this.#waiting.delete(id);
    return answers as readonly Answer[];
  }

  async #hear(channel: string, text: string): Promise<void> {
    const message = text.length > MOST_CHARACTERS ? undefined : readMessage(text);
    if (message === undefined) return;
    const asked = this.#waiting.get(message.id);
    if (asked !== undefined) {
      asked.heard += 1;
      if (channel !== this.#questions) asked.answers.push(message.answer);
      asked.check();
      return;
    }
    if (channel !== this.#questions || message.from === this.#self || message.from === undefined) return;
    const { redis, answer, logger } = this.#options;
    try {
      const said = await answer(message.question as Question);
      await redis.publish(this.#answers(message.from), JSON.stringify({ id: message.id, answer: said }));
    } catch (failure) {
      logger.warn({ event: "intercom.unanswered", err: failure }, "another process gets no answer");
    }
  }
}

interface Message {
  readonly id: string;
  readonly from?: string;
  readonly question?: unknown;
  readonly answer?: unknown;
}

function readMessage(text: string): Message | undefined {
  try {
    return JSON.parse(text) as Message;
  } catch {
    return undefined; // nobody of the house writes such
  }
}
