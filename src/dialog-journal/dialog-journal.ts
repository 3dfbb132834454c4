import type { Redis } from "ioredis";
import type { Logger } from "../observability/logging.ts";
import type { CallKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import { settledWithin } from "../runtime/deadline.ts";
import { atNextBeat } from "../runtime/gather-writes.ts";
import type { Srf } from "../srf/srf.ts";
import { farewell, FORGOTTEN } from "./farewell.ts";
import { readDialog, uriIn, type JournalledDialog, type NotedDialog } from "./journalled-dialog.ts";

/** After a take-over whose answer was lost: our own notes are read again. */
const READ_AGAIN_AFTER_MS = 1_000;
/** Of this process. Signalling takes fewer calls, and each has few telephones. */
const MOST_DIALOGS = 20_000;
/** While Redis is away. Beyond it what is over is not taken out of Redis any more: a note too many is ended twice, or expires. */
const MOST_UNWRITTEN = 2 * MOST_DIALOGS;
/** No call is longer; after it notes that no process took over are gone. */
const EXPIRY_SECONDS = 24 * 3_600;
/** The notes' expiry is put off that often, while there are new ones. */
const PUT_OFF_EACH_MS = 3_600_000;
/** A telephone on a stream has to connect again first: pauses between attempts. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];
/** The engine's own time for a request (64*T1, RFC 3261 §17.1.2.2) is longer: then the next attempt is due anyway. */
const ANSWER_WITHIN_MS = 5_000;
/** Ended at the same time: a burst of more would lose datagrams. */
const MOST_AT_ONCE = 100;

/** KEYS: the notes of a process that is gone, our own · ARGV: expiry in seconds. Answers the notes. */
const takeOverScript = luaScript(`
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do redis.call('HSET', KEYS[2], all[i], all[i + 1]) end
if #all > 0 then redis.call('EXPIRE', KEYS[2], ARGV[1]) end
redis.call('DEL', KEYS[1])
return all
`);

/** Where the dialogs of one signalling engine are noted. */
export interface DialogNotes {
  /** Under this key from now on; a later note of the same key takes its place. */
  note(key: string, dialog: NotedDialog): void;
  /** The peer is reached by this Contact now; undefined: as before. */
  move(key: string, contact: string | undefined): void;
  /** It is over. */
  forget(key: string): void;
  /** The engine that has it is gone: it is ended when an engine is there again. */
  lose(key: string): void;
}

export interface DialogJournalOptions {
  readonly redis: Redis;
  readonly keys: Pick<CallKeys, "dialogs">;
  /** Names this process. */
  readonly process: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

type JournalSrf = Pick<Srf, "on" | "request" | "_app">;

interface Entry {
  readonly dialog: JournalledDialog;
  /** Why it has to be ended; undefined: it goes on. */
  lost: string | undefined;
  isEnding: boolean;
}

const ENGINE_LOST = 'SIP;cause=503;text="Signalling engine lost"';
const PROCESS_LOST = 'SIP;cause=503;text="Application process lost"';

/** The notes of this process, and of those whose work it has taken over. */
export class DialogJournal implements AsyncDisposable {
  readonly #options: DialogJournalOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #engines = new Map<string, { readonly srf: JournalSrf; isUp: boolean }>();
  readonly #unwritten = new Set<string>();
  readonly #end = new AbortController();
  readonly #endings = new Set<Promise<void>>();
  /** What is noted within a moment, or while Redis writes, is written together. */
  #writing: Alarm | "under-way" | undefined;
  /** Of our notes in Redis. */
  #putOffAtMs = -Infinity;
  #readingAgain: Alarm | undefined;

  constructor(options: DialogJournalOptions) {
    this.#options = options;
  }

  /** The notes of an engine's dialogs, which this connection ends where they have to be. */
  of(engine: string, srf: JournalSrf): DialogNotes {
    const known = { srf, isUp: false };
    this.#engines.set(engine, known);
    srf.on("connect", (failure) => {
      known.isUp = failure === null;
      if (known.isUp) this.#endLost();
    });
    srf.on("close", () => (known.isUp = false));
    return {
      note: (key, dialog) => {
        if (dialog !== undefined) this.#note(key, { ...dialog, engine } as JournalledDialog);
      },
      move: (key, contact) => this.#move(key, uriIn(contact)),
      forget: (key) => this.#forget(key),
      lose: (key) => {
        const entry = this.#entries.get(key);
        if (entry !== undefined) entry.lost ??= ENGINE_LOST;
      },
    };
  }

  /** Another process is gone: what it had is ended by this one. @throws where Redis is away */
  async takeOver(process: string): Promise<void> {
    const { redis, keys, process: self } = this.#options;
    try {
      const from = [keys.dialogs(process), keys.dialogs(self)] as const;
      const taken = (await takeOverScript(redis, [...from], [EXPIRY_SECONDS])) as string[];
      this.#takeAll(taken.flatMap((key, at) => (at % 2 === 0 ? [[key, taken[at + 1] ?? ""] as const] : [])));
    } catch (failure) {
      this.#readAgain(); // its notes may be ours already: then only this process ends them
      throw failure;
    }
  }

  /** A note of ours in Redis whose dialog this process doesn't know, and has not just forgotten, was taken over. */
  #readAgain(): void {
    const { redis, keys, process: self, clock, logger } = this.#options;
    const read = async (): Promise<void> => {
      const noted = Object.entries(await redis.hgetall(keys.dialogs(self)));
      this.#takeAll(noted.filter(([key]) => !this.#entries.has(key) && !this.#unwritten.has(key)));
    };
    this.#readingAgain ??= clock.arm(READ_AGAIN_AFTER_MS, () => {
      this.#readingAgain = undefined;
      if (this.#isClosing()) return;
      read().catch((failure: unknown) => {
        logger.debug({ event: "dialogs.unread", err: failure }, "notes of dialogs can't be read now");
        this.#readAgain();
      });
    });
  }

  #takeAll(taken: readonly (readonly [key: string, text: string])[]): void {
    for (const [key, text] of taken) this.#take(key, text);
    if (taken.length > 0)
      this.#options.logger.warn(
        { event: "dialogs.taken-over", dialogs: taken.length },
        "dialogs of a lost process are ended",
      );
    this.#endLost();
  }

  /** One note of a lost process. One that can't be read, as by another version, costs no other its end. */
  #take(key: string, text: string): void {
    const dialog = readDialog(text);
    if (dialog !== undefined) {
      this.#entries.set(key, { dialog, lost: PROCESS_LOST, isEnding: false });
      return;
    }
    this.#options.logger.warn({ event: "dialog.unreadable" }, "the note of a lost process' dialog can't be read");
    this.#write(key); // there is no such dialog here: its note goes
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    this.#readingAgain?.disarm();
    if (typeof this.#writing === "object") this.#writing.disarm();
    await settledWithin(Promise.all(this.#endings), { withinMs: ANSWER_WITHIN_MS, clock: this.#options.clock });
    await this.#flush();
  }

  #note(key: string, dialog: JournalledDialog): void {
    if (!this.#entries.has(key) && this.#entries.size >= MOST_DIALOGS) return;
    this.#entries.set(key, { dialog, lost: undefined, isEnding: false });
    this.#write(key);
  }

  #move(key: string, remoteTarget: string | undefined): void {
    const { dialog, lost } = this.#entries.get(key) ?? {};
    if (dialog?.kind !== "confirmed" || lost !== undefined) return;
    if (remoteTarget !== undefined && remoteTarget !== dialog.remoteTarget)
      this.#note(key, { ...dialog, remoteTarget });
  }

  #forget(key: string): void {
    if (this.#entries.get(key)?.lost !== undefined || !this.#entries.delete(key)) return;
    this.#write(key);
  }

  #write(key: string): void {
    if (this.#unwritten.size >= MOST_UNWRITTEN)
      for (const due of this.#unwritten) if (!this.#entries.has(due)) this.#unwritten.delete(due);
    this.#unwritten.add(key);
    this.#writing ??= atNextBeat(this.#options.clock, () => void this.#flush());
  }

  /** With Redis away the notes stay due, and are written with the next ones. */
  async #flush(): Promise<void> {
    if (this.#unwritten.size === 0) {
      this.#writing = undefined;
      return;
    }
    this.#writing = "under-way";
    const { redis, keys, process } = this.#options;
    const due = [...this.#unwritten];
    this.#unwritten.clear();
    const hash = keys.dialogs(process);
    const [goOn, over]: [string[], string[]] = [[], []];
    for (const key of due) {
      const entry = this.#entries.get(key);
      if (entry === undefined) over.push(key);
      else goOn.push(key, JSON.stringify(entry.dialog));
    }
    const nowMs = this.#options.clock.nowMs();
    const isExpiryDue = goOn.length > 0 && nowMs - this.#putOffAtMs > PUT_OFF_EACH_MS;
    const writes = [
      ...(goOn.length === 0 ? [] : [redis.hset(hash, ...goOn)]),
      ...(over.length === 0 ? [] : [redis.hdel(hash, ...over)]),
      ...(isExpiryDue ? [redis.expire(hash, EXPIRY_SECONDS)] : []),
    ];
    const isWritten = await Promise.all(writes).then(
      () => true,
      () => false,
    );
    if (isWritten && isExpiryDue) this.#putOffAtMs = nowMs;
    if (this.#entries.size === 0) this.#putOffAtMs = -Infinity; // with its last note the hash is gone, and its expiry with it
    this.#writing = undefined;
    const [noted] = this.#unwritten; // meanwhile
    if (isWritten && noted !== undefined && !this.#isClosing()) this.#write(noted);
    if (!isWritten) for (const key of due) this.#unwritten.add(key);
  }

  /** Ends what is lost and whose engine, or another one, is there. */
  #endLost(): void {
    const lost = [...this.#entries].filter(([, { lost, isEnding }]) => lost !== undefined && !isEnding);
    if (lost.length === 0 || ![...this.#engines.values()].some(({ isUp }) => isUp)) return;
    for (const [, entry] of lost) entry.isEnding = true;
    const ending = this.#endInTurns(lost).finally(() => this.#endings.delete(ending));
    this.#endings.add(ending);
  }

  async #endInTurns(lost: readonly (readonly [string, Entry])[]): Promise<void> {
    this.#options.logger.info({ event: "dialogs.ending", dialogs: lost.length }, "lost dialogs are ended");
    for (let from = 0; from < lost.length; from += MOST_AT_ONCE)
      await Promise.all(lost.slice(from, from + MOST_AT_ONCE).map(([key, entry]) => this.#endOne(key, entry)));
  }

  /** Waits for the first attempt only: what can't be reached yet must not keep the others waiting. */
  async #endOne(key: string, entry: Entry): Promise<void> {
    if (await this.#attempt(entry)) this.#done(key, entry);
    else void this.#tryAgain(key, entry);
  }

  async #tryAgain(key: string, entry: Entry): Promise<void> {
    const { clock, logger } = this.#options;
    for (const pauseMs of PAUSES_MS) {
      await clock.sleep(pauseMs, this.#end.signal).catch(() => undefined);
      if (this.#isClosing()) return; // its note stays, for the next process
      if (await this.#attempt(entry)) {
        this.#done(key, entry);
        return;
      }
    }
    logger.warn({ event: "dialog.not-ended", callId: entry.dialog.callId }, "a lost dialog's peer is not reached");
    this.#done(key, entry);
  }

  #done(key: string, entry: Entry): void {
    if (this.#entries.get(key) !== entry) return;
    this.#entries.delete(key);
    this.#write(key);
  }

  /** @returns whether the peer, or the engine, has said that it is over */
  async #attempt({ dialog, lost }: Entry): Promise<boolean> {
    const engine = this.#engines.get(dialog.engine);
    const up = engine?.isUp === true ? engine : [...this.#engines.values()].find(({ isUp }) => isUp);
    if (up === undefined) return false;
    try {
      const last = farewell(dialog, lost ?? PROCESS_LOST);
      if (last.kind === "request") return await answered(up.srf, last, this.#options.clock);
      up.srf._app.client.sendMessage(last.message, { stackTxnId: FORGOTTEN });
      return true;
    } catch {
      return false; // the connection to the engine is gone again
    }
  }

  #isClosing(): boolean {
    return this.#end.signal.aborted;
  }
}

/** Any answer of the peer's means that the dialog is over there; what the engine makes up itself means that nothing reached it. */
function answered(
  srf: JournalSrf,
  { uri, options }: Extract<ReturnType<typeof farewell>, { kind: "request" }>,
  clock: Clock,
) {
  return new Promise<boolean>((resolve) => {
    const tooLate = clock.arm(ANSWER_WITHIN_MS, () => resolve(false));
    const settle = (isOver: boolean): void => {
      tooLate.disarm();
      resolve(isOver);
    };
    srf.request(uri, options, (failure, request) => {
      if (request === undefined) {
        settle(failure !== null && failure !== undefined); // the engine refuses: there is nothing that it could end
        return;
      }
      request.on("response", (response) => {
        const isOfPeer = response.source_address !== undefined && response.source_address !== "";
        if (response.status >= 200) settle(isOfPeer);
      });
    });
  });
}
