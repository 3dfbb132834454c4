import { once, type EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { WebSocket, type ClientOptions } from "ws";
import { MAX_MESSAGE_BYTES } from "../../../../src/sip/message/limits.ts";
import { eventually } from "../../../support/eventually.ts";
import { freePort } from "../../../support/free-ports.ts";
import { IncomingCall, OutgoingCall } from "../../../support/sip-call.ts";
import { header, headers, statusOf, type SipText } from "../../../support/sip-text.ts";
import { SipPeer } from "../../../support/sip-peer.ts";
import { Rig, SDP, type Request, type Response } from "./rig.ts";

const SECRET = "cymru";

/** An engine with a port for WebSockets, and one where the application's web server hands them over. */
async function start() {
  const [web, over, metrics] = [await freePort(), await freePort(), await freePort()];
  const server = `127.0.0.1:${await freePort()}`;
  const rig = await Rig.start({
    t1Ms: 10,
    config: {
      contacts: [
        { uri: `sip:${server};transport=udp,tcp` },
        { uri: `sip:127.0.0.1:${web};transport=ws`, origins: ["https://crm.example.com"] },
        { uri: "sip:*:8080;transport=ws", handedOver: true },
        { uri: "sips:*:8443;transport=wss", handedOver: true, externalIp: "198.51.100.7" },
      ],
      handOver: { port: over },
      metrics: { port: metrics },
      guard: true,
    },
  });
  const tokens: string[] = [];
  const app = await rig.app({
    register: (request: Request, response) => {
      tokens.push((request as unknown as { stackTxnId: string }).stackTxnId);
      response.send(200, { headers: { Contact: `${request.get("Contact")};expires=60` } });
    },
  });
  const exchange = async (): Promise<{ ended: unknown[] }> => {
    const answer = await fetch(`http://127.0.0.1:${metrics}/guard`, {
      method: "POST",
      headers: { authorization: `Bearer ${SECRET}` },
      body: "{}",
    });
    return (await answer.json()) as { ended: unknown[] };
  };
  return { rig, app, web: `127.0.0.1:${web}`, over: `127.0.0.1:${over}`, tokens, exchange };
}

/** Its WebSocket ends, and no time passes until the engine has noticed. */
async function closes(phone: SipPeer, { engine, clock }: Rig): Promise<void> {
  const before = engine.counts().connections;
  const closed = phone[Symbol.asyncDispose]().then(() =>
    expect.poll(() => engine.counts().connections, { timeout: 20_000 }).toBe(before - 1),
  );
  await clock.hold(closed);
}

/** A phone in a call with the application: whose dialog, and how the application hears of its end. */
async function inACall({ app, web, tokens }: Awaited<ReturnType<typeof start>>) {
  const phone = await SipPeer.open({ server: web, transport: "ws" });
  await registers(phone);
  const proxy = `sip:${tokens[0]}@192.0.2.99:9;transport=ws;ob`;
  const calling = app.createUAC("sip:alice@of-a-browser.invalid;transport=ws", { proxy, localSdp: SDP });
  const call = await IncomingCall.at(phone);
  await call.answers(SDP);
  const dialog = await calling;
  const ended = new Promise<string>((resolve) => dialog.on("destroy", (bye: Request) => resolve(bye.get("Reason"))));
  return { phone, dialog, ended, callId: call.callId };
}

async function registers(peer: SipPeer, user = "alice"): Promise<SipText> {
  return peer.receivesFinal(
    peer.request({
      method: "REGISTER",
      uri: "sip:example.com",
      ...{ from: `<sip:${user}@example.com>`, to: `<sip:${user}@example.com>` },
      ...{ callId: "registration", fromTag: "1", cseq: 1 },
      headers: [`Contact: ${peer.contact("callee")}`], // as in its answers to calls
    }),
  );
}

/** A WebSocket as raw as a test needs it: how it was refused, or how it was closed. */
async function opened(at: string, protocols: string[], options: ClientOptions = {}): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://${at}/`, protocols, options);
  socket.on("error", () => undefined);
  const refused = once(socket, "unexpected-response").then(([request, response]) => {
    (request as { destroy(): void }).destroy();
    return (response as IncomingMessage).statusCode ?? 0;
  });
  return Promise.race([once(socket, "open").then(() => socket), refused]);
}

async function open(at: string): Promise<WebSocket> {
  const socket = await opened(at, ["sip"]);
  if (typeof socket === "number") throw new Error(`refused with ${socket}`);
  return socket;
}

