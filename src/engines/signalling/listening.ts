import type { AddressInfo, Server } from "node:net";
import { ControlPortUnavailable } from "./errors.ts";

/** @throws ControlPortUnavailable */
export function listen(server: Server, address: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(new ControlPortUnavailable(address, port, { cause })));
    server.listen({ host: address, port }, () => resolve(server.address() as AddressInfo));
  });
}

/** Resolves when the port is free again; connections are ended by their owners. */
export const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
