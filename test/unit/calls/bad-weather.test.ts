import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import { keysSdp, sdp } from "../../support/sdp.ts";
import { header, statusOf } from "../../support/sip-text.ts";

let pbx: Office;
let alice: Person;
let provider: Phone;

async function open(options?: Parameters<typeof openOffice>[0]): Promise<void> {
  pbx = await openOffice(options);
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001", 2);
  provider = await pbx.phone();
}
async function reopen(options: Parameters<typeof openOffice>[0]): Promise<void> {
  await pbx[Symbol.asyncDispose]();
  await open(options);
}
beforeEach(() => open());
afterEach(async () => {
  await pbx.idle();
  await pbx[Symbol.asyncDispose]();
});

const mediaOf = (body: string) => ({ address: "127.0.0.1", port: Number(/m=audio (\d+)/.exec(body)?.[1] ?? 0) });

async function connected(): Promise<{
  caller: Awaited<ReturnType<ReturnType<Phone["call"]>["answered"]>>;
  desk: Phone;
}> {
  const desk = await pbx.phone();
  pbx.registers(alice, desk);
  const call = provider.call(pbx.port, alice.number);
  (await desk.incoming()).answer(sdp(desk.port));
  return { caller: await call.answered(), desk };
}

describe.skipIf(process.env["SIGNALLING_URL"] !== undefined)("in bad weather", () => {
  it("without a media server a caller of the mailbox is told to come again; phones need none", async () => {
    await pbx.engines.mediaEngine![Symbol.asyncDispose]();
    await pbx.until(() => expect(pbx.media.status()[0]?.up).toBe(false));
    expect(statusOf(await provider.call(pbx.port, alice.number).refused())).toBe(503);
    const { caller, desk } = await connected();
    await caller.bye();
    await desk.next("BYE", (message) => message.startLine.startsWith("BYE"));
  });

  it("a media server that dies in a message leaves the message", async () => {
    await reopen({ speaks: true });
    await using voice = await pbx.ear();
    const caller = await provider.call(pbx.port, alice.number, { sdp: keysSdp(voice.port) }).answered();
    voice.speaks(mediaOf(caller.response.body), "PCMA", 700);
    await pbx.until(() => expect(voice.packets.length).toBeGreaterThan(20));
    voice.presses("#");
    await pbx.pause(2_500);
    await pbx.engines.mediaEngine![Symbol.asyncDispose]();
    await caller.received("BYE");
    await pbx.idle();
    expect(await pbx.mailboxes.listMessages(alice.id)).toHaveLength(1);
  });

  it("a signalling engine that dies takes its calls along, and the next call finds everything in order", async () => {
    await connected();
    provider.call(pbx.port, alice.number);
    await pbx.until(() => expect(pbx.calls.live()).toHaveLength(2));
    await pbx.restartSignalling();
    await pbx.until(() => expect(pbx.calls.live()).toEqual([]));
    pbx.unregisterAll();
    const { caller, desk } = await connected();
    await caller.bye();
    await desk.next("BYE", (message) => message.startLine.startsWith("BYE"));
  });

  it("a PBX that closes takes no more calls, ends messages that are being left, and hangs up who still talks", async () => {
    await reopen({ speaks: true });
    const { caller, desk } = await connected();
    await using voice = await pbx.ear();
    const bob = await pbx.person("1002", "+33170000002");
    const visitor = await provider.call(pbx.port, bob.number, { sdp: keysSdp(voice.port) }).answered();
    voice.speaks(mediaOf(visitor.response.body), "PCMA", 700);
    await pbx.until(() => expect(voice.packets.length).toBeGreaterThan(20));
    voice.presses("#");
    await pbx.pause(2_500);

    const stopped = pbx.calls.stop(10_000, new AbortController().signal);
    expect(statusOf(await provider.call(pbx.port, alice.number).refused())).toBe(503);
    await visitor.received("BYE");
    expect(await pbx.mailboxes.listMessages(bob.id)).toHaveLength(1);
    const byes = [await caller.received("BYE"), await desk.next("BYE", ({ startLine }) => startLine.startsWith("BYE"))];
    expect(byes.map((bye) => header(bye, "reason"))).toEqual(Array(2).fill('SIP;cause=503;text="Shutting down"'));
    await stopped;
  });
});

describe("a PBX that is told to end", () => {
  it("lets those who talk go on until they hang up, and takes no new call meanwhile", async () => {
    const { caller, desk } = await connected();
    const stopped = pbx.calls.stop(3_600_000, new AbortController().signal);
    await pbx.pause(600_000);
    expect(statusOf(await provider.call(pbx.port, alice.number).refused())).toBe(503);
    expect(pbx.calls.live()).toHaveLength(1);
    await caller.bye();
    await desk.next("BYE", ({ startLine }) => startLine.startsWith("BYE"));
    await stopped;
  });

  it("and told so again hangs up at once", async () => {
    const { caller, desk } = await connected();
    const hurry = new AbortController();
    const stopped = pbx.calls.stop(3_600_000, hurry.signal);
    await pbx.pause(1_000);
    hurry.abort();
    const byes = [await caller.received("BYE"), await desk.next("BYE", ({ startLine }) => startLine.startsWith("BYE"))];
    expect(byes.map((bye) => header(bye, "reason"))).toEqual(Array(2).fill('SIP;cause=503;text="Shutting down"'));
    await stopped;
  });
});

describe("a PBX that is full", () => {
  it("answers 503, and takes calls again as soon as one has ended", async () => {
    await reopen({ concurrentCalls: 1 });
    const { caller, desk } = await connected();
    expect(statusOf(await provider.call(pbx.port, alice.number).refused())).toBe(503);
    await caller.bye();
    await desk.next("BYE", ({ startLine }) => startLine.startsWith("BYE"));
    await pbx.idle();
    pbx.unregisterAll();
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
    // without a call for a while
  }
}

describe("callers who give up at any moment", () => {
  it("leave nothing behind, whether the phones ring, answer or never heard of it", async () => {
    const desks = [await pbx.phone(), await pbx.phone()];
    desks.forEach((desk, device) => pbx.registers(alice, desk, device));
    for (const desk of desks) void obey(desk);
    const finals = await Promise.all(
      Array.from({ length: 40 }, async (_, afterMs) => {
        const caller = await pbx.phone();
        const call = caller.call(pbx.port, alice.number);
        await pbx.pause(afterMs);
        call.cancel();
        return statusOf(await call.refused());
      }),
    );
    expect(new Set(finals)).toEqual(new Set([487]));
    await pbx.idle();
  });
});
