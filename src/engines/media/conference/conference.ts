import { randomUUID } from "node:crypto";
import { samplesPerFrame, type SampleRate } from "../../rtp/codec.ts";
import { createMixer } from "../../rtp/mixer.ts";
import type { AudioSource } from "../audio/audio-source.ts";
import type { EventHub } from "../event-socket/hub.ts";
import { MAX_CONFERENCE_MEMBERS } from "../limits.ts";
import type { MediaLogger } from "../logger.ts";
import type { Ticker } from "../ticker.ts";
import type { ConferenceArgument } from "./conference-argument.ts";
import { playbackHeaders } from "./playback-headers.ts";
import { Member } from "./member.ts";
import type { Floor, MemberChannel } from "./member.ts";
import { Playlist } from "./playlist.ts";
import { ConferenceRecordings } from "./conference-recordings.ts";

export interface ConferenceParts {
  readonly hub: EventHub;
  readonly ticker: Ticker;
  readonly logger: MediaLogger;
  nowMs(): number;
  /** The last member has left; everything is closed. */
  onOver(conference: Conference): void;
}

/** A conversation of many: made by the first who enters, gone with the last who leaves. */
export class Conference implements Floor {
  readonly uuid = randomUUID();
  readonly name: string;
  readonly profile: string;
  readonly startedAtMs: number;
  readonly playlist = new Playlist();
  readonly recordings: ConferenceRecordings;
  pin: string;
  locked = false;
  /** 0: as many as the engine takes. */
  maxMembers = 0;
  readonly #parts: ConferenceParts;
  readonly #members = new Map<number, Member>();
  readonly #mixer = createMixer(samplesPerFrame(8000));
  #everything = new Int16Array(0);
  #speaker: Member | undefined;
  #awaitsModerator = false;
  #hadTwo = false;
  #over = false;

