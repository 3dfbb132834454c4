import { describe, expect, it } from "vitest";

import {
  identifyTrunk,
  type RequestIdentity,
  type Registrations,
  type TrunkDirectory,
} from "../../../src/trunks/identify.ts";
import { outboundTarget } from "../../../src/trunks/outbound-target.ts";
import { trunkCandidates } from "../../../src/trunks/select.ts";
import { NOTHING_KNOWN, type TrunkState } from "../../../src/trunks/state.ts";
import type { PhoneNumberRecord } from "../../../src/settings/kinds/phone-number.ts";
import type { TenantRecord } from "../../../src/settings/kinds/tenant.ts";
import type { TrunkRecord } from "../../../src/settings/kinds/trunk.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseTenantId, parseTrunkId, type TrunkId } from "../../../src/vocabulary/identifiers.ts";

const ACME = parseTenantId("tenant-acme")!;
const OTHER = parseTenantId("tenant-other")!;
const ACMES_DID = parseE164("+33170000001")!;
const OTHERS_DID = parseE164("+33180000001")!;
const PROVIDER = "198.51.100.7";

function trunk(id: string, over: Partial<TrunkRecord> = {}): TrunkRecord {
  return {
    id: parseTrunkId(`trunk-${id}`)!,
    tenantId: ACME,
    name: id,
    host: "sip.provider.example",
    port: 5060,
    transport: "udp",
    username: null,
    password: null,
    trustedAddresses: [PROVIDER],
    register: false,
    callerIdPolicy: "tenant",
    numberFormat: "e164-plus",
    capacity: null,
    priority: 0,
    enabled: true,
    version: 1,
    ...over,
  };
}

/** The provider's address is trusted by these trunks; each company has one number. */
function directory(...trunks: TrunkRecord[]): TrunkDirectory {
  const owners = new Map([
    [ACMES_DID, ACME],
    [OTHERS_DID, OTHER],
  ]);
  return {
    trunk: (id) => trunks.find((each) => each.id === id),
    trunksTrusting: (address) => (address === PROVIDER ? trunks : []),
    number: (number) => {
      const tenantId = owners.get(number);
      return tenantId && ({ number, tenantId, destination: null, version: 1 } satisfies PhoneNumberRecord);
    },
    tenant: (id) => ({ id, country: "FR" }) as TenantRecord,
  };
}

const invite = (over: Partial<RequestIdentity> = {}): RequestIdentity => ({
  sourceAddress: PROVIDER,
  calledUser: "+33170000001",
  callingUser: "+33612345678",
  withheld: false,
  ...over,
});

describe("an INVITE from outside", () => {
  it("is its company's when it comes from a trusted address to a number of theirs", () => {
    const own = trunk("one");
    expect(identifyTrunk(invite({ callingName: "Carol" }), directory(own))).toEqual({
      kind: "identified",
      trunk: own,
      call: { tenant: ACME, dialled: ACMES_DID, caller: { kind: "public", number: "+33612345678", name: "Carol" } },
    });
  });

  it("is a stranger's from anywhere else, whatever it dials", () => {
    for (const calledUser of ["+33170000001", "+33999999999", "alice"]) {
      const identity = identifyTrunk(invite({ sourceAddress: "203.0.113.1", calledUser }), directory(trunk("one")));
      expect(identity).toEqual({ kind: "untrusted" });
    }
  });

  it("reaches no user when the number isn't ours, or is another company's", () => {
    for (const calledUser of ["+33199999999", "+33180000001", "alice", "1001", ""]) {
      expect(identifyTrunk(invite({ calledUser }), directory(trunk("one"))).kind).toBe("unknown-number");
    }
  });

  it("finds the right company where two share a provider", () => {
    const [one, two] = [trunk("one"), trunk("two", { tenantId: OTHER })];
    expect(identifyTrunk(invite({ calledUser: "+33180000001" }), directory(one, two))).toMatchObject({ trunk: two });
  });

  it.each(["+33170000001", "33170000001", "0033170000001", "0170000001", "%2B33170000001"])(
    "is understood when the provider writes %s",
    (calledUser) => {
      for (const numberFormat of ["e164-plus", "e164", "national"] as const) {
        const identity = identifyTrunk(invite({ calledUser }), directory(trunk("one", { numberFormat })));
        expect(identity).toMatchObject({ call: { dialled: ACMES_DID } });
      }
    },
  );

  it("shows its caller as withheld or unknown where there is no number", () => {
    const callerOf = (over: Partial<RequestIdentity>): unknown => {
      const identity = identifyTrunk(invite(over), directory(trunk("one")));
      return identity.kind === "identified" ? identity.call.caller : identity;
    };
    expect(callerOf({ withheld: true })).toEqual({ kind: "withheld" });
    expect(callerOf({ callingUser: undefined })).toEqual({ kind: "unknown" });
    expect(callerOf({ callingUser: "anonymous" })).toEqual({ kind: "unknown" });
    expect(callerOf({ callingUser: "0612345678" })).toEqual({ kind: "public", number: "+33612345678" });
  });
});

describe("the trunks for an outside call", () => {
  it("are the enabled ones by priority, and those without a free line are marked", () => {
    const trunks = [
      trunk("later", { priority: 10 }),
      trunk("full", { priority: 1, capacity: 2 }),
      trunk("off", { enabled: false }),
      trunk("room", { priority: 2, capacity: 3 }),
    ];
    expect(trunkCandidates(trunks, () => 2)).toEqual([
      { trunk: "trunk-full", hasRoom: false },
      { trunk: "trunk-room", hasRoom: true },
      { trunk: "trunk-later", hasRoom: true },
    ]);
  });
});

