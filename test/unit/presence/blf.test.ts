import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { SwitchEvent } from "../../../src/events/event.ts";
import { createEventBus } from "../../../src/events/bus.ts";
import { BlfPackage } from "../../../src/presence/blf.ts";
import { PhoneStates, SILENT_MS } from "../../../src/presence/phone-states.ts";
import { Subscriptions } from "../../../src/presence/subscriptions.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { parseCallId } from "../../../src/vocabulary/identifiers.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import { Dialog } from "../../support/dialog.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, isRequest, statusOf, tagOf, writeSip, type SipText } from "../../support/sip-text.ts";
import { eventually } from "../../support/eventually.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

const logger = pino({ level: process.env["TEST_LOG"] ?? "silent" });
const scope = new Scope();
let pbx: Office;
let alice: Person;
let bruno: Person;
let subscriptions: Subscriptions;
beforeAll(async () => {
  pbx = scope.own(await openOffice());
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
  bruno = await pbx.person("1002", "+33170000002");
  const { srf } = pbx;
  const { authenticator, settings, phones } = pbx;
  subscriptions = scope.own(new Subscriptions({ srf, authenticator, settings, clock: pbx.clock, logger }));
  scope.own(new BlfPackage({ subscriptions, phones, settings, domain: "pbx.example.com" }));
});
afterAll(() => scope[Symbol.asyncDispose]());
afterEach(async () => {
  pbx.unregisterAll();
  for (const subscription of subscriptions.all()) subscription.drop(); // the phones that would be told are gone
  await eventually("end of all calls", () =>
    pbx.calls.live().length === 0 ? Promise.resolve() : Promise.reject(new Error("calls are left")),
  );
});

let count = 0;
/** Bruno's phone wants to see the lamp of this number. */
async function watches(phone: Phone, number: string, expires = "600"): Promise<SipText> {
  const callId = `blf-${++count}-${phone.port}@test`;
  const uri = `sip:${number}@127.0.0.1:${pbx.port}`;
  const headers = [
    ["Via", `SIP/2.0/UDP 127.0.0.1:${phone.port};rport;branch=z9hG4bK${callId}`],
    ["Max-Forwards", "70"],
    ["From", `<sip:1002@127.0.0.1:${pbx.port}>;tag=from${count}`],
    ["To", `<${uri}>`],
    ["Call-ID", callId],
    ["CSeq", "1 SUBSCRIBE"],
    ["Contact", phone.contact],
    ["Authorization", `Test ${bruno.devices[0]!.username}`],
    ["Event", "dialog"],
    ["Accept", "application/dialog-info+xml"],
    ["Expires", expires],
  ] as const;
  phone.send(writeSip(`SUBSCRIBE ${uri} SIP/2.0`, headers), pbx.port);
  return phone.next("response", (message) => statusOf(message) >= 200 && header(message, "call-id") === callId);
}

interface Lamp {
  readonly version: number;
  readonly entity: string;
  readonly states: string[];
  readonly remotes: string[];
  readonly directions: string[];
  readonly subscription: string;
  readonly dialog: { readonly callId: string; readonly localTag: string; readonly remoteTag: string };
}

/** The next NOTIFY, as a lamp reads it. */
async function told(phone: Phone, answer = 200): Promise<Lamp> {
  const notify = await phone.next("NOTIFY", (message) => isRequest(message, "NOTIFY"));
  phone.respond(notify, answer);
  const { body } = notify;
  expect(header(notify, "content-type")).toBe("application/dialog-info+xml");
  expect(body).toContain('state="full"');
  const all = (pattern: RegExp): string[] => [...body.matchAll(pattern)].map((match) => match[1]!);
  return {
    version: Number(/version="(\d+)"/.exec(body)?.[1]),
    entity: /entity="([^"]*)"/.exec(body)?.[1] ?? "",
    states: all(/<state>(\w+)<\/state>/g),
    remotes: all(/<remote><identity[^>]*>([^<]*)</g),
    directions: all(/direction="(\w+)"/g),
    subscription: header(notify, "subscription-state"),
    dialog: {
      callId: all(/call-id="([^"]*)"/g)[0] ?? "",
      localTag: all(/local-tag="([^"]*)"/g)[0] ?? "",
      remoteTag: all(/remote-tag="([^"]*)"/g)[0] ?? "",
    },
  };
}

