import type { SampleRate } from "../../rtp/codec.ts";
import { meanLevel } from "../../rtp/level.ts";
import type { AudioFrame, FrameHandler } from "../audio/frame-handler.ts";
import { Playlist } from "./playlist.ts";
import { detectVoice, SILENT } from "./voice-activity.ts";
import type { VoiceActivity } from "./voice-activity.ts";

/** What a conference sees of the channel of a member. */
export interface MemberChannel {
  readonly uuid: string;
  headers(): Record<string, string>;
  /** Sends DTMF as telephone events, beside whatever runs; false when the peer takes none. */
  sendDtmf(digits: string, durationMs: number): boolean;
  /** Ends what runs and enters another conference instead. */
  reenter(conference: string): void;
}

/** What a conference does for a member, frame by frame. */
export interface Floor {
  /** False: all is silent, a moderator is awaited. */
  readonly open: boolean;
  /** What all members but the one who said `own` have said. */
  hear(target: Int16Array, own: Int16Array | undefined): void;
  /** A member has begun to talk, has finished, or talks though muted. */
  onVoiceChange(member: Member): void;
  onDtmf(member: Member, digit: string): void;
}

/** A member of a conference: one channel that hears the mix and adds to it. */
export class Member implements Disposable {
  readonly id: number;
  readonly channel: MemberChannel;
  readonly flags: ReadonlySet<string>;
  readonly playlist = new Playlist();
  muted: boolean;
  deaf: boolean;
  /** It has been taken out; its application ends at the next frame. */
  out = false;
  voice: VoiceActivity = SILENT;
  /** Mean sample value of the last frame. */
  level = 0;
  /** Of what it has said last. */
  rate: SampleRate = 8000;
  /** What was said in this frame, and what is in the mix that is heard now. */
  #said = new Int16Array(0);
  #mixed = new Int16Array(0);
  #hasSaid = false;
  #isMixed = false;

  constructor(id: number, channel: MemberChannel, flags: ReadonlySet<string>) {
    this.id = id;
    this.channel = channel;
    this.flags = flags;
    this.muted = flags.has("mute");
    this.deaf = flags.has("deaf");
  }

  get moderator(): boolean {
    return this.flags.has("moderator");
  }

  get ghost(): boolean {
    return this.flags.has("ghost");
  }

  /** Takes part in the conversation. @returns what the channel has to perform meanwhile */
  handler(floor: Floor): FrameHandler {
    return { listens: true, handle: (frame) => this.#frame(frame, floor) };
  }

  /** A new mix is made: what this member has said since the last one, if it may be heard. */
  contribute(): Int16Array | undefined {
    const heard = this.#hasSaid && !this.muted && !this.out;
    if (heard) [this.#said, this.#mixed] = [this.#mixed, this.#said];
    this.#isMixed = heard;
    this.#hasSaid = false;
    return heard ? this.#mixed : undefined;
  }

  [Symbol.dispose](): void {
    this.out = true;
    this.playlist[Symbol.dispose]();
  }

  #frame(frame: AudioFrame, floor: Floor): boolean {
    if (this.out) return true;
    const { heard, said } = frame;
    this.#hasSaid = heard !== undefined;
    this.rate = frame.rate;
    if (heard !== undefined) {
      if (this.#said.length !== heard.length) this.#said = new Int16Array(heard.length);
      this.#said.set(heard);
    }
    this.#listen(heard, floor);
    for (let digit = frame.nextDigit(); digit !== undefined; digit = frame.nextDigit()) floor.onDtmf(this, digit);

    if (this.deaf || !floor.open) said.fill(0);
    else floor.hear(said, this.#isMixed ? this.#mixed : undefined);
    this.playlist.addTo(said, frame.rate);
    frame.speaks = true;
    return false;
  }

  #listen(heard: Int16Array | undefined, floor: Floor): void {
    this.level = heard === undefined ? 0 : meanLevel(heard);
    const before = this.voice.talking;
    this.voice = detectVoice(this.voice, this.level);
    if (before !== this.voice.talking) floor.onVoiceChange(this);
  }
}
