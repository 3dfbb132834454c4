import { parseConferenceArgument } from "../../conference/conference-argument.ts";
import type { Application, Execution } from "../application.ts";
import type { AudioFrame } from "../../audio/frame-handler.ts";

const PIN_TRIES = 3;
/** For each digit of a PIN. */
const PIN_DIGIT_MS = 5000;
const FRAME_MS = 20;

/**
 * conference NAME[@PROFILE][+[PIN][+flags{ONE|TWO}]]: hears the others and is heard, until the channel leaves, is kicked, or the
 * conference ends. One that is locked, full, or whose PIN is not known is left at once.
 */
export const conference: Application = async (run) => {
  const { channel } = run;
  const wanted = parseConferenceArgument(run.argument);
  const before = Number(channel.variables.get("conference_member_id") ?? NaN);
  channel.variables.set("conference_member_id", undefined);
  if (wanted === undefined) return {};
  const pin = channel.conferences.get(wanted.name)?.pin ?? wanted.pin;
  if (pin !== "" && !(await knowsPin(run, pin))) return {};

  const room = channel.conferences.findOrCreate(wanted);
  const id = channel.conferences.memberId(Number.isNaN(before) ? undefined : before);
  const member = room?.enter(id, channel, wanted.flags);
  if (room === undefined || member === undefined) return {};
  channel.variables.set("conference_name", room.name);
  channel.variables.set("conference_uuid", room.uuid);
  channel.variables.set("conference_member_id", id);
  await run.handleFrames(member.handler(room));
  room.leave(member);
  return {};
};

/** Three tries; `supplied_pin` spares the caller the question. */
async function knowsPin(run: Execution, pin: string): Promise<boolean> {
  if (run.channel.variables.get("supplied_pin") === pin) return true;
  for (let tries = 0; tries < PIN_TRIES; tries++) {
    let typed = "";
    let left = PIN_DIGIT_MS / FRAME_MS;
    const ending = await run.handleFrames({
      listens: false,
      handle(frame: AudioFrame) {
        for (let digit = frame.nextDigit(); digit !== undefined; digit = frame.nextDigit()) {
          if (digit === "#") return true;
          typed += digit;
          left = PIN_DIGIT_MS / FRAME_MS;
          if (typed.length >= pin.length) return true;
        }
        return --left <= 0;
      },
    });
    if (ending !== "over") return false;
    if (typed === pin) return true;
  }
  return false;
}
