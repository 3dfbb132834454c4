import { describe, expect, it } from "vitest";
import { headerValue } from "../../../../../src/sip/message/headers.ts";
import type { Hop } from "../../../../../src/engines/sip/transport/hop.ts";
import { request, response } from "../transaction/messages.ts";
import { answering } from "./party.ts";
import { ALICE, BOB, openAgent, QUIET, TO_BOB, type TestAgent } from "./two-agents.ts";

const call = () => request("INVITE", { via: null });

describe("a call", () => {
  it("rings, is answered, and leaves nothing behind", async () => {
    await using it = await openAgent({ onRequest: answering(180, 200) });
    const { branch } = it.alice.send(call(), TO_BOB);
    it.clock.advance(1);
    expect(it.alice.heard).toEqual(["180", "200"]);
    it.alice.agent.transmit(request("ACK", { via: null }), TO_BOB);
    it.clock.advance(1);
    expect(it.bob.heard).toEqual(["INVITE", "ACK"]);
    expect(it.ladder()).toEqual(["> INVITE", "< 180", "< 200", "> ACK"]);
    expect(headerValue(it.bob.last().request, "via")).toContain(`branch=${branch}`);
    it.clock.advance(32_000);
    expect([it.alice.agent.counts(), it.bob.agent.counts()]).toEqual([QUIET, QUIET]);
  });

  it("gets 100 Trying when its user takes longer than 200 ms", async () => {
    await using it = await openAgent();
    it.alice.send(call(), TO_BOB);
    it.clock.advance(199);
    expect(it.ladder()).toEqual(["> INVITE"]);
    it.clock.advance(1);
    expect(it.ladder()).toEqual(["> INVITE", "< 100"]);
    it.bob.last().respond(response(it.bob.last().request, 486));
    it.clock.advance(1);
    expect(it.alice.heard).toEqual(["100", "486"]);
  });

  it("gets 100 Trying at once where that is wanted", async () => {
    await using it = await openAgent({ sendTryingAtOnce: true });
    it.alice.send(call(), TO_BOB);
    it.clock.advance(1);
    expect(it.ladder()).toEqual(["> INVITE", "< 100"]);
  });

  it("that is refused is acknowledged by the transactions themselves", async () => {
    await using it = await openAgent({ onRequest: answering(486) });
    it.alice.send(call(), TO_BOB);
    it.clock.advance(1);
    expect(it.ladder()).toEqual(["> INVITE", "< 486", "> ACK"]);
    expect(it.bob.heard).toEqual(["INVITE"]);
    it.clock.advance(32_000);
    expect([it.alice.agent.counts(), it.bob.agent.counts()]).toEqual([QUIET, QUIET]);
  });

  it("that is answered twice keeps the first answer", async () => {
    await using it = await openAgent();
    it.alice.send(call(), TO_BOB);
    it.clock.advance(1);
    const invite = it.bob.last();
    expect(invite.finalStatus).toBeUndefined();
    expect(invite.respond(response(invite.request, 200))).toBe(true);
    expect(invite.respond(response(invite.request, 486))).toBe(false);
    expect(invite.respond(response(invite.request, 180))).toBe(false);
    expect(invite.finalStatus).toBe(200);
    it.clock.advance(1);
    expect(it.alice.heard).toEqual(["200"]);
  });

  it("whose 2xx is repeated is heard once; the repetitions go to the dialog layer for their ACK", async () => {
    await using it = await openAgent();
    it.alice.send(call(), TO_BOB);
    it.clock.advance(1);
    const invite = it.bob.last();
    const ok = response(invite.request, 200);
    expect(invite.repeat(ok)).toBe(false); // not answered yet
    invite.respond(ok);
    expect(invite.repeat(ok)).toBe(true);
    expect(invite.repeat(response(invite.request, 486))).toBe(false);
    it.clock.advance(1);
    expect(it.alice.heard).toEqual(["200", "stray 200"]);
    it.clock.advance(32_000);
    expect(invite.repeat(ok)).toBe(false); // timer L has run out
  });

  it("that forks reports each fork's answer", async () => {
    await using it = await openAgent();
    it.alice.send(call(), TO_BOB);
    it.clock.advance(1);
    const invite = it.bob.last();
    invite.respond(response(invite.request, 200, "desk"));
    invite.repeat(response(invite.request, 200, "mobile"));
    it.clock.advance(1);
    expect(it.alice.heard).toEqual(["200", "200"]);
  });

  it("without an answer fails after 32 s", async () => {
    await using it = await openAgent();
    it.alice.send(call(), { ...TO_BOB, port: 9 });
    it.clock.advance(31_999);
    expect(it.alice.heard).toEqual([]);
    it.clock.advance(1);
    expect(it.alice.heard).toEqual(["timeout"]);
    expect(it.ladder()).toHaveLength(7);
    expect(it.alice.agent.counts()).toEqual(QUIET);
  });
});

