import type { Alarm, Clock } from "../../../runtime/clock.ts";
import type { Conferences } from "../conference/conferences.ts";
import type { EventHub } from "../event-socket/hub.ts";
import { MAX_WAITING_DIGITS } from "../limits.ts";
import type { MediaLogger } from "../logger.ts";
import type { SampleRate } from "../../rtp/codec.ts";
import type { RtpStream } from "../rtp/stream.ts";
import type { Ticker } from "../ticker.ts";
import type { ApplicationChannel, Outcome } from "./application.ts";
import { ApplicationStack, ownCommand } from "./application-stack.ts";
import { DESTINATION_OUT_OF_ORDER, NORMAL_CLEARING, type Cause } from "./cause.ts";
import { ChannelAudio } from "./channel-audio.ts";
import { INBAND_DTMF_TICKS } from "./inband-dtmf.ts";
import type { Command } from "./schedule.ts";
import { SessionRecordings } from "./session-recordings.ts";
import { createVariables } from "./variables.ts";

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

/** How a DTMF digit came: as telephone event in RTP, by SIP INFO, or as tones. */
type DtmfSource = "RTP" | "ENDPOINT" | "INBAND_AUDIO";

/** After a hang-up, applications have this long to end (a slow disk); then the channel goes without them. */
const END_WITHIN_MS = 10_000;

/** One call as the applications see it: variables, a stack of applications, audio and DTMF. */
export class Channel implements ApplicationChannel {
  readonly uuid: string;
  readonly variables = createVariables();
  readonly soundsDir: string;
  readonly clock: Clock;
  readonly conferences: Conferences;
  readonly #parts: ChannelParts;
  readonly #applications: ApplicationStack;
  readonly #recordings: SessionRecordings;
  readonly #audio: ChannelAudio;
  readonly #digits: string[] = [];
  #dtmfSource: DtmfSource | undefined;
  /** What the channel is in when no application runs: its socket, a bridge, or parked. */
  #base: Command;
  #bridged: Channel | undefined;
  #cause: Cause | undefined;
  #ending: Alarm | undefined;
  #ended = false;

