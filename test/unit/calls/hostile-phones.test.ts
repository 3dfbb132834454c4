import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeDeviceCredentials } from "../../../src/settings/secrets.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { eventually } from "../../support/eventually.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { IncomingInvite } from "../../support/incoming-invite.ts";
import type { OutgoingInvite } from "../../support/outgoing-invite.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, statusOf, tagOf, writeSip, type SipText } from "../../support/sip-text.ts";

let pbx: Office;
/** Who carries calls outside. */
let carrier: Phone;
let alice: Person;
let bob: Person;
/** Of another company. */
let mallory: Person;
beforeAll(async () => {
  pbx = await openOffice();
  carrier = await pbx.phone();
  await trustedTrunk(pbx, ["127.0.0.1"], { port: carrier.port });
  alice = await pbx.person("1001", "+33170000001", 2);
  bob = await pbx.person("1002", "+33170000002");
  mallory = await stranger();
});
afterAll(() => pbx[Symbol.asyncDispose]());

let provider: Phone;
let desk: Phone;
let other: Phone;
beforeEach(async () => {
  [provider, desk, other] = await Promise.all([pbx.phone(), pbx.phone(), pbx.phone()]);
  for (const phone of [provider, desk]) phone.takesChanges = true;
  pbx.registers(alice, desk);
  pbx.registers(bob, other);
});
/** Whatever was tried: nothing is left of it, and the PBX takes the next call. */
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
  pbx.registers(alice, desk);
  const { caller, callee } = await talk();
  await caller.bye();
  await callee.received("BYE");
  pbx.unregisterAll();
  await pbx.idle();
  expect(pbx.log.filter((event) => event === "call.fault")).toEqual([]);
});

/** A user of another company, with the same extension as Alice. */
async function stranger(): Promise<Person> {
  const { settings } = pbx;
  const by = { kind: "system", id: null, name: "test" } as const;
  const company = { name: "Rival", country: "FR", timeZone: "Europe/Paris", language: "fr" } as const;
  const tenant = await settings.addTenant(company, by);
  const number = alice.number.replace(/1$/, "9") as Person["number"];
  return settings.change(tenant, by, (draft) => {
    const { id } = draft.add("user", {
      ...{ name: "Mallory", email: "mallory@rival.example", extension: parseExtension("1001")! },
      phoneNumbers: [number],
    });
    const credentials = makeDeviceCredentials(settings.snapshot.realm);
    const device = draft.add("device", { label: "phone", kind: "ip-phone", userId: id, credentials });
    return { id, number, extension: "1001", devices: [{ id: device.id, username: device.sipUsername }] };
  });
}

interface Conversation {
  readonly caller: Dialog;
  readonly callee: Dialog;
  readonly ringing: IncomingInvite;
}

/** The provider's customer talks to Alice. */
async function talk(): Promise<Conversation> {
  const call = provider.call(pbx.port, alice.number);
  const ringing = await desk.incoming();
  const callee = ringing.answer(sdp(desk.port));
  const caller = await call.answered();
  await ringing.acked();
  return { caller, callee, ringing };
}

async function endedBy({ caller, callee }: Conversation): Promise<void> {
  await caller.bye();
  await callee.received("BYE");
}

/** Alice's leg as a Replaces header names it, by what her phone knows. */
function nameOf({ ringing }: Conversation): string {
  return `${ringing.header("call-id")};to-tag=${tagOf(ringing.header("from"))};from-tag=${ringing.tag}`;
}

function authorized(person: Person, device = 0): [string, string] {
  return ["Authorization", `Test ${person.devices[device]!.username}`];
}

function takes(phone: Phone, who: Person, name: string, device = 0): OutgoingInvite {
  const headers: [string, string][] = [authorized(who, device), ["Replaces", name]];
  return phone.call(pbx.port, "1001", { sdp: sdp(phone.port), headers });
}

