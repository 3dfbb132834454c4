import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RtpPeer } from "../../support/rtp-peer.ts";
import { openHouse, trustedTrunk, type House, type Person } from "./house.ts";
import { keysSdp, sdp, type Phone } from "./phone.ts";
import { headerOf, statusOf } from "./sip-text.ts";

let house: House;
let alice: Person;
let provider: Phone;

async function open(options?: Parameters<typeof openHouse>[0]): Promise<void> {
  house = await openHouse(options);
  await trustedTrunk(house, ["127.0.0.1"]);
  alice = await house.person("1001", "+33170000001", 2);
  provider = await house.phone();
}
async function reopen(options: Parameters<typeof openHouse>[0]): Promise<void> {
  await house[Symbol.asyncDispose]();
  await open(options);
}
beforeEach(() => open());
afterEach(async () => {
  await house.idle();
  await house[Symbol.asyncDispose]();
});

const mediaOf = (body: string) => ({ address: "127.0.0.1", port: Number(/m=audio (\d+)/.exec(body)?.[1] ?? 0) });

async function connected(): Promise<{
  caller: Awaited<ReturnType<ReturnType<Phone["call"]>["answered"]>>;
  desk: Phone;
}> {
  const desk = await house.phone();
  house.registers(alice, desk);
  const call = provider.call(house.port, alice.number);
  (await desk.incoming()).answer(sdp(desk.port));
  return { caller: await call.answered(), desk };
}

describe.skipIf(process.env["SIGNALLING_URL"] !== undefined)("in bad weather", () => {
  it("without a media server a caller of the mailbox is told to come again; phones need none", async () => {
    await house.engines.mediaEngine![Symbol.asyncDispose]();
    await vi.waitFor(() => expect(house.media.status()[0]?.up).toBe(false));
    expect(statusOf(await provider.call(house.port, alice.number).refused())).toBe(503);
    const { caller, desk } = await connected();
    await caller.bye();
    await desk.next("BYE", (message) => message.startLine.startsWith("BYE"));
  });

  it("a media server that dies in a message leaves the message", async () => {
    await reopen({ speed: 1 });
    await using voice = await RtpPeer.open();
    const caller = await provider.call(house.port, alice.number, { sdp: keysSdp(voice.port) }).answered();
    voice.speaks(mediaOf(caller.response.body), "PCMA", 700);
    await vi.waitFor(() => expect(voice.packets.length).toBeGreaterThan(20));
    voice.presses("#");
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await house.engines.mediaEngine![Symbol.asyncDispose]();
    await caller.received("BYE");
    await house.idle();
    expect(await house.mailboxes.listMessages(alice.id)).toHaveLength(1);
  });

  it("a signalling engine that dies takes its calls along, and the next call finds everything in order", async () => {
    await connected();
    provider.call(house.port, alice.number);
    await vi.waitFor(() => expect(house.calls.live()).toHaveLength(2));
    await house.restartSignalling();
    await vi.waitFor(() => expect(house.calls.live()).toEqual([]));
    house.unregisterAll();
    const { caller, desk } = await connected();
    await caller.bye();
    await desk.next("BYE", (message) => message.startLine.startsWith("BYE"));
  });

  it("a house that closes takes no more calls, ends messages that are being left, and hangs up who still talks", async () => {
    await reopen({ speed: 1 });
    const { caller, desk } = await connected();
    await using voice = await RtpPeer.open();
    const bob = await house.person("1002", "+33170000002");
    const visitor = await provider.call(house.port, bob.number, { sdp: keysSdp(voice.port) }).answered();
    voice.speaks(mediaOf(visitor.response.body), "PCMA", 700);
    await vi.waitFor(() => expect(voice.packets.length).toBeGreaterThan(20));
    voice.presses("#");
    await new Promise((resolve) => setTimeout(resolve, 2_500));

    const stopped = house.calls.stop(10_000);
    expect(statusOf(await provider.call(house.port, alice.number).refused())).toBe(503);
    await visitor.received("BYE");
    expect(await house.mailboxes.listMessages(bob.id)).toHaveLength(1);
    const byes = [await caller.received("BYE"), await desk.next("BYE", ({ startLine }) => startLine.startsWith("BYE"))];
    expect(byes.map((bye) => headerOf(bye, "reason"))).toEqual(Array(2).fill('SIP;cause=503;text="Shutting down"'));
    await stopped;
  });
});

describe("a house that is full", () => {
  it("answers 503, and takes calls again as soon as one has ended", async () => {
    await reopen({ concurrentCalls: 1 });
    const { caller, desk } = await connected();
    expect(statusOf(await provider.call(house.port, alice.number).refused())).toBe(503);
    await caller.bye();
    await desk.next("BYE", ({ startLine }) => startLine.startsWith("BYE"));
    await house.idle();
    house.unregisterAll();
    const again = await connected();
    await again.caller.bye();
  });
});

/** A phone that rings whenever it is called, and stops when it is told to. */
async function obey(desk: Phone): Promise<void> {
  try {
    for (;;) {
      const ringing = await desk.incoming();
      ringing.ring();
      void ringing.cancelled().catch(() => undefined);
    }
  } catch {
    // nobody has called for a while
  }
}

describe("callers who give up at any moment", () => {
  it("leave nothing behind, whether the phones ring, answer or never heard of it", async () => {
    const desks = [await house.phone(), await house.phone()];
    desks.forEach((desk, device) => house.registers(alice, desk, device));
    for (const desk of desks) void obey(desk);
    const finals = await Promise.all(
      Array.from({ length: 40 }, async (_, afterMs) => {
        const caller = await house.phone();
        const call = caller.call(house.port, alice.number);
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        call.cancel();
        return statusOf(await call.refused());
      }),
    );
    expect(new Set(finals)).toEqual(new Set([487]));
    await house.idle();
  });
});
