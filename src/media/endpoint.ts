import type { Clock } from "../runtime/clock.ts";
import { AudioMissing, MediaRefused, MediaServerSilent } from "./errors.ts";
import type { EslEvent, FsmrfEndpoint } from "./fsmrf.ts";
import type {
  Audio,
  CollectedDigits,
  EndpointQuality,
  MediaEndpoint,
  PlayOutcome,
  RecordLimits,
  RecordOutcome,
  RoomEntry,
  RoomMember,
  RoomOutcome,
} from "./media-port.ts";
import { audioPath } from "./audio-path.ts";
import { nextVersion } from "../sdp/origin.ts";
import { withAuthorNote, type AuthorNote } from "../sdp/author-note.ts";
import { mediaOffer, NO_COMMON_TRANSPORT, type MediaOffer } from "../sdp/media-offer.ts";
import { plainOffer, secureOffer } from "../sdp/offered-twice.ts";
import { qualityIn } from "./quality.ts";
import { stayInRoom } from "./room.ts";
import { answerWithin } from "./command-answer.ts";

export interface EndpointParts {
  readonly clock: Clock;
  readonly promptsDir: string;
  /** A command to the media server itself, which outlives this endpoint. */
  ask(command: string): Promise<string>;
}

/** It takes audio from where its peer's really comes: no relay is needed on account of where that is. */
const FOLLOWS_ITS_PEERS: AuthorNote = { source: undefined, relay: "never" };

type UsableOffer = Extract<MediaOffer, { kind: "usable" }>;

/** A command that only changes a value is answered at the media server's next tick. */
const SET_WITHIN_MS = 2_000;
/** No prompt is longer; a recorded message is at most three minutes. */
const PLAY_WITHIN_MS = 200_000;
/** Beyond its own limit a recording gets this long to close its file. */
const RECORD_GRACE_MS = 5_000;
/** What was told to stop says so at the next tick. */
const STOP_AGAIN_AFTER_MS = 150;
const STOP_ATTEMPTS = 12;
/** A telephone on hold may say nothing this long, RTCP reports included: longer than any caller is kept waiting. */
const HOLD_TIMEOUT_MS = 30 * 60_000;
const RENEGOTIATE_WITHIN_MS = 5_000;
const HANG_UP_WITHIN_MS = 2_000;
/** Hanging up waits for these numbers, but not long. */
const MEASURE_WITHIN_MS = 1_000;
/** Below this (of 32768, mean of a frame) the media server hears silence. */
const SILENCE_THRESHOLD = 200;

/** One endpoint of drachtio-fsmrf: its commands with limits of time, its ends made one. */
export class FsmrfMediaEndpoint implements MediaEndpoint {
  readonly ended: Promise<void>;
  readonly quality: Promise<EndpointQuality | undefined>;
  readonly #endpoint: FsmrfEndpoint;
  readonly #parts: EndpointParts;
  readonly #keyListeners = new Set<(key: string) => void>();
  #resolveEnd: () => void = () => undefined;
  #tellQuality: (quality: EndpointQuality | undefined) => void = () => undefined;
  #gone = false;
  #silenced = false;
  #lost = false;
  #peerSdp: string | undefined;
  /** What the other side was told last, where that isn't what the media server said at first. */
  #told: string | undefined;
  #keys: string | undefined;
  /** Its session is encrypted, or shall be: from then on it is no other. */
  #encrypted = false;
  #fillsGaps = false;
  #release: Promise<void> | undefined;
  /** The media server hangs it up together with this one. */
  #bridged: FsmrfMediaEndpoint | undefined;

