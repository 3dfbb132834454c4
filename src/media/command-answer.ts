import type { Clock } from "../runtime/clock.ts";
import { within } from "../runtime/deadline.ts";
import { MediaServerSilent } from "./errors.ts";

/**
 * What the media server answers to a command. Its libraries' promises may never settle, and reject with what is no Error.
 *
 * @throws MediaServerSilent after so long
 */
export function answerWithin<Value>(ms: number, command: string, answer: Promise<Value>, clock: Clock): Promise<Value> {
  const heard = answer.catch((failure: unknown) => {
    throw failure instanceof Error ? failure : new MediaServerSilent(command, { cause: failure });
  });
  return within(heard, { withinMs: ms, clock }, () => new MediaServerSilent(command));
}
