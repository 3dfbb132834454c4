import { randomUUID } from "node:crypto";
import { causeOf, NORMAL_CLEARING } from "../channel/cause.ts";
import type { Channel } from "../channel/channel.ts";

/** The same application may be asked for again and again; more is a mistake. */
const MAX_LOOPS = 100;

/**
 * `sendmsg UUID` with `call-command: execute` or `hangup`. The reply only says that the command was understood.
 * @returns the reply's text
 */
export function sendMessage(
  channelOf: (uuid: string) => Channel | undefined,
  uuid: string | undefined,
  headers: ReadonlyMap<string, string>,
  body: string,
): string {
  const channel = uuid === undefined ? undefined : channelOf(uuid);
  if (channel === undefined) return `-ERR invalid session id [${uuid ?? ""}]`;
  const verb = headers.get("call-command")?.toLowerCase();
  if (verb === "execute") return execute(channel, headers, body);
  if (verb !== "hangup") return "-ERR invalid command";
  const cause = headers.get("hangup-cause");
  channel.hangUp(cause === undefined ? NORMAL_CLEARING : causeOf(cause));
  return "+OK";
}

function execute(channel: Channel, headers: ReadonlyMap<string, string>, body: string): string {
  const application = headers.get("execute-app-name");
  if (application === undefined || application === "") return "-ERR no application";
  const argument = headers.get("execute-app-arg") ?? body;
  const loops = Number(/^\d{1,3}$/.exec(headers.get("loops") ?? "")?.[0] ?? 1);
  const uuid = headers.get("event-uuid") ?? randomUUID();
  for (let loop = 0; loop < Math.min(MAX_LOOPS, Math.max(1, loops)); loop++) {
    if (!channel.submit({ uuid, application, argument })) return "-ERR channel takes no more commands";
  }
  return "+OK";
}