  constructor(endpoint: FsmrfEndpoint, parts: EndpointParts) {
    this.#endpoint = endpoint;
    this.#parts = parts;
    this.ended = new Promise((resolve) => {
      this.#resolveEnd = resolve;
    });
    this.quality = new Promise((resolve) => {
      this.#tellQuality = resolve;
    });
    endpoint.on("destroy", (how) => {
      this.#silenced = how?.reason === "MEDIA_TIMEOUT";
      this.#tellQuality(undefined); // too late to ask
      this.#end();
    });
    // In the turn of the event loop in which it ends for us: what was hung up, by either side, ends before.
    endpoint.conn.on("esl::end", () => (this.#lost ||= this.#release === undefined));
    endpoint.on("dtmf", ({ dtmf }) => {
      for (const listen of this.#keyListeners) listen(dtmf);
    });
    if (!endpoint.connected) this.#end();
  }

  get localSdp(): string {
    return withAuthorNote(this.#told ?? plainOffer(this.#endpoint.local.sdp), FOLLOWS_ITS_PEERS);
  }

  encryptedOffer(session: string): string {
    const offer = this.#told ?? secureOffer(this.#endpoint.local.sdp, session);
    if (offer === undefined || (this.#told !== undefined && !this.#encrypted))
      throw new MediaRefused(488, { warning: NO_COMMON_TRANSPORT });
    this.#encrypted = true;
    return withAuthorNote(offer, FOLLOWS_ITS_PEERS);
  }

  get id(): string {
    return this.#endpoint.uuid;
  }

  get silenced(): boolean {
    return this.#silenced;
  }

  get lost(): boolean {
    return this.#lost;
  }

  async endAfterSilence(seconds: number): Promise<void> {
    if (this.#isGone()) return;
    await this.#set("media_timeout", String(seconds * 1_000));
    await this.#set("media_hold_timeout", seconds === 0 ? "0" : String(Math.max(seconds * 1_000, HOLD_TIMEOUT_MS)));
    if (this.#peerSdp !== undefined) await this.renegotiate(nextVersion(this.#peerSdp)); // FreeSWITCH looks at it then
  }

  async acceptAnswer(sdp: string): Promise<void> {
    await this.renegotiate(sdp);
    await this.detectDtmf(sdp);
  }

  /** The media server has answered this offer of the other side's; it was told the one stream of it that it can serve. */
  answers(offer: UsableOffer): void {
    this.#told = this.#answerTo(offer, this.#endpoint.local.sdp);
  }

  /** What the other side is told; nothing of an encrypted session goes on in the clear. */
  #answerTo(offer: UsableOffer, served: string): string {
    const answer = offer.answer(served);
    if (answer === undefined) throw new MediaRefused(488, { warning: NO_COMMON_TRANSPORT });
    this.#encrypted = offer.isEncrypted;
    return answer;
  }

  /** A telephone without RFC 4733 presses its keys as tones: they are looked for in the audio. */
  async detectDtmf(sdp: string): Promise<void> {
    this.#peerSdp = sdp;
    if (this.#isGone() || /telephone-event/i.test(sdp)) return;
    const asked = this.#endpoint.execute("start_dtmf", "");
    await Promise.race([answerWithin(SET_WITHIN_MS, "start_dtmf", asked, this.#parts.clock), this.ended]);
  }

  renegotiate(offer: string): Promise<string> {
    const { dialog } = this.#endpoint;
    if (dialog === null || this.#isGone()) return Promise.reject(new MediaRefused(481));
    const taken = mediaOffer(offer);
    if (taken.kind === "unusable") return Promise.reject(new MediaRefused(488, { warning: taken.warning }));
    if (this.#encrypted && !taken.isEncrypted)
      return Promise.reject(new MediaRefused(488, { warning: NO_COMMON_TRANSPORT }));
    this.#peerSdp = offer;
    const answered = new Promise<string>((resolve, reject) => {
      dialog.request(
        { method: "INVITE", body: taken.offer, headers: { "Content-Type": "application/sdp" } },
        (failure, response) => {
          if (response !== undefined && response.status < 200) return; // srf tells these too
          if (response === undefined) reject(new MediaRefused(503, { cause: failure }));
          else if (response.status >= 300) reject(new MediaRefused(response.status));
          else resolve(response.body ?? "");
        },
      );
    }).then((served) => (this.#told = this.#answerTo(taken, served)));
    return answerWithin(RENEGOTIATE_WITHIN_MS, "re-INVITE", answered, this.#parts.clock);
  }

  async play(
    audio: readonly Audio[],
    { keys = "", signal }: { readonly keys?: string; readonly signal: AbortSignal },
  ): Promise<PlayOutcome> {
    await this.#endKeys(keys);
    let pressed: string | undefined;
    const listen = (key: string): void => {
      if (keys.includes(key)) pressed ??= key;
    };
    this.#keyListeners.add(listen);
    try {
      for (const each of audio) {
        if (this.#isGone()) return { kind: "gone" };
        if (signal.aborted) return { kind: "stopped" };
        if (pressed !== undefined) break; // between two pieces
        await this.#playOne(audioPath(each, this.#parts.promptsDir), signal);
      }
      if (pressed !== undefined) return { kind: "key", key: pressed };
      if (this.#isGone()) return { kind: "gone" };
      return signal.aborted ? { kind: "stopped" } : { kind: "played" };
    } finally {
      this.#keyListeners.delete(listen);
    }
  }

  async record(path: string, limits: RecordLimits, signal: AbortSignal): Promise<RecordOutcome> {
    await this.#endKeys(limits.keys);
    await this.#fillGaps();
    if (this.#isGone()) return "gone";
    if (signal.aborted) return "stopped";
    const event = await this.#run(
      "record",
      `${path} ${limits.maxSeconds} ${SILENCE_THRESHOLD} ${limits.silenceSeconds}`,
      limits.maxSeconds * 1_000 + RECORD_GRACE_MS,
      signal,
    );
    if (event === undefined) return this.#isGone() ? "gone" : "stopped";
    const key = event.getHeader("variable_playback_terminator_used");
    if (key !== undefined && key !== "" && limits.keys.includes(key)) return "key";
    if (this.#isGone()) return "gone";
    return isStopped(signal) ? "stopped" : "limit";
  }

  async collect(
    audio: Audio,
    input: { readonly maxDigits: number; readonly firstKeyMs: number; readonly betweenKeysMs: number },
    signal: AbortSignal,
  ): Promise<CollectedDigits> {
    const path = audioPath(audio, this.#parts.promptsDir);
    const variable = "offhook_digits";
    const argument = `0 ${input.maxDigits} 1 ${input.firstKeyMs} # ${path} silence_stream://1 ${variable} \\d+ ${input.betweenKeysMs}`;
    const limitMs = PLAY_WITHIN_MS + input.firstKeyMs + input.maxDigits * input.betweenKeysMs;
    const event = await this.#run("play_and_get_digits", argument, limitMs, signal);
    const terminator = event?.getHeader("variable_read_terminator_used");
    return {
      digits: event?.getHeader(`variable_${variable}`) ?? "",
      ...(terminator === undefined || terminator === "" ? {} : { terminator }),
    };
  }

  async playForever(audio: Audio, signal: AbortSignal): Promise<void> {
    await this.#endKeys("");
    while (!this.#isGone() && !signal.aborted) await this.#playOne(audioPath(audio, this.#parts.promptsDir), signal);
  }

  async echo(forMs: number, signal: AbortSignal): Promise<void> {
    const enough = new AbortController();
    const alarm = this.#parts.clock.arm(forMs, () => enough.abort());
    try {
      await this.#run("echo", "", forMs + SET_WITHIN_MS, AbortSignal.any([signal, enough.signal]));
    } finally {
      alarm.disarm();
    }
  }

  join(entry: RoomEntry, onEntered: (member: RoomMember) => void, signal: AbortSignal): Promise<RoomOutcome> {
    return stayInRoom(this.#endpoint, { ...this.#parts, ended: this.ended }, entry, { onEntered, signal });
  }

  onDtmf(listener: (key: string) => void): Disposable {
    const own = (key: string): void => listener(key); // the same function may listen twice
    this.#keyListeners.add(own);
    return { [Symbol.dispose]: () => void this.#keyListeners.delete(own) };
  }

  async bridge(other: MediaEndpoint): Promise<void> {
    const asked = this.#parts.ask(`uuid_bridge ${this.id} ${other.id}`);
    const answer = await answerWithin(SET_WITHIN_MS, "uuid_bridge", asked, this.#parts.clock);
    if (!answer.startsWith("+OK")) throw new MediaRefused(481);
    if (!(other instanceof FsmrfMediaEndpoint)) return;
    this.#bridged = other;
    other.#bridged = this;
  }

  passInfo(contentType: string, body: string): Promise<void> {
    const { dialog } = this.#endpoint;
    if (dialog === null || this.#isGone()) return Promise.resolve();
    const answered = new Promise<void>((resolve) => {
      dialog.request({ method: "INFO", body, headers: { "Content-Type": contentType } }, () => resolve());
    });
    return answerWithin(SET_WITHIN_MS, "INFO", answered, this.#parts.clock);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#release ??= this.#hangUp();
    return this.#release;
  }

  /**
   * BYE from our side: the library's own way waits for one from the server, which may never come. Where no BYE can be
   * sent, because the signalling engine is gone, the server is told on its event socket.
   */
  async #hangUp(): Promise<void> {
    const { dialog } = this.#endpoint;
    const wasGone = this.#isGone();
    this.#end();
    const both = this.#bridged === undefined ? [this] : [this, this.#bridged];
    if (!wasGone) await Promise.all(both.map((each) => each.#measure()));
    this.#tellQuality(undefined); // where nothing was told
    if (wasGone || dialog === null || !dialog.connected) return;
    const byes = new Promise<void>((resolve, reject) => {
      dialog.destroy({}, (failure) => (failure == null ? resolve() : reject(new MediaServerSilent("BYE"))));
    });
    try {
      await answerWithin(HANG_UP_WITHIN_MS, "BYE", byes, this.#parts.clock);
    } catch {
      this.#endpoint.execute("hangup", "").catch(() => undefined); // gone already: so much the better
    }
  }

  async #measure(): Promise<void> {
    const parts = this.#parts;
    const asked = Promise.all(
      [`uuid_set_media_stats ${this.id}`, `uuid_dump ${this.id}`].map((each) => parts.ask(each)),
    );
    const [, dump = ""] = await answerWithin(MEASURE_WITHIN_MS, "uuid_dump", asked, parts.clock).catch(() => []);
    const quality = qualityIn(dump);
    if (quality !== undefined) this.#tellQuality(quality);
  }

  /** A function: it may have changed during any await. */
  #isGone(): boolean {
    return this.#gone;
  }

  #end(): void {
    this.#gone = true;
    this.#resolveEnd();
  }

  /** Which keys end what is played or recorded from now on; the server's own default would be "*". */
  async #endKeys(keys: string): Promise<void> {
    if (this.#isGone() || this.#keys === keys) return;
    this.#keys = keys;
    await this.#set("playback_terminators", keys === "" ? "none" : keys);
  }

  /** A phone that sends nothing while its user is silent records silence all the same, as long as it lasted. */
  async #fillGaps(): Promise<void> {
    if (this.#isGone() || this.#fillsGaps) return;
    this.#fillsGaps = true;
    await this.#set("record_fill_cng", "true");
  }

  async #set(variable: string, value: string): Promise<void> {
    const set = this.#endpoint.execute("set", `${variable}=${value}`);
    await Promise.race([answerWithin(SET_WITHIN_MS, "set", set, this.#parts.clock), this.ended]);
  }

  async #playOne(path: string, signal: AbortSignal): Promise<void> {
    const event = await this.#run("playback", path, PLAY_WITHIN_MS, signal);
    if (event?.getHeader("Application-Response") === "FILE NOT FOUND") throw new AudioMissing(path);
  }

  /** Runs one application to its end. Undefined when the endpoint went before it told how it ended. */
  async #run(app: string, argument: string, limitMs: number, signal: AbortSignal): Promise<EslEvent | undefined> {
    const completed = this.#endpoint.execute(app, argument);
    const stopped = (): Promise<EslEvent | undefined> => this.#stop(app, completed);
    let onAbort: (() => void) | undefined;
    const aborted = new Promise<EslEvent | undefined>((resolve, reject) => {
      onAbort = (): void => void stopped().then(resolve, reject);
      if (signal.aborted) onAbort();
      else signal.addEventListener("abort", onAbort, { once: true });
    });
    // On a hang-up every application still tells how it ended before the connection closes.
    const hungUp = this.ended.then(() => undefined);
    try {
      return await Promise.race([answerWithin(limitMs, app, completed, this.#parts.clock), aborted, hungUp]);
    } finally {
      if (onAbort !== undefined) signal.removeEventListener("abort", onAbort);
    }
  }

  /**
   * What plays or records stops, and tells how it ended. A break that comes before the application has begun (it
   * begins at the media server's next tick) stops nothing, so it is said again.
   */
  async #stop(app: string, completed: Promise<EslEvent>): Promise<EslEvent | undefined> {
    const { clock } = this.#parts;
    for (let attempt = 0; attempt < STOP_ATTEMPTS && !this.#isGone(); attempt++) {
      try {
        const broken = this.#endpoint.api("uuid_break", this.#endpoint.uuid);
        await Promise.race([answerWithin(STOP_AGAIN_AFTER_MS, "uuid_break", broken, clock), completed]);
        return await answerWithin(STOP_AGAIN_AFTER_MS, app, completed, clock);
      } catch (failure) {
        if (!(failure instanceof MediaServerSilent) && !this.#isGone()) throw failure;
      }
    }
    return undefined; // hanging up will end it
  }
}

/** A function: it may have been aborted during any await. */
function isStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}
