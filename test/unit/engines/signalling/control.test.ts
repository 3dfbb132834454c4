import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { frame, FrameReader } from "../../../../src/engines/signalling/control/frames.ts";
import { EventLog } from "../../../support/event-log.ts";
import { OutgoingCall } from "../../../support/sip-call.ts";
import { statusOf } from "../../../support/sip-text.ts";
import { Rig, SDP } from "./rig.ts";

/** A control connection by hand. */
class Wire implements AsyncDisposable {
  readonly received = new EventLog<string>();
  readonly #socket: Socket;
  readonly closed: Promise<unknown>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = once(socket, "close");
    const reader = new FrameReader();
    socket.on("error", () => undefined); // an abrupt end is an end
    socket.on("data", (bytes: Buffer) => {
      const framed = reader.read(bytes);
      if (framed.kind === "messages")
        for (const message of framed.messages) this.received.add(message.toString("utf8"));
    });
  }

  static async open(rig: Rig): Promise<Wire> {
    const socket = connect(rig.engine.control.port, "127.0.0.1");
    await once(socket, "connect");
    return new Wire(socket);
  }

  static async authenticated(rig: Rig): Promise<Wire> {
    const wire = await Wire.open(rig);
    await wire.asks("a1|authenticate|cymru|");
    return wire;
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  /** Sends a message; gives the tokens of its reply from OK, NO or NOK on. */
  async asks(message: string): Promise<readonly string[]> {
    const [id = ""] = message.split("|");
    this.write(frame(message));
    const reply = await this.received.waitFor((text) => text.split("|")[2] === id, {
      withinMs: 4_000,
      what: `reply to ${id}`,
    });
    return (reply.split("\r\n")[0] ?? "").split("|").slice(3);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
    await this.closed;
  }
}

describe("the control connection", () => {
  it("tells an application that shows the secret how we are called", async () => {
    await using rig = await Rig.start();
    await using wire = await Wire.open(rig);
    const place = [`udp/${rig.server}`, `tcp/${rig.server}`].join(",");
    expect(await wire.asks("1|authenticate|cymru|a,b")).toEqual([
      "OK",
      place,
      expect.stringMatching(/^v\d+\.\d+\.\d+/),
      place,
    ]);
    expect(await wire.asks("2|ping")).toEqual(["OK", "pong"]);
    expect(await wire.asks("3|route|invite")).toEqual(["OK"]);
    expect(await wire.asks("4|remove_route|invite")).toEqual(["OK"]);
  });

  it.each(["1|ping", "1|route|invite", "1|sip||\r\nOPTIONS sip:a@127.0.0.9 SIP/2.0\r\n\r\n"])(
    "refuses everything before the secret was shown: %j",
    async (message) => {
      await using rig = await Rig.start();
      await using wire = await Wire.open(rig);
      expect((await wire.asks(message))[0]).toBe("NO");
      await wire.closed;
    },
  );

  it("hangs up on a wrong secret, and hears no more", async () => {
    await using rig = await Rig.start();
    await using wire = await Wire.open(rig);
    wire.write(frame("1|authenticate|wrong|") + frame("2|authenticate|cymru|"));
    await wire.closed;
    expect(wire.received.all.map((text) => text.split("|").slice(2))).toEqual([["1", "NO", "incorrect secret"]]);
    expect(rig.engine.counts().clients).toBe(0);
  });

  it("is closed on bytes that are no frame, without touching others", async () => {
    await using rig = await Rig.start();
    await using good = await Wire.authenticated(rig);
    await using bad = await Wire.open(rig);
    bad.write("GET / HTTP/1.1\r\n\r\n");
    await bad.closed;
    expect(await good.asks("1|ping")).toEqual(["OK", "pong"]);
  });

  it("says NO to a message type that doesn't exist, and is closed", async () => {
    await using rig = await Rig.start();
    await using wire = await Wire.authenticated(rig);
    expect(await wire.asks("1|bogus|x")).toEqual(["NO", "Unknown message type"]);
    await wire.closed;
  });

  it("stops one verb and leaves the others", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    await using wire = await Wire.authenticated(rig);
    await wire.asks("1|route|register");
    await wire.asks("2|route|invite");
    await wire.asks("3|remove_route|register");
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    const told = await wire.received.waitFor((text) => text.includes("|sip|network|"));
    const tokens = told.split("\r\n")[0]!.split("|");
    expect(tokens).toHaveLength(13);
    expect(tokens.slice(9)).toEqual(["", ...rig.server.split(":"), ""]);
    await wire.asks(`4|sip|${tokens[8]!}|\r\nSIP/2.0 486 Busy Here\r\n\r\n`);
    expect(statusOf(await call.refused())).toBe(486);
  });

  it("replies to a response with the dialog's name and the message as sent", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    await using wire = await Wire.authenticated(rig);
    await wire.asks("1|route|invite");
    const call = await OutgoingCall.place(await rig.peer(), { to: "204", sdp: SDP });
    const told = await wire.received.waitFor((text) => text.includes("|sip|network|"));
    const transactionId = told.split("|")[8]!;
    const reply = await wire.asks(`2|sip|${transactionId}|\r\nSIP/2.0 180 Ringing\r\n\r\n`);
    expect(reply[0]).toBe("OK");
    expect(reply.slice(7)).toEqual([
      transactionId,
      expect.stringContaining(`${call.callId};from-tag=`),
      "",
      "Msg sent:",
      "",
    ]);
    await wire.asks(`3|sip|${transactionId}|\r\nSIP/2.0 486 Busy Here\r\n\r\n`);
    await call.refused();
  });

  it.each([
    ["1|sip|nothing|\r\nSIP/2.0 200 OK\r\n\r\n", "Response not sent due to unknown transaction"],
    ["1|sip|nothing|\r\nCANCEL sip:a@127.0.0.9 SIP/2.0\r\n\r\n", "unable to cancel unknown transaction id: nothing"],
    [
      "1|sip|nothing|\r\nOPTIONS sip:a@127.0.0.9 SIP/2.0\r\n\r\n",
      "only a CANCEL names a transaction: OPTIONS sip:a@127.0.0.9 SIP/2.0",
    ],
    [
      "1|sip||no;from-tag=1\r\nBYE sip:placeholder SIP/2.0\r\n\r\n",
      "Server error: unable to find dialog for dialog id provided",
    ],
    [
      "1|sip||no;from-tag=1\r\nACK sip:placeholder SIP/2.0\r\n\r\n",
      "Server error: ACK for non-success final response is automatically generated by server",
    ],
    ["1|sip||\r\nOPTIONS tel:+1555 SIP/2.0\r\n\r\n", "invalid request-uri: OPTIONS tel:+1555 SIP/2.0"],
    ["1|sip||\r\nFOO sip:a@127.0.0.9 SIP/2.0\r\n\r\n", "invalid request-uri: FOO sip:a@127.0.0.9 SIP/2.0"],
    ["1|sip||\r\nMESSAGE sip:a@127.0.0.9 SIP/2.0\r\n\r\nhello", "missing content-type"],
    ["1|proxy|x||fullResponse||serial|||sip:127.0.0.9\r\nINVITE sip:a SIP/2.0\r\n\r\n", "error proxying request to "],
  ])("answers NOK, and stays, on %j", async (message, problem) => {
    await using rig = await Rig.start();
    await using wire = await Wire.authenticated(rig);
    expect(await wire.asks(message)).toEqual(["NOK", problem]);
    expect(await wire.asks("2|ping")).toEqual(["OK", "pong"]);
  });

  it("carries bodies as large as a fax or a conference needs", async () => {
    await using rig = await Rig.start({ t1Ms: 10 });
    await using wire = await Wire.authenticated(rig);
    const phone = await rig.peer("127.0.0.1");
    const body = "x".repeat(30_000);
    const reply = await wire.asks(
      `1|sip||\r\nMESSAGE sip:bob@${phone.hostPort} SIP/2.0\r\nContent-Type: text/plain\r\n\r\n${body}`,
    );
    expect(reply[0]).toBe("OK");
    const message = await phone.receivesRequest("MESSAGE");
    expect(message.body).toBe(body);
    phone.respond(message, 200, "OK");
    await rig.isIdle();
  });
});