describe("an INVITE to a trunk", () => {
  const number = { kind: "e164", number: parseE164("+4930123456")! } as const;
  const callerId = { number: ACMES_DID, name: 'Alice "AM" Martin', withheld: false };

  it("asserts the company's number, in the provider's format", () => {
    expect(outboundTarget(trunk("one"), number, callerId, "FR")).toEqual({
      uri: "sip:+4930123456@sip.provider.example:5060;transport=udp",
      headers: {
        From: '"Alice \\"AM\\" Martin" <sip:+33170000001@sip.provider.example>',
        "P-Asserted-Identity": "<sip:+33170000001@sip.provider.example>",
      },
    });
    const national = outboundTarget(
      trunk("one", { numberFormat: "national", transport: "tcp" }),
      number,
      callerId,
      "FR",
    );
    expect(national.uri).toBe("sip:004930123456@sip.provider.example:5060;transport=tcp");
    expect(national.headers["P-Asserted-Identity"]).toBe("<sip:0170000001@sip.provider.example>");
  });

  it("tells the number to the provider alone when it is withheld", () => {
    expect(outboundTarget(trunk("one"), number, { ...callerId, withheld: true }, "FR").headers).toEqual({
      From: '"Anonymous" <sip:anonymous@anonymous.invalid>',
      "P-Asserted-Identity": "<sip:+33170000001@sip.provider.example>",
      Privacy: "id",
    });
  });

  it("dials a service as it is, showing the trunk's account where the company has no number", () => {
    const account = trunk("one", { username: "acme 1", password: "secret", host: "2001:db8::1" });
    expect(outboundTarget(account, { kind: "service", digits: "112" }, null, "FR")).toEqual({
      uri: "sip:112@[2001:db8::1]:5060;transport=udp",
      headers: { From: "<sip:acme%201@[2001:db8::1]>" },
    });
  });

  it("can't be given another header by a name", () => {
    const named = { ...callerId, name: "A\r\nX-Evil: 1" };
    expect(outboundTarget(trunk("one"), number, named, "FR").headers["From"]).not.toMatch(/[\r\n]/);
  });
});

describe("a trunk that registers", () => {
  const registered = trunk("registered", { register: true, username: "acme", trustedAddresses: [] });
  const FLOW = "203.0.113.9";
  const CONTACT = "00112233aabbccdd";
  const registrations: Registrations = {
    withContact: (user) => (user === CONTACT ? registered.id : undefined),
    registeredAt: (address) => (address === FLOW ? [registered.id] : []),
  };
  const atFlow = invite({ sourceAddress: FLOW });

  it("is known by the address that took its registration", () => {
    expect(identifyTrunk(atFlow, directory(registered), registrations)).toMatchObject({
      kind: "identified",
      trunk: { id: registered.id },
      call: { dialled: ACMES_DID },
    });
    expect(identifyTrunk(atFlow, directory(registered))).toEqual({ kind: "untrusted" });
  });

  it("is known by the Contact that it registered with; whom it calls is said elsewhere", () => {
    const toContact = invite({ sourceAddress: "192.0.2.77", calledUser: CONTACT });
    const called = { ...toContact, calledParties: ["sip", "+33170000001"] };
    expect(identifyTrunk(called, directory(registered), registrations)).toMatchObject({
      kind: "identified",
      call: { dialled: ACMES_DID },
    });
    const others = { ...toContact, calledParties: ["+33180000001"] };
    expect(identifyTrunk(others, directory(registered), registrations).kind).toBe("unknown-number");
    expect(identifyTrunk(toContact, directory(registered), registrations).kind).toBe("unknown-number");
  });

  it("is a stranger's once it is switched off", () => {
    for (const over of [{ enabled: false }, { register: false }]) {
      const off = directory({ ...registered, ...over });
      expect(identifyTrunk(atFlow, off, registrations)).toEqual({ kind: "untrusted" });
      expect(identifyTrunk(invite({ sourceAddress: "192.0.2.77", calledUser: CONTACT }), off, registrations)).toEqual({
        kind: "untrusted",
      });
    }
  });
});

describe("the choice of trunks", () => {
  const states = (of: Record<string, Partial<TrunkState>>) => ({
    of: (id: TrunkId): TrunkState => ({ ...NOTHING_KNOWN, ...of[id] }),
  });
  const best = trunk("best", { priority: 1 });
  const next = trunk("next", { priority: 2 });
  const account = trunk("account", { priority: 3, register: true });
  const registeredUntil = (expiresAtMs: number): TrunkState["registration"] => ({
    ...{ kind: "registered", sinceMs: 0, expiresAtMs, from: PROVIDER },
  });

  it("tries those that don't answer last", () => {
    const down = states({ [best.id]: { health: { kind: "down", sinceMs: 0 } } });
    expect(trunkCandidates([best, next], () => 0, down)).toEqual([
      { trunk: next.id, hasRoom: true },
      { trunk: best.id, hasRoom: true },
    ]);
  });

  it.each([
    ["is registered", registeredUntil(1_001), true],
    ["was registered, and it has run out", registeredUntil(1_000), false],
    ["was refused", { kind: "failed", sinceMs: 0, reason: "403", retryAtMs: 1 } as const, false],
    ["is being registered", { kind: "registering", sinceMs: 0 } as const, false],
    ["nothing is known of", null, false],
  ])("has lines on an account that %s: %j → %s", (_, registration, hasRoom) => {
    expect(trunkCandidates([account], () => 0, states({ [account.id]: { registration } }), 1_000)).toEqual([
      { trunk: account.id, hasRoom },
    ]);
  });
});