  constructor(parts: ChannelParts) {
    const { logger, stream, ticker } = parts;
    this.#parts = parts;
    this.uuid = parts.uuid;
    this.soundsDir = parts.soundsDir;
    this.clock = parts.clock;
    this.conferences = parts.conferences;
    this.#recordings = new SessionRecordings(logger);
    this.#base = ownCommand("socket", parts.socketArgument);
    this.#applications = new ApplicationStack({
      channel: this,
      logger,
      onStarted: (command) => this.publish("CHANNEL_EXECUTE", commandHeaders(command)),
      onComplete: (command, outcome) => this.#tellComplete(command, outcome),
      onUnknown: () => this.hangUp(DESTINATION_OUT_OF_ORDER),
      onHandler: () => this.#audio.attend(),
      onIdle: () => this.#becomeIdle(),
    });
    this.#audio = new ChannelAudio({
      stream,
      ticker,
      applications: this.#applications,
      recordings: this.#recordings,
      bridged: () => this.#bridged,
      nextDigit: () => this.#digits.shift(),
      onInbandDtmf: (digit) => this.receiveDtmf(digit, INBAND_DTMF_TICKS, "INBAND_AUDIO"),
    });
  }

  get rate(): SampleRate {
    return this.#parts.stream.rate;
  }

  /** Its peer takes digits as telephone events. */
  get takesEvents(): boolean {
    return this.#parts.stream.hasEvents;
  }

  get hungUp(): boolean {
    return this.#applications.hungUp;
  }

  /**
   * Takes a command. It starts, inside whatever runs, as soon as its sender has been answered.
   * @returns false when the channel is gone, or has too much to do
   */
  submit(command: Command): boolean {
    return this.#applications.submit(command);
  }

  /** uuid_break: what plays or records now ends, as if it were through. */
  breakOff(all: boolean): void {
    this.#applications.breakOff(all);
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
    const peer = this.#bridged;
    // tones of a digit in the audio pass with the audio: a peer without telephone-event has them already
    if (source !== "INBAND_AUDIO" || peer?.takesEvents === true) peer?.sendDtmf(digit, Math.max(40, durationTicks / 8));
    if (this.#applications.isEmpty) return;
    if (this.#digits.push(digit) > MAX_WAITING_DIGITS) this.#digits.shift();
  }

  /** Ends the call; nothing happens when it is over already. */
  hangUp(cause: Cause): void {
    if (this.hungUp) return;
    this.#applications.close();
    this.#cause = cause;
    this.#parts.bye(cause);
    this.#applications.hangUpAll();
    this.#ending = this.#parts.clock.arm(END_WITHIN_MS, () => void this.#end());
    const peer = this.#bridged;
    this.#bridged = undefined;
    peer?.hangUp(NORMAL_CLEARING);
    if (this.#applications.isEmpty) void this.#end();
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
    const headers: Record<string, string> = {
      "Channel-State": this.hungUp ? "CS_HANGUP" : "CS_EXECUTE",
      "Channel-Call-State": this.hungUp ? "HANGUP" : "ACTIVE",
      "Channel-State-Number": this.hungUp ? "10" : "4",
      "Unique-ID": this.uuid,
      "Channel-Call-UUID": this.uuid,
      "Call-Direction": "inbound",
      "Answer-State": this.hungUp ? "hangup" : "answered",
    };
    if (this.#cause !== undefined) headers["Hangup-Cause"] = this.#cause.name;
    const { codec } = this.#parts.stream.agreement ?? {};
    if (codec !== undefined) {
      headers["Channel-Read-Codec-Name"] = codec.name;
      headers["Channel-Read-Codec-Rate"] = String(codec.sampleRate);
      headers["Channel-Write-Codec-Name"] = codec.name;
    }
    return Object.assign(headers, this.#parts.facts);
  }

  /** Everything, as CHANNEL_DATA and uuid_dump tell it. */
  dump(): Record<string, string> {
    return { ...this.#parts.hub.preamble("CHANNEL_DATA"), ...this.headers(), ...this.#variableHeaders() };
  }

  detectInbandDtmf(wanted: boolean): void {
    this.#audio.detectInbandDtmf(wanted);
  }

  mute(direction: "read" | "write", muted: boolean): void {
    this.#audio.mute(direction, muted);
  }

  sendDtmf(digits: string, durationMs: number): boolean {
    const queued = this.#parts.stream.queueDtmf(digits, durationMs);
    this.#audio.attend();
    return queued;
  }

  /** Sends a frame to the caller. */
  say(samples: Int16Array, rate: SampleRate): void {
    this.#audio.say(samples, rate);
  }

  /** What the bridged channel's caller says; an application here (music on hold) speaks in its place. */
  relay(samples: Int16Array, rate: SampleRate): void {
    if (!this.#applications.hasHandler) this.#audio.say(samples, rate);
  }

  async recordSession(path: string): Promise<boolean> {
    const recorded = await this.#recordings.start(path, this.rate);
    this.#audio.attend();
    return recorded;
  }

  async stopRecordSession(path: string): Promise<void> {
    await this.#recordings.stop(path);
    this.#audio.attend();
  }

  /** uuid_bridge: both talk to each other. Whatever ran ends. */
  bridge(peer: Channel): void {
    this.#enterBridge(peer);
    peer.#enterBridge(this);
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
    const enter = ownCommand("conference", conference);
    this.#parts.clock.arm(0, () => this.submit(enter)); // after all that ran has been told to be over
  }

  #enterBridge(peer: Channel): void {
    this.#leaveBase(ownCommand("uuid_bridge", peer.uuid));
    this.#bridged = peer;
    this.#audio.attend();
  }

  #parkAlone(): void {
    for (const state of ["RINGING", "ACTIVE"])
      this.publish("CHANNEL_CALLSTATE", {
        "Original-Channel-Call-State": state === "ACTIVE" ? "RINGING" : "ACTIVE",
        "Channel-Call-State": state,
      });
    this.#leaveBase(ownCommand("park"));
    this.#audio.attend();
  }

  #leaveBase(next: Command): void {
    this.#applications.breakAll();
    if (this.#base.application !== "uuid_bridge") this.#tellComplete(this.#base, {});
    this.#base = next;
    this.publish("CHANNEL_EXECUTE", commandHeaders(next));
  }

  #tellComplete(command: Command, outcome: Outcome): void {
    this.publish("CHANNEL_EXECUTE_COMPLETE", {
      ...commandHeaders(command),
      "Application-Response": outcome.response ?? "_none_",
    });
  }

  /** No application runs any more: DTMF that none has asked for is forgotten. */
  #becomeIdle(): void {
    this.#digits.length = 0;
    if (this.hungUp) void this.#end();
  }

  async #end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#ending?.disarm();
    this.#audio[Symbol.dispose]();
    await this.#recordings.end();
    this.#tellComplete(this.#base, {});
    this.publish("CHANNEL_CALLSTATE", {
      "Original-Channel-Call-State": "ACTIVE",
      "Channel-Call-State": "HANGUP",
      "Hangup-Cause": this.#cause?.name ?? NORMAL_CLEARING.name,
    });
    this.#parts.onEnded();
  }

  #variableHeaders(): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const [name, value] of this.variables.entries()) headers[`variable_${name}`] = value;
    return headers;
  }
}

function commandHeaders(command: Command): Record<string, string> {
  const headers: Record<string, string> = { Application: command.application };
  if (command.argument !== "") headers["Application-Data"] = command.argument;
  headers["Application-UUID"] = command.uuid;
  return headers;
}