describe("a phone on a WebSocket", () => {
  it("registers, is called over that WebSocket alone, and is gone when it closes: 430, and the application is told", async () => {
    const { rig, app, web, tokens, exchange } = await start();
    await using _rig = rig;
    const phone = await SipPeer.open({ server: web, transport: "ws", origin: "http://127.0.0.1:8080" });
    expect(statusOf(await registers(phone))).toBe(200);

    const uri = "sip:alice@of-a-browser.invalid;transport=ws";
    const proxy = `sip:${tokens[0]}@192.0.2.99:9;transport=ws;ob`;
    const dialog = app.createUAC(uri, { proxy, localSdp: SDP });
    const call = await IncomingCall.at(phone);
    const invite = await phone.receivesRequest("INVITE");
    expect(headers(invite, "Via")[0]).toMatch(new RegExp(`^SIP/2\\.0/WS ${web};branch=`));
    expect(header(invite, "Contact")).toBe(`<sip:${web};transport=ws>`);
    await call.answers(SDP);
    (await dialog).destroy();
    phone.respond(await phone.receivesRequest("BYE", { callId: call.callId }), 200, "OK");

    expect((await exchange()).ended).toEqual([]);
    await phone[Symbol.asyncDispose]();
    const told: unknown[] = [];
    await eventually("the end is told", async () => {
      told.push(...(await exchange()).ended);
      expect(told).toEqual([{ username: "alice", token: tokens[0] }]);
    });
    await expect(app.createUAC(uri, { proxy, localSdp: SDP })).rejects.toMatchObject({ status: 430 });
  });

  it("whose page is closed in a call is missed for some seconds, and then hung up; the application hears why", async () => {
    const world = await start();
    await using _rig = world.rig;
    const { phone, ended } = await inACall(world);
    const closedAtMs = world.rig.clock.nowMs();
    await phone[Symbol.asyncDispose]();
    expect(await ended).toBe('SIP;cause=200;text="Connection lost"');
    expect(world.rig.clock.nowMs() - closedAtMs).toBeGreaterThanOrEqual(15_000);
    expect(world.rig.clock.nowMs() - closedAtMs).toBeLessThan(20_000);
    await world.rig.isIdle();
  });

  it("that connects again goes on with its call: it registers as the same phone, and is reached by its new WebSocket", async () => {
    const world = await start();
    await using _rig = world.rig;
    const { phone, dialog, ended, callId } = await inACall(world);
    const returned = await SipPeer.open({ server: world.web, transport: "ws" });
    await closes(phone, world.rig);
    await registers(returned);
    const isOver = await Promise.race([ended.then(() => true), world.rig.clock.sleep(60_000).then(() => false)]);
    expect(isOver).toBe(false);
    dialog.destroy();
    returned.respond(await returned.receivesRequest("BYE", { callId }), 200, "OK");
    await returned[Symbol.asyncDispose]();
  });

  it("that connects again before its old WebSocket is found to be dead goes on with its call too", async () => {
    const world = await start();
    await using _rig = world.rig;
    const { phone, dialog, callId } = await inACall(world);
    const returned = await SipPeer.open({ server: world.web, transport: "ws" });
    await registers(returned);
    await closes(phone, world.rig);
    await world.rig.clock.sleep(60_000);
    dialog.destroy();
    returned.respond(await returned.receivesRequest("BYE", { callId }), 200, "OK");
    await returned[Symbol.asyncDispose]();
  });

  it("doesn't come back as another user's phone that shows the same Contact", async () => {
    const world = await start();
    await using _rig = world.rig;
    const { phone, ended } = await inACall(world);
    const other = await SipPeer.open({ server: world.web, transport: "ws" });
    await closes(phone, world.rig);
    await registers(other, "mallory");
    expect(await ended).toContain("Connection lost");
  });

  it("that is closed while it calls has given up: no answer would find it", async () => {
    const { rig, app, web } = await start();
    await using _rig = rig;
    const cancelled = new Promise<string>((resolve) => {
      app.invite((request: Request, response: Response) => {
        const told = (cancel: Request): void => resolve(`${request.get("Call-ID")} ${cancel.get("Reason")}`);
        (request as unknown as EventEmitter).on("cancel", told);
        response.send(180);
      });
    });
    const phone = await SipPeer.open({ server: web, transport: "ws" });
    const call = await OutgoingCall.place(phone, { to: "1002", sdp: SDP });
    await call.rings();
    await phone[Symbol.asyncDispose]();
    expect(await cancelled).toBe(`${call.callId} SIP;cause=487;text="Connection lost"`);
    await rig.isIdle(60_000);
  });

  it("is heard as whom the application's web server says, and as nobody where something else hands it over", async () => {
    const { rig, over, tokens } = await start();
    await using _rig = rig;
    const forwarded = { "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Port": "40000", "X-Forwarded-Proto": "https" };
    expect(await opened(over, ["sip"], { headers: forwarded })).toBe(401);
    expect(await opened(over, ["sip"], { headers: { ...forwarded, Authorization: "Bearer guessed" } })).toBe(401);
    const socket = await opened(over, ["sip"], { headers: { ...forwarded, Authorization: `Bearer ${SECRET}` } });
    if (typeof socket === "number") throw new Error(`refused with ${socket}`);
    const answered = once(socket, "message");
    socket.send(REGISTER);
    const [answer] = (await answered) as [Buffer];
    expect(answer.toString()).toMatch(/^SIP\/2\.0 200 OK\r\nVia: .*;received=203\.0\.113\.9;rport=40000\r\n/);
    expect(tokens).toHaveLength(1);
    socket.terminate();
  });

  it("gets its keep-alives answered, and a question whether it is there", async () => {
    const { rig, web } = await start();
    await using _rig = rig;
    const socket = await open(web);
    const answered = once(socket, "message");
    socket.send("\r\n\r\n");
    expect(String((await answered)[0])).toBe("\r\n");
    const ponged = once(socket, "pong");
    socket.ping("you?");
    expect(String((await ponged)[0])).toBe("you?");
    socket.terminate();
  });

  it.each<[string, number, (socket: WebSocket) => void]>([
    ["pings", 1006, (socket) => socket.ping()],
    ["pongs that answer nothing", 1006, (socket) => socket.pong()],
    ["keep-alives of SIP", 1006, (socket) => socket.send("\r\n\r\n")],
    ["messages without content", 1006, (socket) => socket.send("")],
    ["fragments without end", 1008, (socket) => socket.send("", { fin: false })],
    ["fragments of one byte", 1008, (socket) => socket.send("x", { fin: false })],
  ])("is dropped where it sends %s all the time", async (_what, code, send) => {
    const { rig, web } = await start();
    await using _rig = rig;
    const socket = await open(web);
    const closed = once(socket, "close");
    for (let sent = 0; sent < 40_000; sent++) send(socket);
    expect((await closed)[0]).toBe(code);
    await expect.poll(() => rig.engine.counts().connections).toBe(0);
  });

  it.each([
    ["with two messages in one frame", 1002, () => `${OPTIONS}${OPTIONS}`],
    ["with a message that is too long", 1009, () => "x".repeat(MAX_MESSAGE_BYTES + 1)],
    ["with what isn't the text that it says it is", 1007, () => undefined],
  ])("is cut off %s", async (_what, code, message) => {
    const { rig, web } = await start();
    await using _rig = rig;
    const socket = await open(web);
    const closed = once(socket, "close");
    const text = message();
    if (text === undefined) socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    else socket.send(text);
    expect((await closed)[0]).toBe(code);
    await expect.poll(() => rig.engine.counts().connections).toBe(0);
  });

  it("is refused another subprotocol than SIP's, and a page of another site", async () => {
    const { rig, web } = await start();
    await using _rig = rig;
    expect(await opened(web, ["mqtt"])).toBe(400);
    expect(await opened(web, ["sip"], { origin: "https://evil.example.com" })).toBe(403);
    expect(await opened(web, ["sip"], { origin: "null" })).toBe(403);
    const allowed = await opened(web, ["xmpp", "sip"], { origin: "https://crm.example.com" });
    expect(allowed).toBeInstanceOf(WebSocket);
    (allowed as WebSocket).terminate();
    expect((await fetch(`http://${web}/`)).status).toBe(426);
  });

  it("is noticed to be gone where its network has vanished", async () => {
    const { rig, web, exchange } = await start();
    await using _rig = rig;
    const socket = await opened(web, ["sip"], { autoPong: false });
    if (typeof socket === "number") throw new Error(`refused with ${socket}`);
    const answered = once(socket, "message");
    const closed = once(socket, "close");
    socket.send(REGISTER);
    await answered;
    const registeredAtMs = rig.clock.nowMs();
    await closed;
    expect(rig.clock.nowMs() - registeredAtMs).toBeGreaterThan(40_000);
    expect(rig.clock.nowMs() - registeredAtMs).toBeLessThan(60_000);
    await eventually("the phone is missed", async () =>
      expect((await exchange()).ended).toEqual([expect.objectContaining({ username: "alice" })]),
    );
  });
});

/** Without Content-Length, which RFC 7118 §5 doesn't ask for. */
const REGISTER = [
  "REGISTER sip:example.com SIP/2.0",
  "Via: SIP/2.0/WSS x.invalid;branch=z9hG4bK1",
  "Max-Forwards: 70",
  "From: <sip:alice@example.com>;tag=1",
  "To: <sip:alice@example.com>",
  "Call-ID: 1",
  "CSeq: 1 REGISTER",
  "Contact: <sip:alice@x.invalid;transport=ws>",
  "\r\n",
].join("\r\n");
const OPTIONS = [
  "OPTIONS sip:example.com SIP/2.0",
  "Via: SIP/2.0/WS x.invalid;branch=z9hG4bK2",
  "Max-Forwards: 70",
  "From: <sip:alice@example.com>;tag=1",
  "To: <sip:example.com>",
  "Call-ID: 2",
  "CSeq: 1 OPTIONS",
  "Content-Length: 0",
  "\r\n",
].join("\r\n");
