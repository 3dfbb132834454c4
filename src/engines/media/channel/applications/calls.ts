import type { Application } from "../application.ts";
import { causeOf, NORMAL_CLEARING } from "../cause.ts";
import type { AudioFrame } from "../../audio/frame-handler.ts";
import { pause } from "../../audio/frame-handler.ts";
import { isTrue } from "../variables.ts";
import { terminator } from "./playback.ts";

/** answer: the call has been answered before any application could run. */
export const answer: Application = () => ({});

/** hangup [CAUSE] */
export const hangup: Application = (run) => {
  run.channel.hangUp(run.argument.trim() === "" ? NORMAL_CLEARING : causeOf(run.argument));
  return {};
};

/** sleep MS */
export const sleep: Application = async (run) => {
  const ms = /^\d{1,9}$/.test(run.argument.trim()) ? Number(run.argument) : 0;
  const eats = isTrue(run.channel.variables.get("sleep_eat_digits"));
  if (ms > 0) await run.handleFrames(pause(ms, eats ? terminator(run.channel) : undefined));
  return {};
};

/** park: waits for further commands until the call is over. DTMF digits are dropped. */
export const park: Application = async (run) => {
  await run.handleFrames({
    listens: false,
    handle(frame) {
      frame.nextDigit();
      return false;
    },
  });
  return {};
};

/** echo: the caller hears himself. */
export const echo: Application = async (run) => {
  await run.handleFrames({
    listens: true,
    handle(frame: AudioFrame) {
      if (frame.heard !== undefined) {
        frame.said.set(frame.heard);
        frame.speaks = true;
      }
      return false;
    },
  });
  return {};
};

/** set_mute read|write true|false */
export const setMute: Application = (run) => {
  const [direction, muted] = run.argument.trim().split(/\s+/);
  if (direction === "read" || direction === "write") run.channel.mute(direction, isTrue(muted));
  return {};
};

/** start_dtmf, stop_dtmf: DTMF is looked for in the audio, or not, whatever was negotiated. */
export const startDtmf: Application = (run) => {
  run.channel.detectInbandDtmf(true);
  return {};
};
export const stopDtmf: Application = (run) => {
  run.channel.detectInbandDtmf(false);
  return {};
};

const DTMF_MS = 250;

/** send_dtmf DIGITS[@MS]; "w" and "W" would be pauses and are left out. */
export const sendDtmf: Application = (run) => {
  const { digits, ms } = /^(?<digits>[^@]*)(?:@(?<ms>\d{1,5}))?$/.exec(run.argument.trim())?.groups ?? {};
  run.channel.sendDtmf((digits ?? "").replaceAll(/w/gi, ""), Number(ms ?? DTMF_MS));
  return {};
};

/** event NAME=VALUE,…: tells of something that the application itself makes up; CUSTOM unless Event-Name says otherwise. */
export const event: Application = (run) => {
  const headers: Record<string, string> = {};
  for (const pair of run.argument.split(",")) {
    const equals = pair.indexOf("=");
    if (equals > 0) headers[pair.slice(0, equals).trim()] = pair.slice(equals + 1).trim();
  }
  run.channel.publish(headers["Event-Name"] ?? "CUSTOM", headers, headers["Event-Subclass"]);
  return {};
};
