import { createEventBus } from "../../../src/events/bus.ts";
import { createHash } from "node:crypto";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TrunkRecord } from "../../../src/settings/kinds/trunk.ts";
import { TrunkMonitor } from "../../../src/trunks/trunk-monitor.ts";
import { trunkKeys } from "../../../src/redis/keys.ts";
import { TrunkStates } from "../../../src/trunks/states.ts";
import { trunkWire } from "../../../src/trunks/wire.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { CallOptions } from "../../support/outgoing-invite.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, isRequest, statusOf, type SipText } from "../../support/sip-text.ts";

const CALLED_ALICE: CallOptions = { headers: [["P-Called-Party-ID", "<sip:+33170000001@provider>"]] };
const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
const SOON_MS = 80_000;

let pbx: Office;
let alice: Person;
let provider: Phone;
let fallback: Phone;
let desk: Phone;
let trunk: TrunkRecord;
let states: TrunkStates;
let monitor: TrunkMonitor | undefined;
beforeAll(async () => {
  pbx = await openOffice();
  alice = await pbx.person("1001", "+33170000001");
  await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { mainNumber: alice.number }));
  fallback = await pbx.phone();
  await trustedTrunk(pbx, ["192.0.2.2"], { port: fallback.port, priority: 2 });
  states = new TrunkStates({ redis: pbx.settings.redis, keys: trunkKeys(), clock: pbx.clock });
});
afterAll(async () => {
  await states[Symbol.asyncDispose]();
  await pbx[Symbol.asyncDispose]();
});
beforeEach(async () => {
  desk = await pbx.phone();
  provider = await pbx.phone();
  const account = { username: "acme", password: "secret", register: true, healthCheckSeconds: 0 };
  trunk = (await changeSettings(pbx, (draft) =>
    draft.add("trunk", { name: "account", host: "127.0.0.1", port: provider.port, priority: 1, ...account }),
  )) as TrunkRecord;
});
afterEach(async () => {
  await changeSettings(pbx, (draft) => draft.remove("trunk", trunk.id));
  await monitor?.[Symbol.asyncDispose]();
  monitor = undefined;
  pbx.unregisterAll();
});

/** An application process that looks after the trunks. */
function startKeeper(): void {
  const { settings, srf } = pbx;
  const logger = pino({ level: "silent" });
  const wire = trunkWire(srf);
  monitor = new TrunkMonitor({
    redis: settings.redis,
    keys: trunkKeys(),
    settings,
    states,
    wire,
    accounts: pbx.network.accounts,
    clock: pbx.clock,
    events: createEventBus({ onFault: () => undefined }),
    logger,
  });
}

const request = (method: string): Promise<SipText> => provider.next(method, (message) => isRequest(message, method));
const registration = () => states.of(trunk.id).registration?.kind;

/** Takes a registration as providers do: a challenge, then 200 for so many seconds. */
async function takesRegistration(expires = 3_600): Promise<SipText> {
  const first = await request("REGISTER");
  provider.respond(first, 401, {
    tag: "p1",
    headers: [["WWW-Authenticate", 'Digest realm="provider", nonce="n0nce", algorithm=MD5, qop="auth"']],
  });
  const second = await request("REGISTER");
  provider.respond(second, 200, { tag: "p2", headers: [["Expires", String(expires)]] });
  return second;
}

function asAlice(): CallOptions {
  const { username } = alice.devices[0]!;
  return { from: `<sip:${username}@127.0.0.1>`, headers: [["Authorization", `Test ${username}`]] };
}

/** Whom Alice's call outside reaches first. */
async function reaches(phone: Phone): Promise<void> {
  const call = desk.call(pbx.port, "0612345678", asAlice());
  (await phone.incoming()).refuse(486);
  expect(statusOf(await call.refused())).toBe(486);
}

