import type { Logger } from "pino";
import type { ClientRegistry } from "./control/client-registry.ts";
import type { Command, SipCommand } from "./control/commands.ts";
import type { ControlClient } from "./control/control-client.ts";
import { isSame } from "../sip/transport/secret.ts";
import * as firstLines from "./control/first-lines.ts";
import type { AdvertisedAddresses } from "./message/advertised-addresses.ts";
import type { InDialogRequests } from "./uac/in-dialog-requests.ts";
import type { ForgottenInvites } from "./uac/forgotten-invites.ts";
import type { InitialRequests } from "./uac/initial-requests.ts";
import type { ForgottenRequests } from "./uas/forgotten-requests.ts";
import type { Responder } from "./uas/responder.ts";

/** How we introduce ourselves: the version whose behaviour this is. Clients look at it to see what they may ask for. */
const VERSION = "v0.9.10";

/** The transaction of an engine before this one, of which only the application still knows. Other servers know no such name. */
const FORGOTTEN = "forgotten";

export interface CommandHandlerServices {
  readonly log: Logger;
  readonly nowMs: () => number;
  /** What applications have to show. */
  readonly secret: string;
  readonly addresses: AdvertisedAddresses;
  readonly clients: ClientRegistry;
  readonly responder: Responder;
  readonly initialRequests: InitialRequests;
  readonly forgottenInvites: ForgottenInvites;
  readonly forgottenRequests: ForgottenRequests;
  readonly inDialogRequests: InDialogRequests;
}

/** Carries out applications' commands, and answers each of them: an application counts what it waits for. */
export class CommandHandler {
  readonly #services: CommandHandlerServices;
  readonly #hostPorts: { readonly external: string; readonly local: string };

  constructor(services: CommandHandlerServices) {
    this.#services = services;
    this.#hostPorts = services.addresses.hostPorts();
  }

  /** A bug of ours in one command ends nothing else. */
  handle(client: ControlClient, command: Command): void {
    try {
      this.#carryOut(client, command);
    } catch (err) {
      this.#services.log.error({ event: "command.failed", err }, "a command could not be carried out");
      client.send(firstLines.notOk(command.id, "Unknown server error"));
    }
  }

  #carryOut(client: ControlClient, command: Command): void {
    const { clients } = this.#services;
    if (command.kind === "invalid") {
      client.refuse(firstLines.no(command.id, command.problem));
      return;
    }
    if (command.kind !== "authenticate" && !client.authenticated) {
      client.refuse(firstLines.no(command.id, "not authenticated"));
      return;
    }
    switch (command.kind) {
      case "authenticate":
        this.#authenticate(client, command.id, command.secret);
        return;
      case "ping":
        if (command.pulse !== undefined) client.backlog.beat(command.pulse, this.#services.nowMs());
        client.send(firstLines.ok(command.id, "pong"));
        return;
      case "route": {
        const isRouted = clients.route(client, command.verb);
        client.send(isRouted ? firstLines.ok(command.id) : firstLines.notOk(command.id, "too many routes"));
        return;
      }
      case "remove-route":
        clients.removeRoute(client, command.verb);
        client.send(firstLines.ok(command.id));
        return;
      case "proxy":
        // Forwarding without staying in the call is not offered: an application answers and calls out instead.
        client.send(firstLines.notOk(command.id, "error proxying request to "));
        return;
      case "sip":
        this.#sendSip(client, command);
        return;
    }
  }

  #authenticate(client: ControlClient, commandId: string, secret: string): void {
    if (!isSame(secret, this.#services.secret)) {
      this.#services.log.warn({ event: "client.refused" }, "an application showed a wrong secret");
      client.refuse(firstLines.no(commandId, "incorrect secret"));
      return;
    }
    client.authenticate();
    client.send(firstLines.ok(commandId, this.#hostPorts.external, VERSION, this.#hostPorts.local));
  }

  #sendSip(client: ControlClient, command: SipCommand): void {
    const { responder, initialRequests, inDialogRequests, forgottenInvites, forgottenRequests } = this.#services;
    const { message, id } = command;
    const isOfEarlierEngine = command.transactionId === FORGOTTEN;
    if (message.kind === "response" && isOfEarlierEngine) forgottenRequests.refuse(client, command, message);
    else if (message.kind === "response") responder.respond(client, command, message);
    else if (message.method === "CANCEL" && isOfEarlierEngine)
      this.#guard(client, id, forgottenInvites.cancel(client, command, message));
    else if (command.dialogId !== "") this.#guard(client, id, inDialogRequests.send(client, command, message));
    else if (command.transactionId === "") this.#guard(client, id, initialRequests.send(client, command, message));
    else if (message.method === "CANCEL") initialRequests.cancel(client, command, message);
    else client.send(firstLines.notOk(id, `only a CANCEL names a transaction: ${message.startLine}`));
  }

  #guard(client: ControlClient, commandId: string, work: Promise<void>): void {
    work.catch((err: unknown) => {
      this.#services.log.error({ event: "command.failed", err }, "a command could not be carried out");
      client.send(firstLines.notOk(commandId, "Unknown server error sending request"));
    });
  }
}
