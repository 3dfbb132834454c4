import { isAbsolute, join } from "node:path";
import type { Application, Execution } from "../application.ts";
import { DESTINATION_OUT_OF_ORDER } from "../cause.ts";

/** record_session FILE: both directions, mixed, until it is stopped or the call is over; nothing waits for it. */
export const recordSession: Application = async (run) => {
  if (!(await run.channel.recordSession(pathOf(run)))) run.channel.hangUp(DESTINATION_OUT_OF_ORDER);
  return {};
};

/** stop_record_session FILE|all */
export const stopRecordSession: Application = async (run) => {
  await run.channel.stopRecordSession(run.argument.trim() === "all" ? "all" : pathOf(run));
  return {};
};

function pathOf(run: Execution): string {
  const [path = ""] = run.argument.split(" ").filter((word) => word !== "");
  return isAbsolute(path) ? path : join(run.channel.soundsDir, path);
}
