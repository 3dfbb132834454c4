import { randomUUID } from "node:crypto";
import type { Alarm, Clock } from "../../../runtime/clock.ts";
import type { Conferences } from "../conference/conferences.ts";
import type { MediaLogger } from "../logger.ts";
import type { EventHub } from "../event-socket/hub.ts";
import { MAX_WAITING_DIGITS } from "../limits.ts";
import { FRAME_SAMPLES } from "../rtp/stream.ts";
import type { RtpStream } from "../rtp/stream.ts";
import type { Ticker } from "../ticker.ts";
import type { ApplicationChannel, Outcome } from "./application.ts";
import { APPLICATIONS } from "./applications/all.ts";
import { DESTINATION_OUT_OF_ORDER, NORMAL_CLEARING } from "./cause.ts";
import type { Cause } from "./cause.ts";
import type { Ending, Frame, Performance } from "./performance.ts";
import { createInbandDtmf, INBAND_DTMF_TICKS } from "./inband-dtmf.ts";
import { SessionRecordings } from "./session-recordings.ts";
import { finish, forgetWaiting, hangUp, IDLE, innermost, startNext, submit } from "./schedule.ts";
import type { Command } from "./schedule.ts";
import { createVariables, expand } from "./variables.ts";

export interface ChannelParts {
  readonly uuid: string;
  readonly hub: EventHub;
  readonly ticker: Ticker;
  readonly clock: Clock;
  readonly logger: MediaLogger;
  readonly stream: RtpStream;
  readonly soundsDir: string;
  readonly conferences: Conferences;
  /** The argument of the application that the call came in with: "host:port async full". */
  readonly socketArgument: string;
  /** Facts of the call that do not change: Caller-…, Channel-Name. */
  readonly facts: Readonly<Record<string, string>>;
  /** Says goodbye to the peer, unless it was the peer who did. */
  bye(cause: Cause): void;
  /** All applications are through and told so; the channel is gone. Called once. */
  onEnded(): void;
}

/** An application that runs, and the part of it that has the ear and the voice of the channel. */
interface Running {
  performance: Performance | undefined;
  settle: ((ending: Ending) => void) | undefined;
  /** Set when it is through while something still runs inside of it: it is told as soon as that is through too. */
  outcome: Outcome | undefined;
}

/** How a DTMF digit came: as telephone event in RTP, by SIP INFO, or as tones. */
type DtmfSource = "RTP" | "ENDPOINT" | "INBAND_AUDIO";

/** After a hang-up, applications have this long to end (a slow disk); then the channel goes without them. */
const END_WITHIN_MS = 10_000;

/** One call as the applications see it: variables, a stack of applications, an ear and a voice. */
export class Channel implements ApplicationChannel {
  readonly uuid: string;
  readonly variables = createVariables();
  readonly soundsDir: string;
  readonly conferences: Conferences;
  readonly #parts: ChannelParts;
  readonly #running = new Map<Command, Running>();
  readonly #recordings: SessionRecordings;
  readonly #digits: string[] = [];
  readonly #heard = new Int16Array(FRAME_SAMPLES);
  readonly #said = new Int16Array(FRAME_SAMPLES);
  readonly #muted = { read: false, write: false };
  readonly #inband = createInbandDtmf();
  #dtmfSource: DtmfSource | undefined;
  #schedule = IDLE;
  #base: Command;
  #bridged: Channel | undefined;
  #cause: Cause | undefined;
  #ending: Alarm | undefined;
  #ended = false;

  constructor(parts: ChannelParts) {
    this.#parts = parts;
    this.uuid = parts.uuid;
    this.soundsDir = parts.soundsDir;
    this.conferences = parts.conferences;
    this.#recordings = new SessionRecordings(parts.logger);
    this.#base = { uuid: randomUUID(), application: "socket", argument: parts.socketArgument };
  }

  get hungUp(): boolean {
    return this.#schedule.hungUp;
  }