describe("a caller who gives up", () => {
  it("before any provisional response waits for one, then cancels", async () => {
    await using it = await openAgent({ onCancel: (invite) => invite.respond(response(invite.request, 487)) });
    const pending = it.alice.send(call(), TO_BOB);
    const cancel = pending.cancel([{ name: "Reason", value: "SIP;cause=200" }]);
    expect(pending.cancel()).toBe(cancel); // twice is once
    it.clock.advance(100);
    expect(it.ladder()).toEqual(["> INVITE"]);
    it.clock.advance(101);
    expect(it.ladder()).toEqual(["> INVITE", "< 100", "> CANCEL", "< 200", "< 487", "> ACK"]);
    expect(it.alice.heard).toEqual(["100", "487"]);
    expect(it.bob.heard).toEqual(["INVITE", "CANCEL"]);
    expect(it.network.sent[2]?.text).toContain("Reason: SIP;cause=200");
    expect(pending.cancel()).toBeUndefined();
  });

  it("while it rings cancels at once", async () => {
    await using it = await openAgent({ onRequest: answering(180) });
    const pending = it.alice.send(call(), TO_BOB);
    it.clock.advance(1);
    expect(pending.cancel()?.method).toBe("CANCEL");
    it.clock.advance(1);
    expect(it.bob.heard).toEqual(["INVITE", "CANCEL"]);
  });

  it("is the only one who can: an eavesdropper with the same CANCEL hears 481, and the call rings on", async () => {
    await using it = await openAgent({ onRequest: answering(180) });
    it.alice.send(call(), TO_BOB);
    it.clock.advance(1);
    const stranger = { address: "192.0.2.3", port: ALICE.port };
    await using eve = it.network.openWire({ protocol: "udp", ...stranger })();
    await eve.open({ onMessage: () => undefined, onFlowClosed: () => undefined });
    const invite = it.network.sent.find(({ text }) => text.startsWith("INVITE "))!;
    eve.send(Buffer.from(invite.text.replaceAll("INVITE", "CANCEL")), TO_BOB);
    it.clock.advance(1);
    expect(it.bob.heard).toEqual(["INVITE"]);
    expect(it.network.sent.at(-1)).toMatchObject({ text: expect.stringMatching(/^SIP\/2\.0 481 /) as string });
    it.bob.last().respond(response(it.bob.last().request, 200));
    it.clock.advance(1);
    expect(it.alice.heard).toEqual(["180", "200"]);
  });

  it("is free after 64*T1 although the callee never says 487", async () => {
    await using it = await openAgent({ onRequest: answering(180) });
    const pending = it.alice.send(call(), TO_BOB);
    it.clock.advance(1);
    pending.cancel();
    it.clock.advance(32_000);
    expect(it.alice.heard).toEqual(["180", "timeout"]);
    expect(it.alice.agent.counts()).toEqual(QUIET);
  });

  it("may find the call answered: the 200 crosses the CANCEL", async () => {
    await using it = await openAgent({ onRequest: answering(180) });
    const pending = it.alice.send(call(), TO_BOB);
    it.clock.advance(1);
    pending.cancel();
    it.bob.last().respond(response(it.bob.last().request, 200));
    it.clock.advance(1);
    expect(it.alice.heard).toEqual(["180", "200"]);
    expect(it.bob.heard).toEqual(["INVITE"]); // the CANCEL found an answered call, and was answered 200 all the same
    expect(it.ladder().at(-1)).toBe("< 200");
  });

  it("of a call that does not exist hears 481", async () => {
    await using it = await openAgent();
    it.alice.send(request("CANCEL", { via: null }), TO_BOB);
    it.clock.advance(1);
    expect(it.alice.heard).toEqual(["481"]);
    expect(it.bob.heard).toEqual([]);
    expect(it.bob.agent.counts()).toEqual(QUIET);
  });

  it("cannot cancel anything but an INVITE", async () => {
    await using it = await openAgent();
    const pending = it.alice.send(request("BYE", { via: null }), TO_BOB);
    expect(pending.cancel()).toBeUndefined();
    it.clock.advance(1);
    expect(it.ladder()).toEqual(["> BYE"]);
  });
});

