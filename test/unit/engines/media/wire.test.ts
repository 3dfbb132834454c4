import { createSocket } from "node:dgram";
import { createServer, connect } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMediaEngine } from "../../../../src/engines/media/engine.ts";
import type { MediaEngine } from "../../../../src/engines/media/engine.ts";
import { freePortRange } from "../../../support/free-ports.ts";
import { clock, runOnSimulatedTime } from "./clock.ts";
import { eventually } from "./rig.ts";

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

runOnSimulatedTime();

let engine: MediaEngine;
beforeAll(async () => {
  const first = await freePortRange(4);
  const even = first + (first % 2);
  engine = await startMediaEngine(
    {
      eventSocket: { address: "127.0.0.1", port: 0, password: "ClueCon" },
      sip: { address: "127.0.0.1", port: 0 },
      rtp: { ports: [even, even + 2], address: "127.0.0.1" }, // two calls
      soundsDir: "/nowhere",
    },
    { clock, logger: silent },
  );
});
afterAll(() => engine[Symbol.asyncDispose]());

/** A TCP client that keeps what it is told. */
async function eventSocket(): Promise<
  Disposable & { say(text: string): void; heard(): string; readonly ended: boolean }
> {
  const socket = connect(engine.eventSocket.port, "127.0.0.1").setNoDelay(true);
  let heard = "";
  let ended = false;
  socket.setEncoding("utf8").on("data", (text: string) => (heard += text));
  socket.on("end", () => (ended = true));
  await eventually(() => heard !== "");
  return {
    say: (text) => void socket.write(text),
    heard: () => heard,
    get ended() {
      return ended;
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

const NOTICE = "Content-Type: text/disconnect-notice\nContent-Length: 67\n\nDisconnected, goodbye.\n";

describe("the event socket", () => {
  it("asks who is there, and allows nothing before", async () => {
    using app = await eventSocket();
    expect(app.heard()).toBe("Content-Type: auth/request\n\n");
    app.say("api status\n\n");
    await eventually(() => app.heard().includes("-ERR command not found"));
    app.say("auth ClueCon\n\n");
    await eventually(() => app.heard().includes("Content-Type: command/reply\nReply-Text: +OK accepted\n\n"));
  });

  it("shows a wrong password the door", async () => {
    using app = await eventSocket();
    app.say("auth wrong\n\n");
    await eventually(() => app.ended);
    expect(app.heard()).toContain("Reply-Text: -ERR invalid\n\n");
    expect(app.heard()).toContain(NOTICE);
  });

  it("answers in the order of the commands, in however many pieces they come", async () => {
    using app = await eventSocket();
    const commands =
      "auth ClueCon\n\napi uuid_exists x\n\nevent json HEARTBEAT\n\nnonsense\n\nfilter a 50%\n\nexit\n\n";
    for (const piece of commands.match(/[^]{1,7}/g) ?? []) {
      app.say(piece);
      await clock.sleep(1);
    }
    await eventually(() => app.ended);
    const answers = app.heard().match(/Reply-Text: .*|false(?=Content)|Disconnected/g);
    expect(answers).toEqual([
      "Reply-Text: +OK accepted",
      "false",
      "Reply-Text: +OK event listener enabled json",
      "Reply-Text: -ERR command not found",
      "Reply-Text: +OK filter added. [a]=[50%25]",
      "Reply-Text: +OK bye",
      "Disconnected",
    ]);
  });

  it("knows no channel that is not there", async () => {
    using app = await eventSocket();
    app.say(
      "auth ClueCon\n\nsendmsg nobody\ncall-command: execute\nexecute-app-name: answer\n\napi uuid_kill nobody\n\n",
    );
    await eventually(() => app.heard().includes("No such channel"));
    expect(app.heard()).toContain("-ERR invalid session id [nobody]");
  });
});

/** A SIP element by hand: what it sends stands in the test. */
interface ByHand extends AsyncDisposable {
  /** Sends a request; lines of its own come after the usual headers. */
  send(
    method: string,
    options?: { cseq?: number; tag?: string; headers?: string[]; body?: string; branch?: string },
  ): void;
  /** Everything that has come, oldest first. */
  readonly came: readonly string[];
  /** The next message whose first line matches, from now or before. */
  receives(firstLine: RegExp): Promise<string>;
  readonly callId: string;
}

let callIds = 0;

async function byHand(): Promise<ByHand> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  const came: string[] = [];
  socket.on("message", (datagram) => came.push(datagram.toString()));
  const callId = `by-hand-${++callIds}`;
  let branches = 0;
  return {
    callId,
    came,
    send(method, { cseq = 1, tag, headers = [], body = "", branch = `${callId}-${++branches}` } = {}) {
      const lines = [
        `${method} sip:drachtio@127.0.0.1:${engine.sip.port} SIP/2.0`,
        `Via: SIP/2.0/UDP 127.0.0.1:${port};rport;branch=z9hG4bK${branch}`,
        "Max-Forwards: 70",
        "From: <sip:test@127.0.0.1>;tag=me",
        `To: <sip:drachtio@127.0.0.1>${tag === undefined ? "" : `;tag=${tag}`}`,
        `Call-ID: ${callId}`,
        `CSeq: ${cseq} ${method}`,
        `Contact: <sip:test@127.0.0.1:${port}>`,
        ...headers,
        `Content-Length: ${body.length}`,
        "",
        body,
      ];
      socket.send(lines.join("\r\n"), engine.sip.port, "127.0.0.1");
    },
    async receives(firstLine) {
      let found: string | undefined;
      await eventually(() => (found = came.find((message) => firstLine.test(message))) !== undefined);
      return found ?? "";
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(resolve)),
  };
}

const SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n";

/** The application's side of the outbound connection. */
async function application(): Promise<AsyncDisposable & { readonly headers: string[]; readonly connections: number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.resume().on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    headers: ["User-Agent: drachtio-fsmrf:1", `X-esl-outbound: 127.0.0.1:${port}`, "Content-Type: application/sdp"],
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const tagOf = (response: string): string => /^To:.*;tag=(?<tag>[^;\r]+)/im.exec(response)?.groups?.["tag"] ?? "";

async function hangUp(phone: ByHand, tag: string): Promise<void> {
  phone.send("BYE", { cseq: 9, tag });
  await eventually(() => phone.came.some((message) => message.startsWith("SIP/2.0 200") && message.includes("9 BYE")));
  await eventually(() => engine.counts().channels === 0);
}

describe("the SIP side", () => {
  it("repeats its 200 until the ACK comes, and then no more", async () => {
    await using app = await application();
    await using phone = await byHand();
    phone.send("INVITE", { headers: app.headers, body: SDP });
    const ok = await phone.receives(/^SIP\/2\.0 200/);
    await eventually(() => phone.came.filter((message) => message.startsWith("SIP/2.0 200")).length >= 2);
    phone.send("ACK", { tag: tagOf(ok) });
    await clock.sleep(100);
    const repeated = phone.came.length;
    await clock.sleep(1200); // a third one would be due after one second
    expect(phone.came.length).toBe(repeated);
    expect(ok).toMatch(/^Contact: <sip:drachtio@127\.0\.0\.1:\d+;transport=udp>/m);
    await hangUp(phone, tagOf(ok));
    await eventually(() => app.connections === 1);
  });

  it("hangs up with BYE only after the ACK, when there is no application", async () => {
    await using phone = await byHand();
    const headers = ["User-Agent: drachtio-fsmrf:1", "X-esl-outbound: 127.0.0.1:9", "Content-Type: application/sdp"];
    phone.send("INVITE", { headers, body: SDP });
    const ok = await phone.receives(/^SIP\/2\.0 200/);
    await clock.sleep(100);
    expect(phone.came.some((message) => message.startsWith("BYE"))).toBe(false);
    phone.send("ACK", { tag: tagOf(ok) });
    const bye = await phone.receives(/^BYE sip:test@/);
    expect(bye).toMatch(/^Reason: Q\.850;cause=16;text="NORMAL_CLEARING"/m);
    expect(bye).toContain(`;tag=${tagOf(ok)}`);
    await eventually(() => engine.counts().channels === 0);
  });

  it("connects to the application of a call without an offer when the ACK has brought the answer", async () => {
    await using app = await application();
    await using phone = await byHand();
    phone.send("INVITE", { headers: app.headers });
    const ok = await phone.receives(/^SIP\/2\.0 200/);
    expect(ok).toMatch(/^m=audio \d+ RTP\/AVP 9 0 8 111 101/m);
    await clock.sleep(60);
    expect(app.connections).toBe(0);
    phone.send("ACK", { tag: tagOf(ok), headers: ["Content-Type: application/sdp"], body: SDP });
    await eventually(() => app.connections === 1);
    await hangUp(phone, tagOf(ok));
  });

  it("takes no more calls than it has media ports: 503", async () => {
    await using app = await application();
    const phones = [await byHand(), await byHand(), await byHand()];
    const tags: string[] = [];
    for (const phone of phones.slice(0, 2)) {
      phone.send("INVITE", { headers: app.headers, body: SDP });
      const ok = await phone.receives(/^SIP\/2\.0 200/);
      phone.send("ACK", { tag: tagOf(ok) });
      tags.push(tagOf(ok));
    }
    phones[2]!.send("INVITE", { headers: app.headers, body: SDP });
    expect(await phones[2]!.receives(/^SIP\/2\.0 503/)).toMatch(/^Reason: Q\.850;cause=63/m);
    for (const [index, tag] of tags.entries()) phones[index]!.send("BYE", { cseq: 9, tag });
    await eventually(() => engine.counts().channels === 0 && engine.counts().rtpSockets === 0);
    for (const phone of phones) await phone[Symbol.asyncDispose]();
  });

  it.each([
    ["OPTIONS", {}, /^SIP\/2\.0 200/],
    ["REGISTER", {}, /^SIP\/2\.0 405/],
    ["BYE", {}, /^SIP\/2\.0 481/],
    ["BYE", { tag: "unknown" }, /^SIP\/2\.0 481/],
    ["INVITE", { headers: ["User-Agent: drachtio-fsmrf:1"] }, /^SIP\/2\.0 404/],
    [
      "INVITE",
      { headers: ["User-Agent: drachtio-fsmrf:1", "X-esl-outbound: 127.0.0.1:9", "Require: 100rel"] },
      /^SIP\/2\.0 420/,
    ],
  ] as const)("answers %s %j properly", async (method, options, answer) => {
    await using phone = await byHand();
    phone.send(method, { ...options, headers: [...("headers" in options ? options.headers : [])] });
    const response = await phone.receives(answer);
    if (/ 405 /.test(response)) expect(response).toMatch(/^Allow: INVITE, ACK, BYE/m);
    if (/ 420 /.test(response)) expect(response).toMatch(/^Unsupported: 100rel/m);
    if (method === "INVITE") phone.send("ACK", { tag: tagOf(response), branch: `${phone.callId}-1` });
  });

  it("refuses a request that is older than the last one of its call", async () => {
    await using app = await application();
    await using phone = await byHand();
    phone.send("INVITE", { cseq: 5, headers: app.headers, body: SDP });
    const ok = await phone.receives(/^SIP\/2\.0 200/);
    phone.send("ACK", { cseq: 5, tag: tagOf(ok) });
    phone.send("INFO", { cseq: 4, tag: tagOf(ok) });
    await phone.receives(/^SIP\/2\.0 500/);
    phone.send("REFER", { cseq: 6, tag: tagOf(ok) });
    await phone.receives(/^SIP\/2\.0 405/);
    await hangUp(phone, tagOf(ok));
  });
});
