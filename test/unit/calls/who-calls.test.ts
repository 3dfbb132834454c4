import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { CallOptions } from "../../support/outgoing-invite.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, statusOf } from "../../support/sip-text.ts";

let pbx: Office;
let alice: Person;
let desk: Phone;
let carrier: Phone;
beforeAll(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  [desk, carrier] = [await pbx.phone(), await pbx.phone()];
  pbx.registers(alice, desk);
  pbx.events.length = 0;
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

const fromTrunk = (options: CallOptions, user: string = alice.number) => carrier.call(pbx.port, user, options);

/** What Alice's phone shows of the caller, as we assert it. */
async function shownFor(options: CallOptions, user?: string): Promise<string> {
  const call = fromTrunk(options, user);
  const ringing = await desk.incoming();
  const shown = header(ringing.invite, "p-asserted-identity") || header(ringing.invite, "from");
  ringing.ring();
  await call.provisional();
  call.cancel();
  await ringing.cancelled();
  await call.refused();
  return shown;
}

describe("who calls over a trunk", () => {
  it.each([
    ['"sip:+33600000000@x" <sip:+33646914255@carrier>', [], "<sip:+33646914255@"],
    ['"x@anonymous.invalid" <sip:+33646914255@carrier>', [], "<sip:+33646914255@"],
    ["<tel:646914255;phone-context=+33>", [], "<sip:+33646914255@"],
    ["<sip:0646914255;phone-context=+33@carrier;user=phone>", [], "<sip:+33646914255@"],
    ["<sip:anonymous@carrier>", ['"Name" <sip:some.name@p>, <tel:+33646914255>'], '"Name" <sip:+33646914255@'],
    ["<sip:anonymous@carrier>", ["<sip:some.name@p>", "<tel:+33646914255>"], "<sip:+33646914255@"],
    ["<sip:+33646914255@carrier>", ["<sip:some.name@p>"], "<sip:+33646914255@"],
  ])("is read of From %s and assertions %j by the grammar", async (from, asserted, shown) => {
    const headers = asserted.map((value) => ["P-Asserted-Identity", value] as const);
    expect(await shownFor({ from, headers })).toContain(shown);
  });

  it("is who is blocked, whatever the display name and the other assertions say", async () => {
    const blockList = { numbers: ["+33646914255"] };
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { blockList }));
    for (const options of [
      { from: '"sip:+33600000000@x" <sip:+33646914255@carrier>' },
      { from: "<sip:x@carrier>", headers: [["P-Asserted-Identity", "<sip:x@p>, <tel:+33646914255>"]] as const },
      { from: "<tel:646914255;phone-context=+33>" },
    ])
      expect(statusOf(await fromTrunk(options).refused())).toBe(603);
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { blockList: { numbers: [] } }));
  });
});

describe("what is called over a trunk", () => {
  it.each([
    ["170000001;phone-context=+33", {}],
    ["0170000001;phone-context=%2B33", {}],
  ])("is the global number that %s is there", async (user, options) => {
    expect(await shownFor(options, user)).toContain("+33612345678");
  });
});

describe("an INVITE with a body of several parts", () => {
  const partsOf = (handling: string, port: number): string =>
    [
      "--b",
      "Content-Type: application/isup;version=itu-t92+",
      `Content-Disposition: signal;handling=${handling}`,
      "",
      "\x01\x02",
      "--b",
      "Content-Type: application/sdp",
      "",
      `${sdp(port)}--b--`,
      "",
    ].join("\r\n");
  const headers = [["Content-Type", "multipart/mixed;boundary=b"]] as const;

  it("rings with the session description alone, and its caller is answered", async () => {
    const call = fromTrunk({ headers, sdp: partsOf("optional", carrier.port) });
    const ringing = await desk.incoming();
    expect([ringing.header("content-type"), ringing.invite.body]).toEqual(["application/sdp", sdp(carrier.port)]);
    const deskSide = ringing.answer(sdp(desk.port));
    await (await call.answered()).bye();
    await deskSide.received("BYE");
  });

  it("is refused where a part must be understood", async () => {
    const refused = await fromTrunk({ headers, sdp: partsOf("required", carrier.port) }).refused();
    expect([statusOf(refused), header(refused, "accept")]).toEqual([415, "application/sdp, multipart/mixed"]);
  });

  it("is a late offer where its only part is optional", async () => {
    const only = [
      ["Content-Type", "application/isup"],
      ["Content-Disposition", "signal;handling=optional"],
    ] as const;
    const call = fromTrunk({ headers: only, sdp: "\x01\x02" });
    const ringing = await desk.incoming();
    expect(ringing.invite.body).toBe("");
    const deskSide = ringing.answer(sdp(desk.port));
    await (await call.answered(sdp(carrier.port))).bye();
    await deskSide.received("BYE");
  });
});

describe("a trunk that shows credentials for another", () => {
  it.each([
    'Digest username="gw", realm="carrier", nonce="n", uri="sip:x", response="0"',
    "Digest username=",
    "Bearer abc",
    "Digest",
    'Digest username="nobody", realm="offhook", nonce="n", uri="sip:x", response="0"',
  ])("is trusted by its address: %s", async (authorization) => {
    const call = fromTrunk({ headers: [["Authorization", authorization]] });
    const deskSide = (await desk.incoming()).answer(sdp(desk.port));
    await (await call.answered()).bye();
    await deskSide.received("BYE");
  });

  it("and a phone at the trunk's address by its password", async () => {
    const { username } = alice.devices[0]!;
    const asked = await fromTrunk({ from: `<sip:${username}@pbx>` }, "1001").refused();
    expect(statusOf(asked)).toBe(401);
  });
});