describe("a registration", () => {
  it("is answered again when it is asked again, and its user is asked once", async () => {
    await using it = await openAgent({ onRequest: answering(200) });
    it.network.weather = { duplicated: 1 };
    it.alice.send(request("REGISTER", { via: null }), TO_BOB);
    it.clock.advance(1);
    expect(it.bob.heard).toEqual(["REGISTER"]);
    expect(it.ladder()).toEqual(["> REGISTER", "< 200", "< 200"]);
    expect(it.alice.heard).toEqual(["200"]);
  });

  it("is answered at the port of its Via when it comes from that address and asks for no other", async () => {
    await using it = await openAgent({ onRequest: answering(200) });
    const open = async (port: number): Promise<string[]> => {
      const wire = it.network.openWire({ protocol: "udp", address: "192.0.2.77", port })();
      const got: string[] = [];
      await wire.open({ onMessage: (bytes) => got.push(Buffer.from(bytes).toString()), onFlowClosed: () => undefined });
      sends.set(port, (via) =>
        wire.send(
          Buffer.from(
            `REGISTER sip:x SIP/2.0\r\nVia: SIP/2.0/UDP ${via};branch=z9hG4bK${via.length}${port}\r\nFrom: <sip:a@x>;tag=1\r\n` +
              `To: <sip:a@x>\r\nCall-ID: ${via}\r\nCSeq: 1 REGISTER\r\n\r\n`,
          ),
          TO_BOB,
        ),
      );
      wires.push(wire);
      return got;
    };
    const sends = new Map<number, (via: string) => void>();
    const wires: AsyncDisposable[] = [];
    const [sending, listening, standard] = [await open(61_000), await open(5_070), await open(5_060)];
    sends.get(61_000)!("192.0.2.77:5070");
    it.clock.advance(1);
    expect([sending.length, listening.length]).toEqual([0, 1]);
    expect(listening[0]).not.toContain("rport");
    sends.get(61_000)!("192.0.2.77");
    it.clock.advance(1);
    expect([sending.length, standard.length]).toEqual([0, 1]);
    sends.get(61_000)!("192.0.2.77:5070;rport");
    it.clock.advance(1);
    expect(sending[0]).toContain("rport=61000");
    for (const wire of wires) await wire[Symbol.asyncDispose]();
  });

  it("is answered to where it came from when its Via leads elsewhere, asked for or not", async () => {
    await using it = await openAgent({ onRequest: answering(200) });
    const via = "SIP/2.0/UDP 10.9.9.9:5099;branch=z9hG4bKnat";
    it.alice.agent.transmit(response(request("REGISTER"), 200), TO_BOB); // a stray, first
    const wire = it.network.openWire({ protocol: "udp", address: "192.0.2.77", port: 61_000 })();
    const got: string[] = [];
    await wire.open({ onMessage: (bytes) => got.push(Buffer.from(bytes).toString()), onFlowClosed: () => undefined });
    const bytes = Buffer.from(
      `REGISTER sip:x SIP/2.0\r\nVia: ${via}\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:a@x>\r\nCall-ID: c\r\nCSeq: 1 REGISTER\r\n\r\n`,
    );
    wire.send(bytes, TO_BOB);
    it.clock.advance(1);
    await wire[Symbol.asyncDispose]();
    expect(it.bob.heard).toEqual(["stray 200", "REGISTER"]);
    expect(got).toHaveLength(1);
    expect(got[0]).toMatch(/Via: SIP\/2\.0\/UDP 10\.9\.9\.9:5099;branch=z9hG4bKnat;.*rport=61000/);
    expect(got[0]).toMatch(/;received=192\.0\.2\.77/);
  });
});

describe("a full agent", () => {
  it("refuses new requests with 503 and a time to come back, but still knows the old ones", async () => {
    await using it = await openAgent({ maxTransactions: 1 });
    it.alice.send(request("OPTIONS", { via: null }), TO_BOB);
    it.clock.advance(1);
    it.alice.send(request("OPTIONS", { via: null, callId: "call-2" }), TO_BOB);
    it.clock.advance(1);
    expect(it.alice.heard).toEqual(["503"]);
    expect(headerValue(it.alice.responses[0]!.response, "retry-after")).toBe("5");
    it.bob.last().respond(response(it.bob.last().request, 200));
    it.clock.advance(1);
    expect(it.alice.heard).toEqual(["503", "200"]);
  });

  it("sends no further requests of its own", async () => {
    await using it = await openAgent({}, { maxTransactions: 0 });
    it.alice.send(call(), TO_BOB);
    expect(it.alice.heard).toEqual([]); // never before its user has the transaction
    await Promise.resolve();
    expect(it.alice.heard).toEqual(["transport"]);
  });
});