/** NOTIFYs until one says this; a phone that was told twice on the way doesn't mind. */
async function toldOf(phone: Phone, ...states: string[]): Promise<Lamp> {
  for (;;) {
    const lamp = await told(phone);
    if (lamp.states.join() === states.join()) return lamp;
  }
}

describe("the lamp of a colleague", () => {
  it("is dark, blinks while their phone rings, shines while they talk, and is dark again", async () => {
    const [lamp, provider, desk] = [await pbx.phone(), await pbx.phone(), await pbx.phone()];
    pbx.registers(alice, desk);
    const accepted = await watches(lamp, "1001");
    expect([statusOf(accepted), header(accepted, "expires")]).toEqual([200, "600"]);
    const dark = await told(lamp);
    expect(dark).toMatchObject({ version: 0, entity: `sip:1001@127.0.0.1:${pbx.port}`, states: [] });
    expect(dark.subscription).toMatch(/^active;expires=/);

    const call = provider.call(pbx.port, alice.number);
    const rings = await desk.incoming();
    rings.ring();
    const blinks = await told(lamp);
    expect(blinks).toMatchObject({
      ...{ version: 1, states: ["early"], directions: ["recipient"] },
      remotes: ["sip:+33612345678@pbx.example.com"],
    });
    const callee = rings.answer(sdp(desk.port));
    const caller = await call.answered();
    await rings.acked();
    expect(await told(lamp)).toMatchObject({ version: 2, states: ["confirmed"] });
    await caller.bye();
    await callee.received("BYE");
    expect(await told(lamp)).toMatchObject({ version: 3, states: ["terminated"] });
  });

  it("shows a caller of the PBX by extension, and nothing of one who hides the number", async () => {
    const [lamp, other, desk] = [await pbx.phone(), await pbx.phone(), await pbx.phone()];
    pbx.registers(alice, desk);
    await watches(lamp, "1001");
    await told(lamp);
    const authorization = ["Authorization", `Test ${bruno.devices[0]!.username}`] as const;
    const inside = other.call(pbx.port, "1001", { headers: [authorization] });
    const first = await desk.incoming();
    first.ring();
    expect((await toldOf(lamp, "early")).remotes).toEqual(["sip:1002@pbx.example.com"]);
    inside.cancel();
    await first.cancelled();
    await inside.refused();
    await toldOf(lamp, "terminated");

    const from = '"Anonymous" <sip:anonymous@anonymous.invalid>';
    const hidden = other.call(pbx.port, alice.number, { from, headers: [["Privacy", "id"]] });
    const second = await desk.incoming();
    second.ring();
    expect((await toldOf(lamp, "early")).remotes).toEqual(["sip:anonymous@anonymous.invalid"]);
    hidden.cancel();
    await second.cancelled();
    await hidden.refused();
  });

  it.each(["as the lamp shows it", "the other way round, as some phones send it"])(
    "names the dialog that rings, and a phone takes the call with it: %s",
    async (way) => {
      const [lamp, provider, desk] = [await pbx.phone(), await pbx.phone(), await pbx.phone()];
      pbx.registers(alice, desk);
      await watches(lamp, "1001");
      await told(lamp);
      const call = provider.call(pbx.port, alice.number);
      const rings = await desk.incoming();
      rings.ring();
      const { dialog } = await told(lamp);
      expect(dialog).toMatchObject({ callId: rings.header("call-id"), localTag: rings.tag });
      const [to, from] = way.startsWith("as")
        ? [dialog.localTag, dialog.remoteTag]
        : [dialog.remoteTag, dialog.localTag];
      const picks = await lamp
        .call(pbx.port, "1001", {
          headers: [
            ["Authorization", `Test ${bruno.devices[0]!.username}`],
            ["Require", "replaces"],
            ["Replaces", `${dialog.callId};to-tag=${to};from-tag=${from};early-only`],
          ],
        })
        .answered();
      const moved = await picks.received("INVITE");
      picks.respond(moved, 200, sdp(lamp.port));
      expect(header(await rings.cancelled(), "reason")).toContain("Call completed elsewhere");
      const caller = await call.answered();
      expect(caller.response.body).toContain(`m=audio ${lamp.port} `);
      await caller.bye();
      await picks.received("BYE");
    },
  );

  it("names no dialog where its user doesn't let colleagues take calls", async () => {
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { allowPickUp: false }));
    const [lamp, provider, desk] = [await pbx.phone(), await pbx.phone(), await pbx.phone()];
    pbx.registers(alice, desk);
    await watches(lamp, "1001");
    await told(lamp);
    const call = provider.call(pbx.port, alice.number);
    const rings = await desk.incoming();
    rings.ring();
    expect((await told(lamp)).dialog.callId).toBe("");
    const replaces = `${rings.header("call-id")};to-tag=${rings.tag};from-tag=${tagOf(rings.header("from"))}`;
    const headers = [
      ["Authorization", `Test ${bruno.devices[0]!.username}`],
      ["Replaces", replaces],
    ] as const;
    expect(statusOf(await lamp.call(pbx.port, "1001", { headers }).refused())).toBe(481);
    call.cancel();
    await rings.cancelled();
    await call.refused();
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { allowPickUp: true }));
  });

  it("is told again when the phone refreshes, and a last time when it ends the subscription", async () => {
    const lamp = await pbx.phone();
    const accepted = await watches(lamp, "1001");
    await told(lamp);
    const dialog = new Dialog(lamp, {
      callId: header(accepted, "call-id"),
      local: header(accepted, "from"),
      remote: header(accepted, "to"),
      target: header(accepted, "contact"),
    });
    await dialog.request("SUBSCRIBE", "", [
      ["Event", "dialog"],
      ["Expires", "900"],
    ]);
    expect(await told(lamp)).toMatchObject({ version: 1, states: [] });
    await dialog.request("SUBSCRIBE", "", [
      ["Event", "dialog"],
      ["Expires", "0"],
    ]);
    expect((await told(lamp)).subscription).toBe("terminated;reason=timeout");
    expect(subscriptions.all()).toEqual([]);
  });

  it("is forgotten when the phone knows the subscription no more", async () => {
    const lamp = await pbx.phone();
    await watches(lamp, "1001");
    await told(lamp, 481);
    await eventually("forgotten subscription", () =>
      subscriptions.all().length === 0 ? Promise.resolve() : Promise.reject(new Error("still there")),
    );
  });
});

