import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import { recordsOf } from "./record-of.ts";
import { statusOf } from "../../support/sip-text.ts";

let pbx: Office;
let provider: Phone;
let alice: Person;
beforeAll(async () => {
  pbx = await openOffice();
  provider = await pbx.phone();
  await trustedTrunk(pbx, ["127.0.0.1"], { port: provider.port });
  alice = await pbx.person("1001", "+33170000001");
  await changeSettings(pbx, (draft) =>
    draft.change("user", alice.id, {
      forwarding: { enabled: true, number: parseE164("+33699000001")!, ringDevices: false, requireKeyPress: false },
    }),
  );
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(() => {
  pbx.events.length = 0;
});
afterEach(() => pbx.idle());

/** What a provider leaves of the forwarding headers that it has got. */
const HABITS = [
  ["Diversion", ["Diversion"]],
  ["History-Info", ["History-Info"]],
  ["both", ["Diversion", "History-Info"]],
] as const;

describe("a provider that returns a forwarded call to the number that was called", () => {
  it.each(HABITS)("and leaves %s in it: the call is not forwarded again, and the mailbox takes it", async (_, kept) => {
    const caller = await pbx.phone();
    const call = caller.call(pbx.port, alice.number);
    const forwarded = await provider.incoming();
    const headers = kept.map((name) => [name, forwarded.header(name)] as const);
    const back = provider.call(pbx.port, alice.number, { headers });
    const message = await back.answered(); // the mailbox
    const sdp = message.response.body;
    const taken = forwarded.answer(sdp);
    const answered = await call.answered();
    expect(provider.ladder.filter((line) => line === "< INVITE")).toHaveLength(1);
    provider.ladder.length = 0;
    await answered.bye();
    await taken.received("BYE");
    await message.bye();
    await pbx.idle();
    expect(recordsOf(pbx.events)).toHaveLength(2);
    expect(recordsOf(pbx.events)[1]!.decisions).toContainEqual(expect.objectContaining({ rule: "returned" }));
  });

  it("but a call that another number was diverted from is forwarded as ever", async () => {
    const caller = await pbx.phone();
    const headers = [["Diversion", "<sip:+33155555555@carrier>;reason=unconditional"]] as const;
    const call = caller.call(pbx.port, alice.number, { headers });
    const forwarded = await provider.incoming();
    forwarded.ring();
    await call.provisional();
    call.cancel();
    await forwarded.cancelled();
    await call.refused();
  });
});

describe("a call to a number that isn't the company's", () => {
  it("is refused, and its record says who has tried it, over which trunk", async () => {
    const call = provider.call(pbx.port, "+33199999999", { from: '"Eve" <sip:+33612345678@127.0.0.1>' });
    expect(statusOf(await call.refused())).toBe(404);
    await pbx.idle();
    expect(recordsOf(pbx.events)).toMatchObject([
      { dialled: "+33199999999", caller: { number: "+33612345678", name: "Eve", trunk: expect.any(String) as string } },
    ]);
  });
});