describe("a trunk that registers", () => {
  it("answers the provider's challenge with its password", async () => {
    startKeeper();
    const accepted = await takesRegistration();
    await pbx.until(() => expect(registration()).toBe("registered"), SOON_MS);
    const authorization = header(accepted, "authorization");
    const field = (name: string): string => new RegExp(`\\b${name}="?([^",]+)`).exec(authorization)?.[1] ?? "";
    const ha1 = md5("acme:provider:secret");
    const ha2 = md5(`REGISTER:${field("uri")}`);
    expect(field("response")).toBe(md5(`${ha1}:n0nce:${field("nc")}:${field("cnonce")}:auth:${ha2}`));
    expect(header(accepted, "contact")).toMatch(/^<sip:[0-9a-f]{16}@127\.0\.0\.1:\d+>;expires=3600$/);
    expect(header(accepted, "from")).toMatch(/^<sip:acme@127\.0\.0\.1>;tag=/);
  });

  it("is refreshed before it ends", async () => {
    startKeeper();
    const first = await takesRegistration(10);
    const again = await takesRegistration(10);
    expect(header(again, "call-id")).toBe(header(first, "call-id"));
    expect(header(again, "contact")).toBe(header(first, "contact"));
    expect(parseInt(header(again, "cseq"))).toBeGreaterThan(parseInt(header(first, "cseq")));
  });

  it("tells why it isn't registered when its password is wrong", async () => {
    startKeeper();
    for (let challenge = 0; challenge < 2; challenge++) {
      const headers: [string, string][] = [["WWW-Authenticate", 'Digest realm="provider", nonce="n", qop="auth"']];
      provider.respond(await request("REGISTER"), 401, { tag: "p1", headers });
    }
    await pbx.until(() => expect(states.of(trunk.id).registration).toMatchObject({ kind: "failed" }), SOON_MS);
    expect(states.of(trunk.id).registration).toMatchObject({ reason: expect.stringMatching(/^401/) as string });
  });

  it("gets no calls before it is registered, and all of them after", async () => {
    await reaches(fallback);
    startKeeper();
    await takesRegistration();
    await pbx.until(() => expect(registration()).toBe("registered"), SOON_MS);
    await pbx.pause(1_000); // the PBX's own process looks every 500 ms
    await reaches(provider);
  });

  it("brings calls to the Contact that it registered with; whom they are for is said elsewhere", async () => {
    const aliceDesk = await pbx.phone();
    pbx.registers(alice, aliceDesk);
    startKeeper();
    const contact = /sip:([0-9a-f]+)@/.exec(header(await takesRegistration(), "contact"))?.[1] ?? "";
    await pbx.until(() => expect(registration()).toBe("registered"), SOON_MS);
    await pbx.pause(1_000);
    const stranger = provider.call(pbx.port, "0011223344556677", CALLED_ALICE);
    expect(statusOf(await stranger.refused())).toBe(404); // its address is known by now, that Contact isn't
    const call = provider.call(pbx.port, contact, CALLED_ALICE);
    const rings = await aliceDesk.incoming();
    expect(rings.header("from")).toContain("<sip:+33612345678@");
    const side = rings.answer(sdp(aliceDesk.port));
    await (await call.answered()).bye();
    await side.received("BYE");
  });

  it("says goodbye to the provider when it is switched off, and at the end", async () => {
    startKeeper();
    await takesRegistration();
    await pbx.until(() => expect(registration()).toBe("registered"), SOON_MS);
    const goodbye = async (): Promise<void> => {
      const message = await request("REGISTER");
      expect(header(message, "expires")).toBe("0");
      provider.respond(message, 200, { tag: "p3" });
    };
    const off = changeSettings(pbx, (draft) => draft.change("trunk", trunk.id, { enabled: false }));
    await goodbye();
    await off;
    await changeSettings(pbx, (draft) => draft.change("trunk", trunk.id, { enabled: true }));
    await takesRegistration();
    await pbx.until(() => expect(registration()).toBe("registered"), SOON_MS);
    const ends = monitor?.[Symbol.asyncDispose]();
    await goodbye();
    await ends;
  });
});

describe("a trunk whose provider falls silent", () => {
  it("is tried last while it is down, and first again once it answers", async () => {
    await changeSettings(pbx, (draft) => draft.change("trunk", trunk.id, { register: false, healthCheckSeconds: 5 }));
    startKeeper();
    const health = () => states.of(trunk.id).health?.kind;
    await pbx.until(() => expect(health()).toBe("down"), SOON_MS);
    await pbx.pause(1_000);
    await reaches(fallback);
    while (health() !== "up") {
      provider.respond(await request("OPTIONS"), 200, { tag: "o" });
      await pbx.pause(500);
    }
    await pbx.pause(1_000);
    await reaches(provider);
  });

  it("is passed over in a call that stays unanswered, not in one that is refused", async () => {
    await changeSettings(pbx, (draft) => draft.change("trunk", trunk.id, { register: false }));
    const call = desk.call(pbx.port, "0612345678", asAlice());
    await provider.incoming(); // and it says nothing
    (await fallback.incoming()).refuse(486);
    expect(statusOf(await call.refused())).toBe(486);
  });
});
