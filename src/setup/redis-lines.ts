import type { Logger } from "pino";

/** What each start and end of Redis says, and what it advises about the machine: the README has it for large systems. */
const ROUTINE = [
  /^oO0OoO0OoO0Oo/,
  /^Redis version=/,
  /^Configuration loaded/,
  /^Server initialized/,
  /^Ready to accept connections/,
  /^(?:\d+:signal-handler \(\d+\) )?Received SIG\w+ scheduling shutdown/,
  /^User requested shutdown/,
  /^Calling fsync/,
  /^Removing the (?:pid|unix socket) file/,
  /^Redis is now ready to exit/,
  /overcommit|Transparent Huge Pages|TCP backlog|tcp-backlog|jemalloc|maximum open files/i,
];

/** Logs a line of the embedded Redis, "pid:role date # text": what is routine for developers, what isn't as a warning. */
export function logRedisLine(line: string, logger: Logger): void {
  const text = line.replace(/^\d+:\w .*? [#*.-] /, "");
  const level = ROUTINE.some((routine) => routine.test(text)) ? "debug" : "warn";
  logger[level]({ event: "redis.says", text }, "redis");
}
