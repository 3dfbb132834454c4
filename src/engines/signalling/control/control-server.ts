import { createServer, type Server, type Socket } from "node:net";
import type { Clock } from "../../../runtime/clock.ts";
import { AUTHENTICATE_WITHIN_MS } from "../limits.ts";
import type { ClientRegistry } from "./client-registry.ts";
import type { Command } from "./commands.ts";
import { Backlog } from "../overload/backlog.ts";
import { ControlClient } from "./control-client.ts";

export interface ControlServerServices {
  readonly clock: Clock;
  readonly clients: ClientRegistry;
  /** For how long, in all, this process stood still. */
  readonly stoodStillMs: (() => number) | undefined;
  onCommand(client: ControlClient, command: Command): void;
  /** The application's connection is gone. Called once for each. */
  onGone(client: ControlClient): void;
}

/** Takes applications' connections, as many as there may be, and closes those that don't show the secret in time. */
export function createControlServer(services: ControlServerServices): Server {
  return createServer((socket) => {
    if (services.clients.isFull) socket.destroy();
    else acceptClient(socket, services);
  });
}

function acceptClient(socket: Socket, services: ControlServerServices): void {
  const { clock, clients } = services;
  const tooLate = clock.arm(AUTHENTICATE_WITHIN_MS, () => {
    if (!client.authenticated) client[Symbol.dispose]();
  });
  const client = new ControlClient(socket, clock, new Backlog(services.stoodStillMs), {
    onCommand(from, command) {
      services.onCommand(from, command);
      if (from.authenticated) tooLate.disarm();
    },
    onClosed(gone) {
      tooLate.disarm();
      clients.remove(gone);
      services.onGone(gone);
    },
  });
  clients.add(client);
}