/** What the phone is told of its transfer, from beginning to end. */
async function toldOf(transferor: Dialog): Promise<string[]> {
  const told: string[] = [];
  for (;;) {
    const notify = await transferor.received("NOTIFY");
    told.push(/SIP\/2\.0 (\d{3})/.exec(notify.body)?.[1] ?? "?");
    if (header(notify, "subscription-state").startsWith("terminated")) return told;
  }
}

describe("the place of a party who talks", () => {
  it("is taken by their own other phone, whatever they allow colleagues", async () => {
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { allowPickUp: false }));
    const conversation = await talk();
    other.takesChanges = true;
    const taken = await takes(other, alice, nameOf(conversation), 1).answered();
    await conversation.callee.received("BYE");
    await taken.bye();
    await conversation.caller.received("BYE");
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { allowPickUp: true }));
  });

  it("is not there for a colleague whom they don't allow to, nor for another company, nor for the caller", async () => {
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { allowPickUp: false }));
    const conversation = await talk();
    expect(statusOf(await takes(other, bob, nameOf(conversation)).refused())).toBe(481);
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { allowPickUp: true }));
    expect(statusOf(await takes(other, mallory, nameOf(conversation)).refused())).toBe(481);
    await endedBy(conversation);
  });

  it("on the trunk's side can't be taken", async () => {
    const call = provider.call(pbx.port, alice.number);
    const ringing = await desk.incoming();
    const callee = ringing.answer(sdp(desk.port));
    const caller = await call.answered();
    await ringing.acked();
    const { response } = caller;
    const name = `${call.callId};to-tag=${tagOf(header(response, "to"))};from-tag=${tagOf(header(response, "from"))}`;
    expect(statusOf(await takes(other, bob, name).refused())).toBe(481);
    await endedBy({ caller, callee, ringing });
  });
});

describe("an attended transfer to another user's call", () => {
  it("fails, and touches neither conversation", async () => {
    const conversation = await talk();
    const second = desk.call(pbx.port, "1002", { headers: [authorized(alice, 1)] });
    const asked = await other.incoming();
    const bobs = asked.answer(sdp(other.port));
    const alices = await second.answered();
    await asked.acked();
    // Bob refers Alice to her own conversation with the customer: it isn't his to give away.
    const referTo = `<sip:1001@127.0.0.1?Replaces=${encodeURIComponent(nameOf(conversation))}>`;
    expect(statusOf(await bobs.request("REFER", "", [["Refer-To", referTo]]))).toBe(202);
    expect(await toldOf(bobs)).toEqual(["100", "481"]);
    await alices.bye();
    await bobs.received("BYE");
    await endedBy(conversation);
  });
});