describe("requests that no application is asked about", () => {
  it("from a scanner are declined, from a health check are answered", async () => {
    await using rig = await Rig.start({
      t1Ms: 10,
      config: {
        userAgentOptionsAutoRespond: "JsSIP 3.8.2",
        spammers: { headers: [{ name: "User-Agent", values: ["friendly-scanner"] }] },
      },
    });
    const peer = await rig.peer();
    const ask = async (agent: string, cseq: number) =>
      statusOf(
        await peer.receivesFinal(
          peer.request({
            method: "OPTIONS",
            uri: `sip:${rig.server}`,
            from: "<sip:a@x>",
            to: "<sip:b@x>",
            callId: `health-${cseq}`,
            fromTag: "1",
            cseq,
            headers: [`User-Agent: ${agent}`],
          }),
        ),
      );
    expect(await ask("friendly-scanner/1", 1)).toBe(603);
    expect(await ask("JsSIP 3.8.2", 2)).toBe(200);
    expect(await ask("a phone", 3)).toBe(503);
  });

  it.each([
    ["BYE", 481],
    ["UPDATE", 481],
    ["PRACK", 481],
    ["CANCEL", 481],
    ["FOO", 501],
  ])("outside of any dialog: %s gets %i", async (method, status) => {
    await using rig = await Rig.start({ t1Ms: 10 });
    const peer = await rig.peer();
    const request = peer.request({
      method,
      uri: `sip:${rig.server}`,
      from: "<sip:a@x>",
      to: "<sip:b@x>",
      callId: "none",
      fromTag: "1",
      toTag: "2",
      cseq: 1,
      headers: method === "PRACK" ? ["RAck: 1 1 INVITE"] : [],
    });
    expect(statusOf(await peer.receivesFinal(request))).toBe(status);
  });
});