it("another company's extensions, and unassigned numbers, can't be watched: 404 to both", async () => {
  const system = { kind: "system", id: null, name: "test" } as const;
  const tenant = { name: "Other", country: "FR", timeZone: "Europe/Paris", language: "fr" } as const;
  const other = await pbx.settings.addTenant(tenant, system);
  await pbx.settings.change(other, system, (draft) =>
    draft.add("user", { name: "Eve", email: "eve@example.org", extension: parseExtension("3001")! }),
  );
  const lamp = await pbx.phone();
  const answers = [await watches(lamp, "3001"), await watches(lamp, "4711"), await watches(lamp, "+33170000001")];
  expect(answers.map(statusOf)).toEqual([404, 404, 404]);
});

it("the lamp of a group blinks while its calls ring at its members, and is dark when they get others", async () => {
  await changeSettings(pbx, (draft) =>
    draft.add("ring-group", { name: "Sales", extension: parseExtension("2000")!, members: [alice.id] }),
  );
  const [lamp, provider, desk] = [await pbx.phone(), await pbx.phone(), await pbx.phone()];
  pbx.registers(alice, desk);
  await watches(lamp, "2000");
  await told(lamp);
  const own = provider.call(pbx.port, alice.number);
  const first = await desk.incoming();
  first.ring();
  await own.provisional();
  own.cancel();
  await first.cancelled();
  await own.refused();

  const authorization = ["Authorization", `Test ${bruno.devices[0]!.username}`] as const;
  const group = provider.call(pbx.port, "2000", { headers: [authorization] });
  const second = await desk.incoming();
  second.ring();
  expect(await told(lamp)).toMatchObject({ version: 1, states: ["early"] });
  group.cancel();
  await second.cancelled();
  await group.refused();
  expect(await told(lamp)).toMatchObject({ version: 2, states: ["terminated"] });
});