describe("a hostile REFER", () => {
  it.each([
    ["without a target", "", 400],
    ["to a web page", "<http://127.0.0.1/>", 400],
    ["without a user", "<sip:127.0.0.1>", 400],
    ["of a URI in a URI", "<sip:<sip:1002@127.0.0.1>@127.0.0.1>", 400],
    ["to two", "<sip:1001@127.0.0.1>, <sip:1002@127.0.0.1>", 400],
    ["for another method", "<sip:1002@127.0.0.1;method=BYE>", 603],
    ["without the tags of what it replaces", "<sip:1002@127.0.0.1?Replaces=x>", 400],
    ["as long as a book", `<sip:1002@127.0.0.1?X=${"x".repeat(2_000)}>`, 400],
    ["with broken escapes", "<sip:%zz%@127.0.0.1?Replaces=%zz>", 400],
    ["of nothing but brackets", `${"<".repeat(400)}${">".repeat(400)}`, 400],
  ])("%s is refused, and both talk on", async (_, referTo, status) => {
    const conversation = await talk();
    const answer = await conversation.callee.request("REFER", "", [["Refer-To", referTo]]);
    expect(statusOf(answer)).toBe(status);
    await endedBy(conversation);
  });

  it("brings no header of the URI into our INVITE, and goes to no other host", async () => {
    const conversation = await talk();
    const headers =
      "Route=%3Csip:evil.example%3E&P-Asserted-Identity=%3Csip:boss@evil.example%3E&Subject=x%0d%0aX-Evil:1";
    const referTo = `<sip:1002@evil.example:9;maddr=192.0.2.66?${headers}>`;
    expect(statusOf(await conversation.callee.request("REFER", "", [["Refer-To", referTo]]))).toBe(202);
    const ringing = await other.incoming();
    expect(JSON.stringify([ringing.invite.startLine, ...ringing.invite.headers])).not.toMatch(/evil|192\.0\.2\.66/i);
    ringing.refuse(486);
    await conversation.caller.bye();
    await conversation.callee.received("BYE");
  });

  it("to a premium number is refused by the company's limits, one to nowhere by the dial plan", async () => {
    const conversation = await talk();
    const told: string[][] = [];
    for (const dialled of ["0899123456", "+882123456789", "0", "%00", "*97", "..%2f"]) {
      const referTo: [string, string] = ["Refer-To", `<sip:${dialled}@127.0.0.1>`];
      const answer = await conversation.callee.request("REFER", "", [referTo]);
      if (statusOf(answer) === 202) told.push(await toldOf(conversation.callee));
    }
    for (const [first, last] of told) expect([first, last]).toEqual(["100", expect.stringMatching(/^4/)]);
    expect(carrier.ladder).toEqual([]);
    await conversation.caller.bye();
    await conversation.callee.received("BYE");
  });

  it("comes forty times at once: one is followed, the others have to wait", async () => {
    const conversation = await talk();
    const many = Array.from({ length: 40 }, () =>
      conversation.callee.request("REFER", "", [["Refer-To", "<sip:1002@127.0.0.1>"]]),
    );
    const ringing = await other.incoming();
    const statuses = (await Promise.all(many)).map(statusOf);
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => ![202, 491, 503].includes(status))).toEqual([]);
    const taken = ringing.answer(sdp(other.port));
    await ringing.acked();
    await conversation.callee.received("BYE");
    await taken.bye();
    await conversation.caller.received("BYE");
  });
});

/** A request of no dialog; its final answer. */
async function ask(phone: Phone, method: string, headers: readonly [string, string][]): Promise<SipText> {
  const callId = randomBytes(8).toString("hex");
  const identity: [string, string][] = [
    ["Via", `SIP/2.0/UDP 127.0.0.1:${phone.port};rport;branch=z9hG4bK${randomBytes(6).toString("hex")}`],
    ["Max-Forwards", "70"],
    ["From", "<sip:1001@127.0.0.1>;tag=a"],
    ["To", "<sip:1002@127.0.0.1>"],
    ["Call-ID", callId],
    ["CSeq", `1 ${method}`],
    ["Contact", phone.contact],
  ];
  phone.send(writeSip(`${method} sip:1002@127.0.0.1:${pbx.port} SIP/2.0`, [...identity, ...headers]), pbx.port);
  return phone.next(
    `answer to ${method}`,
    (message) => statusOf(message) >= 200 && header(message, "call-id") === callId,
  );
}

describe("a request of no call", () => {
  it("changes nothing, whichever phone sends it", async () => {
    const conversation = await talk();
    const name = nameOf(conversation);
    const requests: [string, [string, string][]][] = [
      ["REFER", [["Refer-To", "<sip:1003@127.0.0.1>"]]],
      [
        "REFER",
        [
          authorized(bob),
          ["Refer-To", "<sip:1003@127.0.0.1>"],
          ["Target-Dialog", name.replace("to-tag", "remote-tag")],
        ],
      ],
      [
        "NOTIFY",
        [
          ["Event", "refer"],
          ["Subscription-State", "terminated"],
        ],
      ],
      [
        "SUBSCRIBE",
        [
          ["Event", "dialog"],
          ["Expires", "3600"],
        ],
      ],
      ["SUBSCRIBE", [["Event", "message-summary"]]],
      ["SUBSCRIBE", [authorized(mallory), ["Event", "nonsense;x=<>"]]],
      ["PUBLISH", [["Event", "presence"]]],
      ["UPDATE", []],
      ["INFO", []],
      ["BYE", []],
    ];
    const statuses: [string, number][] = [];
    for (const [method, headers] of requests) statuses.push([method, statusOf(await ask(other, method, headers))]);
    for (const [method, status] of statuses) expect([method, status >= 400]).toEqual([method, true]);
    await endedBy(conversation);
  });
});

