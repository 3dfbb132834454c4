import type { AddressInfo, Server } from "node:net";
import type { Scope } from "../../runtime/scope.ts";
import { ControlPortUnavailable } from "./errors.ts";

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/**
 * Listens for as long as the scope lasts; then closes the port, and the connections by `closeConnections`.
 * @throws ControlPortUnavailable
 */
export async function openPort(
  server: Server,
  at: Endpoint,
  scope: Scope,
  closeConnections: () => void,
): Promise<Endpoint> {
  const { address, port } = await listen(server, at);
  scope.defer(() => {
    const isFree = new Promise<void>((resolve) => server.close(() => resolve()));
    closeConnections();
    return isFree;
  });
  return { address, port };
}

function listen(server: Server, { address, port }: Endpoint): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(new ControlPortUnavailable(address, port, { cause })));
    server.listen({ host: address, port }, () => resolve(server.address() as AddressInfo));
  });
}
