import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { IncomingInvite } from "../../support/incoming-invite.ts";
import type { OutgoingInvite } from "../../support/outgoing-invite.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { dialledBy, recordOf } from "./record-of.ts";
import { header, statusOf, tagOf, type SipText } from "../../support/sip-text.ts";

let pbx: Office;
/** Who carries calls outside. */
let carrier: Phone;
let alice: Person;
let bob: Person;
/** Without a mailbox. */
let carol: Person;
beforeAll(async () => {
  pbx = await openOffice();
  carrier = await pbx.phone();
  await trustedTrunk(pbx, ["127.0.0.1"], { port: carrier.port });
  alice = await pbx.person("1001", "+33170000001");
  bob = await pbx.person("1002", "+33170000002");
  carol = await pbx.person("1003", "+33170000003");
  await changeSettings(pbx, (draft) => draft.change("user", carol.id, { voicemail: { enabled: false } }));
});
afterAll(() => pbx[Symbol.asyncDispose]());

let provider: Phone;
let desk: Phone;
let other: Phone;
beforeEach(async () => {
  provider = await pbx.phone();
  desk = await pbx.phone();
  other = await pbx.phone();
  pbx.registers(alice, desk);
  pbx.registers(bob, other);
  pbx.registers(carol, other);
  pbx.events.length = 0;
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

/** The provider's customer talks to Alice. */
async function talk(): Promise<{ caller: Dialog; callee: Dialog; ringing: IncomingInvite }> {
  const call = provider.call(pbx.port, alice.number);
  const ringing = await desk.incoming();
  const callee = ringing.answer(sdp(desk.port));
  const caller = await call.answered();
  await ringing.acked();
  return { caller, callee, ringing };
}

async function refer(from: Dialog, to: string, headers: [string, string][] = []): Promise<void> {
  const answer = await from.request("REFER", "", [
    ["Refer-To", to],
    ["Referred-By", "<sip:1001@127.0.0.1>"],
    ...headers,
  ]);
  expect(statusOf(answer)).toBe(202);
}

/** The next news of the transfer, taken. */
async function news(of: Dialog): Promise<string> {
  const notify = await of.received("NOTIFY");
  expect(header(notify, "event")).toMatch(/^refer/);
  expect(header(notify, "content-type")).toContain("message/sipfrag");
  return `${/SIP\/2\.0 (\d{3})/.exec(notify.body)?.[1] ?? "?"} ${header(notify, "subscription-state").replace(/=\d+/, "")}`;
}

/** The phone takes whatever it is told of its peer. */
async function reinvited(dialog: Dialog, phone: Phone): Promise<string> {
  const invite = await dialog.received("INVITE");
  dialog.respond(invite, 200, sdp(phone.port));
  await dialog.received("ACK");
  return invite.body;
}

describe("a blind transfer", () => {
  it("to a colleague: the caller hears ringing, the transferor how it goes, and both are joined", async () => {
    const { caller, callee } = await talk();
    await refer(callee, "<sip:1002@127.0.0.1>");
    expect(await news(callee)).toBe("100 active;expires");
    const ringing = await other.incoming();
    expect(ringing.header("from")).toContain("+33612345678");
    ringing.ring();
    expect(await news(callee)).toBe("180 active;expires");
    const heard = await reinvited(caller, provider); // the media server's ringing tone
    expect(heard).not.toContain(`m=audio ${desk.port}`);
    const answered = ringing.answer(sdp(other.port));
    await ringing.acked();
    expect(await reinvited(caller, provider)).toContain(`m=audio ${other.port}`);
    expect(await news(callee)).toBe("200 terminated;reason=noresource");
    await callee.received("BYE");
    await caller.bye();
    await answered.received("BYE");
    expect(pbx.events.filter(({ kind }) => kind === "call.transferred")).toMatchObject([
      { by: { user: alice.id }, to: "1002", how: "blind" },
    ]);
    const record = recordOf(pbx.events);
    expect(record.transfers).toMatchObject([
      {
        by: { user: alice.id },
        transferee: { number: "+33612345678" },
        to: "1002",
        how: "blind",
        outcome: "completed",
      },
    ]);
    expect(record.answeredBy).toMatchObject({ user: bob.id });
    expect(record.decisions).toContainEqual(dialledBy(alice, "1002"));
    expect(record.plan).toMatchObject({ kind: "ring", callee: bob.id });
  });
});

describe("a blind transfer that fails", () => {
  it("busy: the transferor is told and has the caller back", async () => {
    const { caller, callee } = await talk();
    await refer(callee, "<sip:1003@127.0.0.1>");
    const ringing = await other.incoming();
    ringing.refuse(486);
    const told = [await news(callee), await news(callee)];
    expect(told).toEqual(["100 active;expires", "486 terminated;reason=noresource"]);
    expect(await reinvited(callee, desk)).toContain(`m=audio ${provider.port}`);
    expect(await reinvited(caller, provider)).toContain(`m=audio ${desk.port}`);
    await callee.bye();
    await caller.received("BYE");
  });

  it("a number that leads nowhere: the conversation isn't even touched", async () => {
    const { caller, callee } = await talk();
    const before = provider.ladder.length;
    await refer(callee, "<sip:1999@127.0.0.1>");
    expect([await news(callee), await news(callee)]).toEqual([
      "100 active;expires",
      "404 terminated;reason=noresource",
    ]);
    expect(provider.ladder.length).toBe(before);
    await caller.bye();
    await callee.received("BYE");
    await pbx.idle();
    const record = recordOf(pbx.events);
    expect(record.transfers).toMatchObject([{ to: "1999", how: "blind", outcome: "failed", status: 404 }]);
    expect(record.decisions).toContainEqual(dialledBy(alice, "1999")); // refused, and the trace says why
    expect(record.plan).toMatchObject({ kind: "ring", callee: alice.id });
  });

  it("after the transferor has hung up: they are rung again, and get the caller", async () => {
    const { caller, callee } = await talk();
    await refer(callee, "<sip:1003@127.0.0.1>", [["Refer-Sub", "false"]]);
    await callee.bye();
    (await other.incoming()).refuse(486);
    const recall = await desk.incoming();
    const again = recall.answer(sdp(desk.port));
    await recall.acked();
    expect(await reinvited(caller, provider)).toContain(`m=audio ${desk.port}`);
    expect(desk.ladder).not.toContain("< NOTIFY");
    await again.bye();
    await caller.received("BYE");
  });
});

describe("an attended transfer", () => {
  it("joins the two the transferor has talked to, and hangs up both of the transferor's legs", async () => {
    const { caller, callee } = await talk();
    const second = asAlice("1002");
    const asked = await other.incoming();
    const consulted = asked.answer(sdp(other.port));
    const consulting = await second.answered();
    await asked.acked();
    await refer(callee, `<sip:1002@127.0.0.1?Replaces=${encodeURIComponent(replaces(consulting.response))}>`);
    expect(await reinvited(consulted, other)).toContain(`m=audio ${provider.port}`);
    expect(await reinvited(caller, provider)).toContain(`m=audio ${other.port}`);
    expect([await news(callee), await news(callee)]).toEqual([
      "100 active;expires",
      "200 terminated;reason=noresource",
    ]);
    await Promise.all([callee.received("BYE"), consulting.received("BYE")]);
    await consulted.bye();
    await caller.received("BYE");
    expect(other.ladder).not.toContain("< CANCEL");
  });

  it("while it still rings there: it rings on for the caller", async () => {
    const { caller, callee } = await talk();
    const second = asAlice("1002");
    const first = await other.incoming();
    first.ring();
    const early = await second.provisional();
    await refer(callee, `<sip:1002@127.0.0.1?Replaces=${encodeURIComponent(replaces(early))}>`);
    const cancel = await first.cancelled();
    expect(header(cancel, "reason")).toContain("Call completed elsewhere");
    expect(statusOf(await second.refused())).toBe(487);
    const again = await other.incoming();
    const taken = again.answer(sdp(other.port));
    await again.acked();
    await reinvited(caller, provider);
    await callee.received("BYE");
    await taken.bye();
    await caller.received("BYE");
  });

  it("of a call that is none: the transferor is told 481 and the conversation goes on", async () => {
    const { caller, callee } = await talk();
    await refer(callee, "<sip:1002@127.0.0.1?Replaces=nobody%3Bto-tag%3Da%3Bfrom-tag%3Db>");
    expect([await news(callee), await news(callee)]).toEqual([
      "100 active;expires",
      "481 terminated;reason=noresource",
    ]);
    await caller.bye();
    await callee.received("BYE");
  });
});

describe("an INVITE with Replaces", () => {
  it("takes the place of a phone of the same company", async () => {
    const { caller, callee, ringing } = await talk();
    const taker = other.call(pbx.port, "1001", {
      sdp: sdp(other.port),
      headers: [
        authorized(bob),
        ["Replaces", `${ringing.header("call-id")};to-tag=${tagOf(ringing.header("from"))};from-tag=${ringing.tag}`],
      ],
    });
    expect(await reinvited(caller, provider)).toContain(`m=audio ${other.port}`);
    const taken = await taker.answered();
    await callee.received("BYE");
    await taken.bye();
    await caller.received("BYE");
  });

  it("of a dialog that isn't gets 481, one that takes early dialogs only 486", async () => {
    const { caller, callee, ringing } = await talk();
    const named = `${ringing.header("call-id")};to-tag=${tagOf(ringing.header("from"))};from-tag=${ringing.tag}`;
    const attempts = [`${named};early-only`, "nobody;to-tag=a;from-tag=b", "nobody"];
    const statuses: number[] = [];
    for (const text of attempts) {
      const call = other.call(pbx.port, "1001", { headers: [authorized(bob), ["Replaces", text]] });
      statuses.push(statusOf(await call.refused()));
    }
    expect(statuses).toEqual([486, 481, 400]);
    const outside = provider.call(pbx.port, alice.number, { headers: [["Replaces", named]] });
    expect(statusOf(await outside.refused())).toBe(481);
    await caller.bye();
    await callee.received("BYE");
  });
});

function authorized(person: Person): [string, string] {
  return ["Authorization", `Test ${person.devices[0]!.username}`];
}

function asAlice(dialled: string): OutgoingInvite {
  return desk.call(pbx.port, dialled, { headers: [authorized(alice)] });
}

/** How the caller of this call names it to others. */
function replaces(response: SipText): string {
  const [to, from] = [tagOf(header(response, "to")), tagOf(header(response, "from"))];
  return `${header(response, "call-id")};to-tag=${to};from-tag=${from}`;
}

describe("a transfer leads", () => {
  it("to a mailbox, its owner is not rung", async () => {
    const { caller, callee } = await talk();
    await refer(callee, "<sip:*991002@127.0.0.1>");
    expect(await reinvited(caller, provider)).not.toContain(`m=audio ${desk.port}`);
    expect([await news(callee), await news(callee)]).toEqual([
      "100 active;expires",
      "200 terminated;reason=noresource",
    ]);
    await callee.received("BYE");
    expect(other.ladder).toEqual([]);
    await caller.bye();
  });

  it("not to the transferor's own mailbox, or settings", async () => {
    const { caller, callee } = await talk();
    for (const code of ["*97", "*98", "*72", "*78"]) {
      await refer(callee, `<sip:${code}@127.0.0.1>`);
      expect([await news(callee), await news(callee)]).toEqual([
        "100 active;expires",
        "403 terminated;reason=noresource",
      ]);
    }
    await caller.bye();
    await callee.received("BYE");
  });

  it("outside, within the company's limits: beyond them the transferor has the caller back", async () => {
    const { caller, callee } = await talk();
    await refer(callee, "<sip:0012125550123@127.0.0.1>");
    expect([await news(callee), await news(callee)]).toEqual([
      "100 active;expires",
      "403 terminated;reason=noresource",
    ]);
    await reinvited(callee, desk);
    await reinvited(caller, provider);
    await callee.bye();
    await caller.received("BYE");
  });

  it("by the API, on the administrator's order, as by the other party's phone", async () => {
    const { caller, callee } = await talk();
    await pbx.until(() => expect(pbx.calls.live()).toMatchObject([{ state: "connected" }]));
    const [call] = pbx.calls.live();
    expect(await pbx.calls.transfer(call!.id, "caller", "nonsense")).toBe("no-such-target");
    expect(await pbx.calls.transfer(call!.id, "callee", "1002")).toBe("not-allowed");
    expect(await pbx.calls.transfer("unknown", "caller", "1002")).toBe("not-talking");
    expect(await pbx.calls.transfer(call!.id, "caller", "1002")).toBe("accepted");
    const ringing = await other.incoming();
    const taken = ringing.answer(sdp(other.port));
    await ringing.acked();
    await reinvited(caller, provider);
    await callee.received("BYE");
    expect(desk.ladder).not.toContain("< NOTIFY");
    await taken.bye();
    await caller.received("BYE");
  });

  it("nowhere for a caller at a mailbox", async () => {
    pbx.unregisterAll();
    const call = provider.call(pbx.port, bob.number);
    const caller = await call.answered();
    const answer = await caller.request("REFER", "", [["Refer-To", "<sip:1001@127.0.0.1>"]]);
    expect(statusOf(answer)).toBe(603);
    await caller.bye();
  });
});

describe("a caller of the PBX", () => {
  it("may send on whom they called outside: the trunk's line is held for as long as that lasts", async () => {
    const trunk = pbx.settings.snapshot.trunks(pbx.tenant)[0]!.id;
    await changeSettings(pbx, (draft) => draft.change("trunk", trunk, { capacity: 1 }));
    const call = asAlice("0123456789");
    const dialled = await carrier.incoming();
    const outside = dialled.answer(sdp(carrier.port));
    const callee = await call.answered();
    await dialled.acked();
    await refer(callee, "<sip:1002@127.0.0.1>");
    const ringing = await other.incoming();
    expect(ringing.header("from")).toContain("+33123456789");
    const taken = ringing.answer(sdp(other.port));
    await ringing.acked();
    await reinvited(outside, carrier);
    await callee.received("BYE");
    expect(statusOf(await asAlice("0123456780").refused())).toBe(503); // its only line
    await taken.bye();
    await outside.received("BYE");
    await changeSettings(pbx, (draft) => draft.change("trunk", trunk, { capacity: null }));
  });
});
