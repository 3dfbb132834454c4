import { createHash, timingSafeEqual } from "node:crypto";
import type { AppRequest } from "./control/app-message.ts";
import { answer } from "./uas/answering.ts";
import { sendCancel } from "./uac/cancelling.ts";
import type { AppClient } from "./control/client.ts";
import type { Command, SipCommand } from "./control/commands.ts";
import { sendInDialog } from "./uac/in-dialog-request.ts";
import type { Parts } from "./parts.ts";
import * as replies from "./control/replies.ts";
import { sendRequest } from "./uac/uac.ts";

/** How we introduce ourselves: the version whose behaviour this is. Clients look at it to see what they may ask for. */
const VERSION = "v0.9.10";

export interface HostPorts {
  /** `udp/host:port,tcp/host:port`: how we are called from outside. */
  readonly outside: string;
  readonly local: string;
}

/** An application's command is carried out, and answered in every case: an application counts what it waits for. */
export function carryOut(parts: Parts, hostPorts: HostPorts, client: AppClient, command: Command): void {
  if (command.kind === "invalid") {
    client.refuse(replies.no(command.id, command.problem));
    return;
  }
  if (command.kind !== "authenticate" && !client.authenticated) {
    client.refuse(replies.no(command.id, "not authenticated"));
    return;
  }
  switch (command.kind) {
    case "authenticate":
      if (!isSame(command.secret, parts.config.admin.secret)) {
        parts.log.warn({ event: "client.refused" }, "an application showed a wrong secret");
        client.refuse(replies.no(command.id, "incorrect secret"));
        return;
      }
      client.authenticated = true;
      client.tags = command.tags;
      client.send(replies.ok(command.id, hostPorts.outside, VERSION, hostPorts.local));
      return;
    case "ping":
      client.send(replies.ok(command.id, "pong"));
      return;
    case "route":
      client.send(
        parts.routes.add(client, command.verb) ? replies.ok(command.id) : replies.notOk(command.id, "too many routes"),
      );
      return;
    case "remove-route":
      parts.routes.remove(client, command.verb);
      client.send(replies.ok(command.id));
      return;
    case "proxy":
      // Forwarding without staying in the call is not offered: an application answers and calls out instead.
      client.send(replies.notOk(command.id, "error proxying request to "));
      return;
    case "sip":
      carryOutSip(parts, client, command);
      return;
  }
}

function carryOutSip(parts: Parts, client: AppClient, command: SipCommand): void {
  const { message } = command;
  if (message.kind === "response") answer(parts, client, command, message);
  else if (command.dialogId !== "") guard(parts, client, command.id, sendInDialog(parts, client, command, message));
  else if (command.transactionId === "") guard(parts, client, command.id, sendRequest(parts, client, command, message));
  else if (message.method === "CANCEL") sendCancel(parts, client, command, message);
  else client.send(replies.notOk(command.id, strangeRequest(message)));
}

const strangeRequest = ({ startLine }: AppRequest): string => `only a CANCEL names a transaction: ${startLine}`;

/** A bug of ours in one command is one command's misfortune. */
function guard(parts: Parts, client: AppClient, id: string, work: Promise<void>): void {
  work.catch((err: unknown) => {
    parts.log.error({ event: "command.failed", err }, "a command could not be carried out");
    client.send(replies.notOk(id, "Unknown server error sending request"));
  });
}

/** Compared without telling by the time it takes how much of it was right. */
function isSame(shown: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(shown), digest(secret));
}
