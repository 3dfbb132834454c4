import type { Application, ApplicationChannel } from "../application.ts";

/** set NAME=VALUE; without a value the variable goes. */
export const set: Application = (run) => {
  assign(run.channel, run.argument);
  return {};
};

/** export NAME=VALUE: as set; other legs would inherit it, and there is no leg that we make. */
export const exportVariable: Application = (run) => {
  const text = run.argument.replace(/^nolocal:/, "");
  assign(run.channel, text);
  return {};
};

/** unset NAME */
export const unset: Application = (run) => {
  run.channel.variables.set(run.argument.trim(), undefined);
  return {};
};

/** multiset [^^D]NAME=VALUE D NAME=VALUE …, D being a blank unless it is given. */
export const multiset: Application = (run) => {
  const given = run.argument.startsWith("^^");
  const delimiter = given ? (run.argument[2] ?? " ") : " ";
  const text = given ? run.argument.slice(3) : run.argument;
  for (const assignment of text.split(delimiter)) assign(run.channel, assignment);
  return {};
};

function assign(channel: ApplicationChannel, assignment: string): void {
  const equals = assignment.indexOf("=");
  if (equals <= 0) return;
  const value = assignment.slice(equals + 1);
  channel.variables.set(assignment.slice(0, equals).trim(), value === "_undef_" ? undefined : value);
}
