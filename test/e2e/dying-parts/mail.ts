import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { expect } from "vitest";
import type { Scope } from "../../../src/runtime/scope.ts";
import { freePort } from "../../support/free-ports.ts";
import { smtpPeer } from "../../support/smtp-peer.ts";

/** What the mail server is while calls go on: dead, paused, or without room. */
export type MailTrouble = "away" | "silent" | "full";

/** More attempts than any test waits for. */
const ATTEMPTS = 200;

/** A mail server that takes nothing. @returns its SMTP URL */
export async function uselessMailServer(trouble: MailTrouble, scope: Scope): Promise<string> {
  if (trouble === "away") return `smtp://127.0.0.1:${await freePort()}`;
  if (trouble === "silent") return `smtp://127.0.0.1:${await silentServer(scope)}`;
  const smtp = scope.own(await smtpPeer());
  smtp.turns.push(...Array.from({ length: ATTEMPTS }, () => ({ recipient: 452 })));
  return smtp.url;
}

/** The e-mail of a message that was left meanwhile, as the API tells of it: it waits. */
export function waits(trouble: MailTrouble): unknown {
  if (trouble === "silent") return expect.objectContaining({ state: "queued" });
  const reason = trouble === "full" ? /^452/ : /not reached/;
  return expect.objectContaining({ state: "queued", reason: expect.stringMatching(reason) as unknown });
}

/** The machine of a process that stands still takes connections for it, and says nothing. */
async function silentServer(scope: Scope): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on("error", () => undefined)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  scope.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