  constructor(wanted: ConferenceArgument, parts: ConferenceParts) {
    this.#parts = parts;
    this.name = wanted.name;
    this.profile = wanted.profile;
    this.pin = wanted.pin;
    this.startedAtMs = parts.nowMs();
    this.recordings = new ConferenceRecordings((action, facts) => this.tell(action, facts), parts.logger);
    parts.ticker.add(this.#beat);
    this.tell("conference-create", {});
  }

  /** In the order in which they came. */
  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  get size(): number {
    return this.members.filter(({ ghost }) => !ghost).length;
  }

  /** Wideband where a member is: what is played and recorded is, then. */
  get rate(): SampleRate {
    for (const { rate } of this.#members.values()) if (rate > 8000) return rate;
    return 8000;
  }

  get speaker(): Member | undefined {
    return this.#speaker;
  }

  get open(): boolean {
    return !this.#awaitsModerator;
  }

  /** @returns undefined when it is locked or full; a moderator may enter in spite of a lock */
  enter(id: number, channel: MemberChannel, flags: ReadonlySet<string>): Member | undefined {
    const most = Math.min(this.maxMembers || MAX_CONFERENCE_MEMBERS, MAX_CONFERENCE_MEMBERS);
    if (this.#over || this.size >= most || (this.locked && !flags.has("moderator"))) return undefined;
    const member = new Member(id, channel, flags);
    this.#members.set(id, member);
    if (member.moderator) this.#awaitsModerator = false;
    else if (flags.has("wait-mod") && !this.members.some(({ moderator }) => moderator)) this.#awaitsModerator = true;
    this.#hadTwo ||= this.size >= 2;
    this.tellOf(member, "add-member", {});
    if (this.#speaker === undefined) this.#giveFloor(member);
    return member;
  }

  /** Takes a member out, for whatever reason. With the last one who asked for it, or the very last, it is over. */
  leave(member: Member): void {
    if (!this.#members.delete(member.id)) return;
    member[Symbol.dispose]();
    if (this.#speaker === member) this.#giveFloor(undefined);
    this.tellOf(member, "del-member", {});
    const ends =
      (member.flags.has("endconf") && !this.members.some(({ flags }) => flags.has("endconf"))) ||
      (this.#hadTwo && this.size < 2 && this.members.some(({ flags }) => flags.has("mintwo")));
    if (ends) for (const other of this.members) this.leave(other);
    else if (this.#speaker === undefined && this.#members.size > 0) this.#giveFloor(this.members[0]);
    if (this.#members.size === 0) this.#end();
  }

  kick(member: Member): void {
    this.tellOf(member, "kick-member", {});
    this.leave(member);
  }

  mute(member: Member, muted: boolean): void {
    member.muted = muted;
    this.tellOf(member, muted ? "mute-member" : "unmute-member", {});
  }

  deafen(member: Member, deaf: boolean): void {
    member.deaf = deaf;
    this.tellOf(member, deaf ? "deaf-member" : "undeaf-member", {});
  }

  lock(locked: boolean): void {
    this.locked = locked;
    this.tell(locked ? "lock" : "unlock", {});
  }

  /** Every member hears it, after all that plays already. @returns false when too much waits */
  play(file: string, source: AudioSource): boolean {
    const taken = this.playlist.append(file, source, (samples) =>
      this.tell("play-file-done", { ...playbackHeaders(samples), File: file }),
    );
    if (taken) this.tell("play-file", { File: file });
    return taken;
  }

  /** Only this member hears it, over the conversation. */
  playTo(member: Member, file: string, source: AudioSource): boolean {
    const taken = member.playlist.append(file, source, (samples) =>
      this.tellOf(member, "play-file-member-done", { ...playbackHeaders(samples), File: file }),
    );
    if (taken) this.tellOf(member, "play-file-member", { File: file });
    return taken;
  }

  hear(target: Int16Array, own: Int16Array | undefined): void {
    this.#mixer.hear(target, own);
  }

  onVoiceChange(member: Member): void {
    const { talking } = member.voice;
    if (!member.muted) {
      this.tellOf(member, talking ? "start-talking" : "stop-talking", {});
      if (talking && this.#speaker?.voice.talking !== true) this.#giveFloor(member);
    } else if (talking && member.flags.has("mute-detect")) this.tellOf(member, "mute-detect", {});
  }

  onDtmf(member: Member, digit: string): void {
    if (!member.flags.has("dist-dtmf")) return;
    for (const other of this.#members.values()) if (other !== member) other.channel.sendDtmf(digit, DTMF_MS);
  }

  /** Tells of something that concerns all. */
  tell(action: string, facts: Readonly<Record<string, string>>): void {
    this.#parts.hub.publish("CUSTOM", () => ({ ...this.#headers(), Action: action, ...facts }), {
      subclass: CONFERENCE_EVENTS,
    });
  }

  tellOf(member: Member, action: string, facts: Readonly<Record<string, string>>): void {
    this.#parts.hub.publish(
      "CUSTOM",
      () => ({ ...member.channel.headers(), ...this.#headers(), ...this.#headersOf(member), Action: action, ...facts }),
      { subclass: CONFERENCE_EVENTS },
    );
  }

  /** One mix every 20 ms: what has been said since the last one, and what is played to all. */
  readonly #beat = (): void => {
    const mixer = this.#mixer;
    mixer.clear();
    for (const member of this.#members.values()) {
      const said = member.contribute();
      if (said !== undefined && this.open) mixer.add(said);
    }
    const { rate } = this;
    const played = this.playlist.next(rate);
    if (played !== undefined) mixer.add(played);
    if (this.recordings.size === 0) return;
    if (this.#everything.length !== samplesPerFrame(rate)) this.#everything = new Int16Array(samplesPerFrame(rate));
    mixer.hear(this.#everything);
    this.recordings.write(this.#everything, rate);
  };

  #giveFloor(member: Member | undefined): void {
    const before = this.#speaker;
    this.#speaker = member;
    const facts = { "Old-ID": idOf(before), "New-ID": idOf(member) };
    if (member === undefined) this.tell("floor-change", facts);
    else if (member !== before) this.tellOf(member, "floor-change", facts);
  }

  #headers(): Record<string, string> {
    return {
      "Event-Subclass": CONFERENCE_EVENTS,
      "Conference-Name": this.name,
      "Conference-Domain": "drachtio_mrf",
      "Conference-Size": String(this.size),
      "Conference-Ghosts": String(this.#members.size - this.size),
      "Conference-Profile-Name": this.profile,
      "Conference-Unique-ID": this.uuid,
    };
  }

  #headersOf(member: Member): Record<string, string> {
    return {
      Floor: String(member === this.#speaker),
      Video: "false",
      Hear: String(!member.deaf),
      Speak: String(!member.muted),
      Talking: String(member.voice.talking && !member.muted),
      "Mute-Detect": String(member.flags.has("mute-detect")),
      "Member-ID": String(member.id),
      "Member-Type": member.moderator ? "moderator" : "member",
      "Member-Ghost": String(member.ghost),
      "Current-Energy": String(Math.round(member.level)),
    };
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#parts.ticker.remove(this.#beat);
    this.playlist[Symbol.dispose]();
    void this.recordings.stop("all");
    this.tell("conference-destroy", {});
    this.#parts.onOver(this);
  }
}

const CONFERENCE_EVENTS = "conference::maintenance";
/** A DTMF digit that is passed on to the other members. */
const DTMF_MS = 100;

function idOf(member: Member | undefined): string {
  return member === undefined ? "none" : String(member.id);
}