  /**
   * Takes a command. It starts, inside whatever runs, as soon as its sender has been answered.
   * @returns false when the channel is gone, or has too much to do
   */
  submit(command: Command): boolean {
    const schedule = submit(this.#schedule, command);
    if (schedule === undefined) return false;
    this.#schedule = schedule;
    queueMicrotask(() => this.#startWaiting());
    return true;
  }

  /** uuid_break: what plays or records now ends, as if it were through. */
  breakOff(all: boolean): void {
    if (all) this.#schedule = forgetWaiting(this.#schedule);
    const running = this.#innermost();
    if (running !== undefined) this.#settle(running, "break");
  }

  /**
   * A DTMF digit was pressed. Without an application it is told and forgotten. Some telephones send each digit both as telephone
   * event and by INFO: the way by which the first one came is the one that counts.
   */
  receiveDtmf(digit: string, durationTicks: number, source: DtmfSource): void {
    this.#dtmfSource ??= source;
    if (this.hungUp || this.#dtmfSource !== source) return;
    this.publish("DTMF", {
      "DTMF-Digit": digit,
      "DTMF-Duration": String(durationTicks),
      "DTMF-Source": source,
    });
    this.#bridged?.sendDtmf(digit, Math.max(40, durationTicks / 8));
    if (this.#running.size === 0) return;
    if (this.#digits.push(digit) > MAX_WAITING_DIGITS) this.#digits.shift();
  }

  /** Ends the call; nothing happens when it is over already. */
  hangUp(cause: Cause): void {
    if (this.hungUp) return;
    this.#schedule = hangUp(this.#schedule);
    this.#cause = cause;
    this.#parts.bye(cause);
    for (const running of [...this.#running.values()].reverse()) this.#settle(running, "hangup");
    this.#ending = this.#parts.clock.arm(END_WITHIN_MS, () => void this.#end());
    const peer = this.#bridged;
    this.#bridged = undefined;
    peer?.hangUp(NORMAL_CLEARING);
    if (this.#running.size === 0) void this.#end();
  }

  publish(name: string, headers: Readonly<Record<string, string>>, subclass?: string): void {
    const brief = name === "DTMF" || name === "CHANNEL_CALLSTATE";
    this.#parts.hub.publish(
      name,
      () => ({ ...this.headers(), ...(brief ? {} : this.#variableHeaders()), ...headers }),
      subclass === undefined ? {} : { subclass },
    );
  }

  /** What is known of the channel, without its variables. */
  headers(): Record<string, string> {
    const { codec } = this.#parts.stream.agreement ?? {};
    return {
      "Channel-State": this.hungUp ? "CS_HANGUP" : "CS_EXECUTE",
      "Channel-Call-State": this.hungUp ? "HANGUP" : "ACTIVE",
      "Channel-State-Number": this.hungUp ? "10" : "4",
      "Unique-ID": this.uuid,
      "Channel-Call-UUID": this.uuid,
      "Call-Direction": "inbound",
      "Answer-State": this.hungUp ? "hangup" : "answered",
      ...(this.#cause === undefined ? {} : { "Hangup-Cause": this.#cause.name }),
      ...(codec === undefined
        ? {}
        : {
            "Channel-Read-Codec-Name": codec.name,
            "Channel-Read-Codec-Rate": "8000",
            "Channel-Write-Codec-Name": codec.name,
          }),
      ...this.#parts.facts,
    };
  }

  /** Everything, as CHANNEL_DATA and uuid_dump tell it. */
  dump(): Record<string, string> {
    return { ...this.#parts.hub.preamble("CHANNEL_DATA"), ...this.headers(), ...this.#variableHeaders() };
  }

  /** start_dtmf, stop_dtmf: whether DTMF is looked for in the audio, whatever was negotiated. */
  detectInbandDtmf(wanted: boolean): void {
    this.#inband.asked = wanted;
    this.#attend();
  }

  mute(direction: "read" | "write", muted: boolean): void {
    this.#muted[direction] = muted;
  }

  sendDtmf(digits: string, durationMs: number): boolean {
    const queued = this.#parts.stream.queueDtmf(digits, durationMs);
    this.#attend();
    return queued;
  }

  async recordSession(path: string): Promise<boolean> {
    const recorded = await this.#recordings.start(path);
    this.#attend();
    return recorded;
  }

  async stopRecordSession(path: string): Promise<void> {
    await this.#recordings.stop(path);
    this.#attend();
  }

  /** uuid_bridge: both talk to each other. Whatever ran ends. */
  bridge(peer: Channel): void {
    for (const [one, other] of [
      [this, peer],
      [peer, this],
    ] as const) {
      one.#leaveBase({ uuid: randomUUID(), application: "uuid_bridge", argument: other.uuid });
      one.#bridged = other;
      one.#attend();
    }
  }

  /** uuid_transfer … park: the bridge, if any, is taken down and the channel waits for commands. */
  park(both: boolean): void {
    const peer = this.#bridged;
    this.#bridged = undefined;
    if (peer !== undefined) peer.#bridged = undefined;
    if (peer !== undefined && both) peer.#parkAlone();
    else peer?.hangUp(NORMAL_CLEARING);
    this.#parkAlone();
  }

  /** conference … transfer: leaves the conference, and all else, for another one. */
  reenter(conference: string): void {
    this.#parkAlone();
    const enter = { uuid: randomUUID(), application: "conference", argument: conference };
    this.#parts.clock.arm(0, () => this.submit(enter)); // after all that ran has been told to be over
  }

  #parkAlone(): void {
    for (const state of ["RINGING", "ACTIVE"])
      this.publish("CHANNEL_CALLSTATE", {
        "Original-Channel-Call-State": state === "ACTIVE" ? "RINGING" : "ACTIVE",
        "Channel-Call-State": state,
      });
    this.#leaveBase({ uuid: randomUUID(), application: "park", argument: "" });
    this.#attend();
  }

  #leaveBase(next: Command): void {
    for (const running of [...this.#running.values()].reverse()) this.#settle(running, "break");
    if (this.#base.application !== "uuid_bridge") this.#tellComplete(this.#base, {});
    this.#base = next;
    this.publish("CHANNEL_EXECUTE", commandHeaders(next));
  }

  #startWaiting(): void {
    for (;;) {
      const [schedule, command] = startNext(this.#schedule);
      if (command === undefined) return;
      this.#schedule = schedule;
      this.#execute(command);
    }
  }

  #execute(given: Command): void {
    const command = { ...given, argument: expand(given.argument, this.variables) };
    this.#schedule = { ...this.#schedule, running: this.#schedule.running.with(-1, command) };
    const application = APPLICATIONS.get(command.application);
    if (application === undefined) {
      this.#schedule = finish(this.#schedule, command);
      this.hangUp(DESTINATION_OUT_OF_ORDER);
      return;
    }
    const running: Running = { performance: undefined, settle: undefined, outcome: undefined };
    this.#running.set(command, running);
    this.publish("CHANNEL_EXECUTE", commandHeaders(command));
    const result = application({
      argument: command.argument,
      channel: this,
      perform: (performance) => this.#perform(running, performance),
    });
    if (!(result instanceof Promise)) {
      this.#complete(command, result);
      return;
    }
    result.then(
      (outcome) => this.#complete(command, outcome),
      (failure: unknown) => {
        this.#parts.logger.error({ event: "application.failed", channel: this.uuid, failure }, "application failed");
        this.#complete(command, {});
      },
    );
  }

  #perform(running: Running, performance: Performance): Promise<Ending> {
    if (this.hungUp) return Promise.resolve("hangup");
    return new Promise((resolve) => {
      running.performance = performance;
      running.settle = resolve;
      this.#attend();
    });
  }

  #settle(running: Running, ending: Ending): void {
    const { settle } = running;
    running.performance = undefined;
    running.settle = undefined;
    settle?.(ending);
  }

  /** An application is through. It is told when nothing runs inside of it any more, so that inner ones are told first. */
  #complete(command: Command, outcome: Outcome): void {
    const running = this.#running.get(command);
    if (running === undefined) return;
    running.outcome = outcome;
    for (let last = innermost(this.#schedule); last !== undefined; last = innermost(this.#schedule)) {
      const through = this.#running.get(last)?.outcome;
      if (through === undefined) break;
      this.#schedule = finish(this.#schedule, last);
      this.#running.delete(last);
      this.#tellComplete(last, through);
    }
    if (this.#running.size > 0) return;
    this.#digits.length = 0;
    if (this.hungUp) void this.#end();
    else this.#startWaiting();
  }

  #tellComplete(command: Command, outcome: Outcome): void {
    this.publish("CHANNEL_EXECUTE_COMPLETE", {
      ...commandHeaders(command),
      "Application-Response": outcome.response ?? "_none_",
    });
  }

  async #end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#ending?.disarm();
    this.#parts.ticker.remove(this.#beat);
    await this.#recordings.end();
    this.#tellComplete(this.#base, {});
    this.publish("CHANNEL_CALLSTATE", {
      "Original-Channel-Call-State": "ACTIVE",
      "Channel-Call-State": "HANGUP",
      "Hangup-Cause": this.#cause?.name ?? NORMAL_CLEARING.name,
    });
    this.#parts.onEnded();
  }

  #innermost(): Running | undefined {
    const command = innermost(this.#schedule);
    return command === undefined ? undefined : this.#running.get(command);
  }

  /** Joins the beat while there is something to hear or say, and leaves it otherwise. */
  #attend(): void {
    const performs = [...this.#running.values()].some(({ performance }) => performance !== undefined);
    const busy =
      performs ||
      this.#inband.asked === true ||
      this.#recordings.size > 0 ||
      this.#bridged !== undefined ||
      this.#parts.stream.isSendingDtmf;
    if (busy && !this.#ended) {
      this.#parts.ticker.add(this.#beat);
      return;
    }
    this.#parts.ticker.remove(this.#beat);
    this.#parts.stream.listen(false);
  }

  /** One frame of 20 ms: hear, perform, say, record. */
  readonly #beat = (): void => {
    const { stream } = this.#parts;
    const running = this.#innermost();
    const performance = running?.performance;
    const inband = this.#inband.isWanted(stream.agreement);
    const listens = inband || performance?.listens === true || this.#recordings.size > 0 || this.#bridged !== undefined;
    stream.listen(listens);
    const heard = listens && stream.pull(this.#heard) !== "nothing" ? this.#heard : undefined;
    if (inband && heard !== undefined)
      for (const digit of this.#inband.detect(heard)) this.receiveDtmf(digit, INBAND_DTMF_TICKS, "INBAND_AUDIO");
    if (this.#muted.read) heard?.fill(0);

    const frame: Frame = {
      heard,
      said: this.#said,
      speaks: false,
      nextDigit: () => this.#digits.shift(),
    };
    const over = performance?.frame(frame) === true;
    if (heard !== undefined && performance === undefined) this.#bridged?.say(heard);
    if (frame.speaks) this.say(this.#said);
    else if (stream.isSendingDtmf) stream.sendDtmfPacket();
    if (this.#recordings.size > 0) this.#recordings.write(heard, frame.speaks ? this.#said : undefined);
    if (over && running !== undefined) this.#settle(running, "over");
    if (performance === undefined) this.#attend();
  };

  /** Sends a frame to the caller, unless DTMF is being sent in its place. */
  say(samples: Int16Array): void {
    const { stream } = this.#parts;
    if (stream.isSendingDtmf) stream.sendDtmfPacket();
    else if (this.#muted.write) stream.send(new Int16Array(samples.length));
    else stream.send(samples);
  }

  #variableHeaders(): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const [name, value] of this.variables.entries()) headers[`variable_${name}`] = value;
    return headers;
  }
}

function commandHeaders(command: Command): Record<string, string> {
  return {
    Application: command.application,
    ...(command.argument === "" ? {} : { "Application-Data": command.argument }),
    "Application-UUID": command.uuid,
  };
}