describe("a flood of requests that need no thought", () => {
  it("is answered 500 times a second, no more: the address that they name may not have sent them", async () => {
    await using it = await openAgent();
    const flood = (): number => {
      const before = it.network.sent.length;
      for (let count = 0; count < 600; count++) it.alice.agent.transmit(request("CANCEL", { via: null }), TO_BOB);
      it.clock.advance(1);
      return it.network.sent.length - before - 600;
    };
    expect(flood()).toBe(500);
    it.clock.advance(1_000);
    expect(flood()).toBe(500);
    expect(it.bob.agent.counts()).toEqual(QUIET);
  });
});

describe("a user that fails", () => {
  it("makes the caller hear 500, and the next call works", async () => {
    let calls = 0;
    await using it = await openAgent({
      onRequest: (transaction) => {
        if (++calls === 1) throw new Error("bug");
        answering(200)(transaction);
      },
    });
    it.alice.send(call(), TO_BOB);
    it.alice.send(request("INVITE", { via: null, callId: "call-2" }), TO_BOB);
    it.clock.advance(1);
    expect(it.alice.heard).toEqual(["500", "200"]);
  });
});

describe("a call over TCP", () => {
  const overTcp: Hop = { protocol: "tcp", ...BOB };

  it("answers on the connection that it came by, and repeats nothing", async () => {
    await using it = await openAgent({ onRequest: answering(180) }, {}, "tcp");
    it.alice.send(call(), overTcp);
    it.clock.advance(20_000);
    expect(it.ladder()).toEqual(["> INVITE", "< 180"]);
    expect(it.bob.last().arrival.flow).toBeDefined();
  });

  it("answers on a new connection when the caller's is gone (RFC 3261 §18.2.2)", async () => {
    await using it = await openAgent({}, {}, "tcp");
    it.alice.send(call(), overTcp);
    it.clock.advance(1);
    const invite = it.bob.last();
    invite.respond(response(invite.request, 180));
    it.clock.advance(1);
    cutAll(it);
    invite.respond(response(invite.request, 486));
    it.clock.advance(1);
    expect(it.alice.heard).toEqual(["180", "closed", "486"]);
    expect(it.network.sent.at(-2)).toMatchObject({ to: "tcp 192.0.2.1 5060" });
  });

  it("fails at once when nothing listens there", async () => {
    await using it = await openAgent({}, {}, "tcp");
    it.alice.send(call(), { ...overTcp, port: 9 });
    it.clock.advance(0);
    expect(it.alice.heard).toEqual(["transport"]);
    expect(it.alice.agent.counts()).toEqual(QUIET);
  });

  it("fails at once when the connection to a registered phone is gone, or goes while it rings", async () => {
    await using it = await openAgent({ onRequest: answering(180) }, {}, "tcp");
    it.alice.send(call(), { ...overTcp, flow: "no-such-flow" });
    it.clock.advance(0);
    expect(it.alice.heard).toEqual(["flow-closed"]);

    it.bob.send(request("OPTIONS", { via: null }), { protocol: "tcp", ...ALICE });
    it.clock.advance(0);
    const { flow } = it.alice.last().arrival;
    it.alice.send(call(), { ...overTcp, flow: flow! });
    it.clock.advance(0);
    cutAll(it);
    expect(it.alice.heard).toEqual(["flow-closed", "OPTIONS", "180", "flow-closed", "closed"]);
  });
});

/** Pulls every cable, and lets both sides notice. */
function cutAll(it: TestAgent): void {
  it.network.cutAll();
  it.clock.advance(0);
}

describe("an agent that ends", () => {
  it("tells every request that still waits, and is quiet from then on", async () => {
    const it = await openAgent({}, {});
    it.alice.send(call(), TO_BOB);
    it.clock.advance(1);
    await it[Symbol.asyncDispose]();
    expect(it.alice.heard).toEqual(["transport"]);
    it.alice.send(call(), TO_BOB);
    await Promise.resolve();
    expect(it.alice.heard).toEqual(["transport", "transport"]);
    expect(it.alice.agent.counts()).toEqual(QUIET);
    expect(it.bob.last().respond(response(it.bob.last().request, 200))).toBe(false);
  });
});
