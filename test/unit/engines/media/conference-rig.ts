import type { AudioCodec } from "../../../../src/engines/rtp/codec.ts";
import { clock } from "./clock.ts";
import { amplitudeAt } from "../../../support/goertzel.ts";
import { connectCaller } from "./rig.ts";
import type { Caller, FsmrfEndpoint, FsmrfServer, Rig } from "./rig.ts";

/** The part of drachtio-fsmrf's Conference that the tests use. */
export interface FsmrfConference extends NodeJS.EventEmitter {
  readonly uuid: string;
  readonly memberId: number;
  readonly participants: ReadonlyMap<number, unknown>;
  readonly endpoint: FsmrfEndpoint;
  getSize(): Promise<number>;
  get(name: string): Promise<unknown>;
  set(name: string, value: string | number): Promise<unknown>;
  list(args?: string): Promise<{ getBody(): string }>;
  lock(): Promise<string>;
  unlock(): Promise<string>;
  mute(whom: string): Promise<string>;
  unmute(whom: string): Promise<string>;
  agc(level: string): Promise<{ getBody(): string }>;
  chkRecord(): Promise<{ getBody(): string }>;
  play(file: string | string[]): Promise<{ seconds: number; milliseconds: number; samples: number }>;
  startRecording(file: string): Promise<string>;
  pauseRecording(file: string): Promise<string>;
  resumeRecording(file: string): Promise<string>;
  stopRecording(file: string): Promise<string>;
  destroy(): Promise<unknown>;
}

/** An endpoint with its conference operations. */
export interface ConferenceEndpoint extends FsmrfEndpoint {
  join(conference: string | FsmrfConference, options?: object): Promise<{ memberId: number; confUuid: string }>;
  confMute(): Promise<string>;
  confUnmute(): Promise<string>;
  confDeaf(): Promise<string>;
  confUndeaf(): Promise<string>;
  confKick(): Promise<string>;
  confPlay(file: string): Promise<unknown>;
  unjoin(): Promise<string>;
  transfer(conference: string): Promise<string>;
}

export interface ConferenceCaller extends Caller {
  readonly ep: ConferenceEndpoint;
}

export async function createConference(rig: Rig, name: string, options: object = {}): Promise<FsmrfConference> {
  const ms = rig.ms as FsmrfServer & { createConference(name: string, options: object): Promise<FsmrfConference> };
  return ms.createConference(name, options);
}

export async function conferenceCaller(rig: Rig, codec?: AudioCodec["name"]): Promise<ConferenceCaller> {
  return (await connectCaller(rig, codec)) as ConferenceCaller;
}

/** Every member says a tone of his own at once. */
async function allTalk(talkers: readonly (readonly [ConferenceCaller, number])[], forMs: number): Promise<void> {
  await Promise.all(talkers.map(([{ peer }, hz]) => peer.say(hz, forMs)));
}

const WINDOW_SAMPLES = 2400;
const AUDIBLE = 1500;

/** Which of the tones a member hears in the last 300 ms of what came. */
export function tonesHeard(caller: ConferenceCaller, tones: readonly number[]): number[] {
  const heard = caller.peer.heard().subarray(-WINDOW_SAMPLES);
  return tones.filter((hz) => amplitudeAt(heard, hz, 8000) > AUDIBLE);
}

/** What each member hears while all of them talk, from the middle of it. */
export async function whoHearsWhom(
  callers: readonly ConferenceCaller[],
  tones: readonly number[],
): Promise<number[][]> {
  const talking = allTalk(
    callers.map((caller, index) => [caller, tones[index] ?? 0] as const),
    1200,
  );
  await clock.sleep(1100);
  const heard = callers.map((caller) => tonesHeard(caller, tones));
  await talking;
  return heard;
}