describe("a request in a call", () => {
  it.each(["INVITE", "UPDATE", "REFER", "INFO"])("that requires what is not there is told so: %s", async (method) => {
    const conversation = await talk();
    const answer = await conversation.callee.request(method, "", [
      ["Require", "timer, precondition"],
      ["Refer-To", "<sip:1002@127.0.0.1>"],
    ]);
    expect([statusOf(answer), header(answer, "unsupported")]).toEqual([420, "precondition"]);
    await endedBy(conversation);
  });

  it("is understood in compact forms: a transfer with r and b", async () => {
    const conversation = await talk();
    const compact: [string, string][] = [
      ["r", "<sip:1002@127.0.0.1>"],
      ["b", "<sip:1001@127.0.0.1>"],
    ];
    expect(statusOf(await conversation.callee.request("REFER", "", compact))).toBe(202);
    const ringing = await other.incoming();
    ringing.refuse(486);
    await conversation.caller.bye();
    await conversation.callee.received("BYE");
  });
});

/** There is an INVITE for this phone. */
function rings(phone: Phone): Promise<undefined> {
  const look = (): Promise<undefined> =>
    phone.ladder.includes("< INVITE") ? Promise.resolve(undefined) : Promise.reject(new Error("it is silent"));
  return eventually("INVITE", look, { withinMs: 2_000, clock: pbx.clock });
}

describe("an INVITE with headers of a madman", () => {
  it.each<[string, [string, string][]]>([
    [
      "a session of no time",
      [
        ["Supported", "timer"],
        ["Session-Expires", "0"],
      ],
    ],
    [
      "a session for ever",
      [
        ["Supported", "timer"],
        ["Session-Expires", "99999999999999999999"],
        ["Min-SE", "4294967295"],
      ],
    ],
    [
      "a session of words",
      [
        ["Supported", "timer"],
        ["Session-Expires", "soon;refresher=uac;refresher=uas"],
      ],
    ],
    [
      "two places to take",
      [
        ["Replaces", "a;to-tag=b;from-tag=c"],
        ["Replaces", "d;to-tag=e;from-tag=f"],
      ],
    ],
    ["a place without end", [["Replaces", `${"a;to-tag=".repeat(500)}b;from-tag=c`]]],
    [
      "diversions without end",
      Array.from({ length: 60 }, (_, n) => ["Diversion", `<sip:${n}@x>;reason=<>;counter=99`]),
    ],
    ["a history of nonsense", [["History-Info", `<sip:x?Reason=SIP%3Bcause%3D302>;index=${"1.".repeat(500)}1`]]],
    ["an identity in an identity", [["P-Asserted-Identity", `"<sip:a@b>\\"" <sip:<sip:+33899@x>@y>, <tel:;;;>`]]],
  ])("%s rings, or is refused", async (_, headers) => {
    const call = provider.call(pbx.port, alice.number, { headers });
    const refused = call.refused().then(statusOf);
    const refusedWith = await Promise.race([refused, rings(desk)]);
    if (refusedWith !== undefined) {
      expect(refusedWith).toBeLessThan(500);
      return;
    }
    const ringing = await desk.incoming();
    ringing.ring();
    await call.provisional();
    call.cancel();
    await ringing.cancelled();
    expect(await refused).toBe(487);
  });
});
