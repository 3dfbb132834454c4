import type { SampleRate } from "../../rtp/codec.ts";
import type { Conferences } from "../conference/conferences.ts";
import type { MemberChannel } from "../conference/member.ts";
import type { SwitchEvent } from "../event-socket/event.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Cause } from "./cause.ts";
import type { HandlerEnd, FrameHandler } from "../audio/frame-handler.ts";
import type { Variables } from "./variables.ts";

/** What an application sees of the channel it runs on. */
export interface ApplicationChannel extends MemberChannel {
  readonly variables: Variables;
  readonly soundsDir: string;
  readonly clock: Clock;
  readonly conferences: Conferences;
  /** Of its audio, as agreed on now. */
  readonly rate: SampleRate;
  /** Tells the applications' owners of something; the channel's own headers are added. */
  publish(name: SwitchEvent["name"], headers: Readonly<Record<string, string>>, subclass?: string): void;
  /** Ends the call. Everything that runs is told so. */
  hangUp(cause: Cause): void;
  /** Whether DTMF is looked for in the audio, whatever was negotiated. */
  detectInbandDtmf(wanted: boolean): void;
  /** What is heard (`read`) or said (`write`) becomes silence. */
  mute(direction: "read" | "write", muted: boolean): void;
  /** Starts and stops recordings of both directions that go on beside the applications. */
  recordSession(path: string): Promise<boolean>;
  stopRecordSession(path: string): Promise<void>;
}

/** One execution of an application. */
export interface Execution {
  readonly argument: string;
  readonly channel: ApplicationChannel;
  /** Takes the audio and the DTMF of the channel until the handler is through, or the call is over. */
  handleFrames(handler: FrameHandler): Promise<HandlerEnd>;
}

/** What CHANNEL_EXECUTE_COMPLETE says besides that it is over. */
export interface Outcome {
  /** Application-Response: "FILE PLAYED", "FILE NOT FOUND" … */
  readonly response?: string;
}

/**
 * Runs until it is through, or until the call is over, whichever is first. What can be done at once is done synchronously,
 * so that the next command finds it done.
 */
export type Application = (run: Execution) => Outcome | Promise<Outcome>;