it("the lamp of a parking slot shines while a caller waits there", async () => {
  const [lamp, parker] = [await pbx.phone(), await pbx.phone()];
  await watches(lamp, "701");
  await told(lamp);
  const authorization = ["Authorization", `Test ${alice.devices[0]!.username}`] as const;
  const waits = await parker.call(pbx.port, "700", { headers: [authorization] }).answered();
  expect(await told(lamp)).toMatchObject({ states: ["confirmed"], remotes: ["sip:1001@pbx.example.com"] });
  await waits.bye();
  expect(await told(lamp)).toMatchObject({ states: ["terminated"] });
});

describe("what happens in another process", () => {
  const started = (call: string, clock: { nowMs(): number }): readonly SwitchEvent[] => [
    {
      ...{ kind: "call.started", direction: "inbound", callId: parseCallId("x@y")!, caller: {}, dialled: "1001" },
      ...{ atMs: clock.nowMs(), tenant: pbx.tenant, call },
    },
    {
      ...{ kind: "leg.changed", leg: `${call}-1`, role: "callee", state: "ringing" },
      party: { user: alice.id, device: alice.devices[0]!.id },
      ...{ atMs: clock.nowMs(), tenant: pbx.tenant, call },
    },
  ];

  it("is seen here, too, by lamps and by the count of calls; its end as well", async () => {
    const events = createEventBus({ onFault: () => undefined });
    const other = new PhoneStates({ redis: pbx.settings.redis, events, clock: pbx.clock, logger });
    const lamp = await pbx.phone();
    await watches(lamp, "1001");
    await told(lamp);
    for (const event of started("elsewhere-1", pbx.clock)) events.publish(event);
    expect(await told(lamp)).toMatchObject({ states: ["early"] });
    expect([pbx.phones.ringingAt(alice.id), pbx.phones.presenceOf(alice.id)]).toEqual([1, "ringing"]);
    await other[Symbol.asyncDispose](); // it ends, and its calls with it
    expect(await told(lamp)).toMatchObject({ states: ["terminated"] });
  });

  it("is asked for by a process that comes later, and forgotten when a process has died", async () => {
    const clock = new VirtualClock();
    const [one, other] = [1, 2].map(() => createEventBus({ onFault: () => undefined }));
    const prefix = `test-${Math.random()}`;
    const line = pbx.settings.redis.duplicate();
    await line.connect();
    const dead = new PhoneStates({ redis: line, events: one!, clock: pbx.clock, logger, prefix });
    for (const event of started("elsewhere-2", pbx.clock)) one!.publish(event);
    await using later = new PhoneStates({ redis: pbx.settings.redis, events: other!, clock, logger, prefix });
    await eventually("state of the other", () =>
      later.ringingAt(alice.id) === 1 ? Promise.resolve() : Promise.reject(new Error("nothing yet")),
    );
    line.disconnect(); // before it could say goodbye
    await dead[Symbol.asyncDispose]();
    for (let ms = 0; ms <= SILENT_MS + 10_000; ms += 5_000) clock.advance(5_000);
    expect(later.presenceOf(alice.id)).toBe("idle");
  });
});
