import { once } from "node:events";
import { connect } from "node:tls";
import { copyFile, readFile } from "node:fs/promises";
import { X509Certificate } from "node:crypto";
import { request } from "node:https";
import type { IncomingMessage } from "node:http";
import { createLogger } from "../../../src/observability/logging.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { listen } from "../../../src/listen.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { ADMIN, TOKEN, startApi, type ApiServer } from "../../support/api-server.ts";
import { makeCertificate } from "../../support/certificate.ts";
import { freePort } from "../../support/free-ports.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

let scope: Scope;
let pbx: ApiServer;
let clock: VirtualClock;
let port: number;
let paths: Awaited<ReturnType<typeof makeCertificate>>;
beforeEach(async () => {
  scope = new Scope();
  clock = new VirtualClock();
  port = await freePort();
  const folder = scope.own(await tempFolder()).path;
  paths = await makeCertificate(folder, "pbx.example.com");
  pbx = scope.own(await startApi({ httpsPort: port }));
  await listen(pbx.api, {
    environment: {
      http: { host: "127.0.0.1", port: await freePort() },
      https: { certificate: paths.certFile, key: paths.keyFile, port },
    },
    ...{ clock, scope, logger: createLogger("silent", { write: () => undefined }) },
  });
});
afterEach(() => scope[Symbol.asyncDispose]());

async function ask(
  path: string,
  method = "GET",
  body?: string,
): Promise<{ status: number; headers: object; text: string }> {
  const asked = request({
    ...{ host: "127.0.0.1", port, path, method, agent: false, servername: "pbx.example.com" },
    ca: await readFile(paths.certFile),
    headers: {
      "content-type": "application/json",
      ...(body === undefined ? { authorization: `Bearer ${TOKEN}` } : {}),
    },
  });
  asked.end(body);
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of answer) text += String(chunk);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text };
}

/** The certificate that a new connection is shown. */
async function shown(): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return new X509Certificate(raw).fingerprint256;
}

it("the API is served over TLS by itself, and its cookie never leaves unencrypted", async () => {
  expect((await ask("/api/v1/users")).status).toBe(200);
  const loggedIn = await ask("/api/v1/sessions", "POST", JSON.stringify(ADMIN));
  expect(String((loggedIn.headers as Record<string, unknown>)["set-cookie"])).toMatch(/; Secure/i);
});

it("a renewed certificate is shown to whoever connects from then on", async () => {
  const before = await shown();
  const renewals = scope.own(await tempFolder());
  const next = await makeCertificate(renewals.path, "pbx.example.com");
  await copyFile(next.certFile, paths.certFile);
  await copyFile(next.keyFile, paths.keyFile);
  clock.advance(10_000);
  await expect.poll(shown).not.toBe(before);
});

it("a browser on another machine that comes unencrypted is led to HTTPS, monitoring and this machine are not", async () => {
  const from = (remoteAddress: string, url: string, method: "GET" | "POST" = "GET") =>
    pbx.api.inject({ method, url, remoteAddress, headers: { host: "pbx.example.com:8080" } });
  for (const method of ["GET", "POST"] as const) {
    const led = await from("192.0.2.7", "/api/v1/sessions?x=1", method);
    expect([led.statusCode, led.headers.location]).toEqual([
      308,
      `https://pbx.example.com:${port}/api/v1/sessions?x=1`,
    ]);
  }
  expect((await from("192.0.2.7", "/")).statusCode).toBe(308);
  expect((await from("192.0.2.7", "/healthz")).statusCode).toBe(200);
  expect((await from("127.0.0.1", "/api/v1/users")).statusCode).toBe(401);
});

it("an HTTPS port that another program has is named with its variable", async () => {
  const own = new Scope();
  const environment = {
    http: { host: "127.0.0.1", port: await freePort() },
    https: { certificate: paths.certFile, key: paths.keyFile, port },
  };
  await using other = await startApi();
  const logger = createLogger("silent", { write: () => undefined });
  await expect(listen(other.api, { environment, clock, scope: own, logger })).rejects.toThrow(
    `HTTPS_PORT: ${port} on 127.0.0.1 is taken by another program`,
  );
  await own[Symbol.asyncDispose]();
});
