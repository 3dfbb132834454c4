import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";

/** The exit code of the container's health check, as Docker runs it. */
async function health(environment: Readonly<Record<string, string>>): Promise<number> {
  const check = spawn(process.execPath, ["docker/ready.mjs"], { env: environment, stdio: "ignore" });
  const [code] = (await once(check, "exit")) as [number];
  return code;
}

/** A system that answers /readyz with this status, at this address. */
async function ready(status: number, host: string): Promise<Server> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/readyz" ? status : 404).end("{}");
  });
  await once(server.listen(0, host), "listening");
  return server;
}

const portOf = (server: Server): string => String((server.address() as AddressInfo).port);

it.each([
  { HTTP_HOST: "", listens: "127.0.0.1" },
  { HTTP_HOST: "0.0.0.0", listens: "0.0.0.0" },
  { HTTP_HOST: "::", listens: "::" },
  { HTTP_HOST: "::1", listens: "::1" },
  { HTTP_HOST: "127.0.0.1", listens: "127.0.0.1" },
])("the container is healthy while the system is ready at HTTP_HOST=$HTTP_HOST, and else isn't", async (at) => {
  for (const [status, code] of [
    [200, 0],
    [503, 1],
  ] as const) {
    const server = await ready(status, at.listens);
    expect(await health({ HTTP_HOST: at.HTTP_HOST, HTTP_PORT: portOf(server) })).toBe(code);
    server.closeAllConnections();
    server.close();
  }
});

it("the container is not healthy where nothing answers", async () => {
  const server = await ready(200, "127.0.0.1");
  const HTTP_PORT = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  expect(await health({ HTTP_PORT })).toBe(1);
});
