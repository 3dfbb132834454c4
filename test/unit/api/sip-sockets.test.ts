import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import Fastify from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket, type ClientOptions } from "ws";
import { answerFailure } from "../../../src/api/failures.ts";
import type { Api, ApiParts } from "../../../src/api/parts.ts";
import { sipSocketRoutes } from "../../../src/api/routes/sip-sockets.ts";
import { freePort } from "../../support/free-ports.ts";
import { Rig } from "../engines/signalling/rig.ts";

const CRM = "https://crm.example.com";
let rig: Rig;
let handOver: NonNullable<ApiParts["handOver"]>;
let api: Api;
let away: Api;
let elsewhere: Api;

/** Nothing of the API but `/sip`. */
async function serve(handOver: ApiParts["handOver"]): Promise<Api> {
  const served = Fastify({ forceCloseConnections: true, trustProxy: "127.0.0.1" });
  served.setErrorHandler(answerFailure);
  sipSocketRoutes(served, { handOver, corsOrigins: [CRM] });
  served.get("/other", () => "plain");
  await served.listen({ host: "127.0.0.1", port: 0 });
  return served;
}

const portOf = (server: Api): number => (server.server.address() as AddressInfo).port;

/** The WebSocket, or the status and code with which it was refused. */
async function opened(server: Api, options: ClientOptions = {}, path = "/sip"): Promise<WebSocket | string> {
  const socket = new WebSocket(`ws://127.0.0.1:${portOf(server)}${path}`, "sip", options);
  socket.on("error", () => undefined);
  const refused = once(socket, "unexpected-response").then(async ([, response]) => {
    const { statusCode } = response as IncomingMessage;
    const chunks: Buffer[] = [];
    for await (const chunk of response as IncomingMessage) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    return `${statusCode} ${/"code":"(?<code>\w+)"/.exec(text)?.groups?.["code"] ?? text}`;
  });
  return Promise.race([once(socket, "open").then(() => socket), refused]);
}

beforeAll(async () => {
  const port = await freePort();
  rig = await Rig.start({
    config: {
      handOver: { port },
      contacts: [
        { uri: `sip:127.0.0.1:${await freePort()};transport=udp` },
        { uri: "sip:*:8080;transport=ws", handedOver: true },
        { uri: "sips:*:8443;transport=wss", handedOver: true },
      ],
    },
  });
  handOver = { host: "127.0.0.1", port, secret: "cymru" };
  api = await serve(handOver);
  away = await serve({ ...handOver, port: await freePort() });
  elsewhere = await serve(undefined);
});

afterAll(async () => {
  await Promise.all([api, away, elsewhere].map((server) => server.close()));
  await rig[Symbol.asyncDispose]();
});

describe("SIP over WebSocket on the port of the API", () => {
  it("reaches the signalling engine, which hears the browser where it is, behind the proxy that the operator trusts", async () => {
    await rig.app({
      options: (_request, response) => {
        response.send(200);
      },
    });
    const socket = await opened(api, {
      origin: `http://127.0.0.1:${portOf(api)}`,
      headers: { "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https" },
    });
    if (typeof socket === "string") throw new Error(socket);
    const answered = once(socket, "message");
    socket.send(OPTIONS);
    const [answer] = (await answered) as [Buffer];
    expect(answer.toString()).toMatch(/^SIP\/2\.0 200 OK\r\nVia: SIP\/2\.0\/WSS .*;received=203\.0\.113\.9[;\r]/);
    const closed = once(socket, "close");
    socket.close();
    await closed;
    await expect.poll(() => rig.engine.counts().connections).toBe(0);
  });

  it("is open to pages of the sites that the operator allows, and to no others", async () => {
    const allowed = await opened(api, { origin: CRM });
    expect(allowed).toBeInstanceOf(WebSocket);
    (allowed as WebSocket).terminate();
    expect(await opened(api, { origin: "https://evil.example.com" })).toBe("403 SW_FOREIGN_ORIGIN");
    expect(await opened(api, { origin: `http://127.0.0.1:${portOf(api) + 1}` })).toBe("403 SW_FOREIGN_ORIGIN");
  });

  it("says why it isn't there: no WebSocket, an engine that is away, a signalling server of its own", async () => {
    const plain = await fetch(`http://127.0.0.1:${portOf(api)}/sip`);
    expect([plain.status, plain.headers.get("upgrade")]).toEqual([426, "websocket"]);
    expect(await plain.json()).toMatchObject({ code: "SW_UPGRADE_REQUIRED" });
    expect(await opened(away)).toBe("503 SW_SIP_ENGINE_AWAY");
    expect(await opened(elsewhere)).toBe("501 SW_SIP_ELSEWHERE");
  });

  it("leaves other addresses to answer in HTTP, whatever protocol a program offers", async () => {
    expect(await opened(api, {}, "/other")).toBe("200 plain");
  });

  it("ends its WebSockets with the API", async () => {
    const ending = await serve(handOver);
    const socket = await opened(ending);
    if (typeof socket === "string") throw new Error(socket);
    const closed = once(socket, "close");
    await ending.close();
    await closed;
  });
});

const OPTIONS = [
  "OPTIONS sip:example.com SIP/2.0",
  "Via: SIP/2.0/WSS x.invalid;branch=z9hG4bK2",
  "Max-Forwards: 70",
  "From: <sip:alice@example.com>;tag=1",
  "To: <sip:example.com>",
  "Call-ID: 2",
  "CSeq: 1 OPTIONS",
  "\r\n",
].join("\r\n");
