import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Binding } from "../../../src/registrar/binding.ts";
import type { ContactValue } from "../../../src/registrar/contacts.ts";
import {
  REGISTRATION_LIMITS,
  updateBindings,
  type RegistrationRequest,
  type RegistrationUpdate,
} from "../../../src/registrar/policy.ts";

const NOW = 1_800_000_000_000;
const DESK = "sip:alice1@192.0.2.1:5060";
const SOFT = "sip:alice1@192.0.2.2:5060";

const arrival = {
  source: { address: "192.0.2.1", port: 5060 },
  transport: "udp",
  engine: "embedded",
  userAgent: "Desk 1.0",
} as const;

function request(over: Partial<RegistrationRequest> = {}): RegistrationRequest {
  return { contacts: [{ uri: DESK }], callId: "call-1", cseq: 1, arrival, ...over };
}

type Accepted = Extract<RegistrationUpdate, { kind: "accepted" }>;

function accepted(update: RegistrationUpdate): Accepted {
  if (update.kind !== "accepted") throw new Error(`refused with ${update.status}`);
  return update;
}

/** What a phone has after these requests, ten seconds apart. */
function after(...requests: RegistrationRequest[]): { bindings: readonly Binding[]; nowMs: number } {
  let bindings: readonly Binding[] = [];
  let nowMs = NOW;
  for (const each of requests) {
    bindings = accepted(updateBindings(bindings, each, nowMs)).bindings;
    nowMs += 10_000;
  }
  return { bindings, nowMs };
}

const contactsOf = (update: RegistrationUpdate): string[] => accepted(update).bindings.map(({ contact }) => contact);

describe("a phone that registers", () => {
  it("is bound for the time it asks for: the contact's, else the request's, else ours, never above our longest", () => {
    const forSeconds = (over: Partial<RegistrationRequest>): number =>
      (accepted(updateBindings([], request(over), NOW)).bindings[0]!.expiresAtMs - NOW) / 1000;
    expect(forSeconds({ contacts: [{ uri: DESK, expiresSeconds: 120 }], expiresSeconds: 600 })).toBe(120);
    expect(forSeconds({ expiresSeconds: 600 })).toBe(600);
    expect(forSeconds({})).toBe(3_600);
    expect(forSeconds({ expiresSeconds: 86_400 })).toBe(7_200);
  });

  it("is told of a new binding once, and refreshes it silently", () => {
    const first = accepted(updateBindings([], request(), NOW));
    expect(first.added).toEqual(first.bindings);
    const second = accepted(updateBindings(first.bindings, request({ cseq: 2 }), NOW + 1_000));
    expect(second.added).toEqual([]);
    expect(second.removed).toEqual([]);
    expect(second.bindings[0]!.expiresAtMs).toBe(first.bindings[0]!.expiresAtMs + 1_000);
  });

  it("may have several contacts, in one request or in several", () => {
    expect(contactsOf(updateBindings([], request({ contacts: [{ uri: DESK }, { uri: SOFT }] }), NOW))).toEqual([
      DESK,
      SOFT,
    ]);
    const { bindings, nowMs } = after(request());
    const second = updateBindings(bindings, request({ contacts: [{ uri: SOFT }], callId: "call-2" }), nowMs);
    expect(contactsOf(second)).toEqual([SOFT, DESK]);
  });

  it("asks what is bound by sending no contact", () => {
    const { bindings, nowMs } = after(request());
    expect(updateBindings(bindings, request({ contacts: [], cseq: 2 }), nowMs)).toEqual({
      kind: "accepted",
      bindings,
      added: [],
      fresh: [],
      removed: [],
      changed: false,
    });
  });

  it("is refused with 423 for less than our shortest time, and nothing changes", () => {
    const contacts = [{ uri: DESK }, { uri: SOFT, expiresSeconds: 59 }];
    expect(updateBindings([], request({ contacts }), NOW)).toEqual({ kind: "refused", status: 423 });
  });

  it("unregisters one contact with a time of 0, and all with *", () => {
    const { bindings, nowMs } = after(request({ contacts: [{ uri: DESK }, { uri: SOFT }] }));
    const one = accepted(
      updateBindings(bindings, request({ contacts: [{ uri: SOFT, expiresSeconds: 0 }], cseq: 2 }), nowMs),
    );
    expect(one.bindings.map(({ contact }) => contact)).toEqual([DESK]);
    expect(one.removed).toMatchObject([{ binding: { contact: SOFT }, because: "unregistered" }]);
    const all = accepted(updateBindings(bindings, request({ contacts: "*", expiresSeconds: 0, cseq: 2 }), nowMs));
    expect(all.bindings).toEqual([]);
    expect(all.removed).toHaveLength(2);
  });

  it("may not send * with any other time", () => {
    expect(updateBindings([], request({ contacts: "*" }), NOW)).toEqual({ kind: "refused", status: 400 });
    expect(updateBindings([], request({ contacts: "*", expiresSeconds: 60 }), NOW).kind).toBe("refused");
  });

  it("can't undo a newer request with an older one of the same Call-ID", () => {
    const { bindings, nowMs } = after(request({ cseq: 5 }));
    const refused = { kind: "refused", status: 500 };
    expect(updateBindings(bindings, request({ cseq: 5 }), nowMs)).toEqual(refused);
    expect(updateBindings(bindings, request({ contacts: "*", expiresSeconds: 0, cseq: 4 }), nowMs)).toEqual(refused);
    expect(updateBindings(bindings, request({ cseq: 6 }), nowMs).kind).toBe("accepted");
    expect(updateBindings(bindings, request({ cseq: 1, callId: "after-reboot" }), nowMs).kind).toBe("accepted");
  });

  it("is the same contact however its URI is written", () => {
    const { bindings, nowMs } = after(request());
    const contacts = [{ uri: "sip:%61lice1@192.0.2.1:5060;x=y" }];
    expect(accepted(updateBindings(bindings, request({ contacts, cseq: 2 }), nowMs)).bindings).toHaveLength(1);
  });

  it("is one phone by its instance, on whatever port it comes back", () => {
    const instance = "<urn:uuid:1>";
    const { bindings, nowMs } = after(request({ contacts: [{ uri: DESK, instance }] }));
    const moved = accepted(
      updateBindings(bindings, request({ contacts: [{ uri: SOFT, instance }], callId: "after-reboot" }), nowMs),
    );
    expect(moved.bindings.map(({ contact }) => contact)).toEqual([SOFT]);
    expect(moved.removed).toMatchObject([{ binding: { contact: DESK }, because: "replaced" }]);
    expect(moved.added).toHaveLength(1);
  });

  it("keeps the flows of one instance apart by reg-id, and its contacts that it names together", () => {
    const flow = (uri: string, regId: number): ContactValue => ({ uri, instance: "<urn:uuid:1>", regId });
    const flows = after(
      request({ contacts: [flow(DESK, 1)] }),
      request({ contacts: [flow(SOFT, 2)], callId: "call-2" }),
    );
    expect(flows.bindings).toHaveLength(2);

    const both = [DESK, SOFT].map((uri) => ({ uri, instance: "<urn:uuid:1>" }));
    const together = after(request({ contacts: both }), request({ contacts: both, cseq: 2 }));
    expect(together.bindings.map(({ contact }) => contact)).toEqual([DESK, SOFT]);
  });

  it("is told from another one of the account with the same private address, by instance or by connection", () => {
    const PRIVATE = "sip:alice1@192.168.1.20:5060;transport=tcp";
    const over = (port: number): RegistrationRequest["arrival"] => ({
      ...arrival,
      transport: "tcp",
      source: { address: "203.0.113.9", port },
      flow: `flow-${port}`,
    });
    const flowsOf = ({ bindings }: { readonly bindings: readonly Binding[] }): (string | undefined)[] =>
      bindings.map(({ flow }) => flow);
    const first = request({ contacts: [{ uri: PRIVATE }], arrival: over(40_001) });
    const second = request({ contacts: [{ uri: PRIVATE }], arrival: over(40_002), callId: "call-2" });
    const both = after(first, second);
    expect(flowsOf(both)).toEqual(["flow-40002", "flow-40001"]);

    const gone = { ...second, contacts: [{ uri: PRIVATE, expiresSeconds: 0 }], cseq: 2 };
    expect(flowsOf(accepted(updateBindings(both.bindings, gone, both.nowMs)))).toEqual(["flow-40001"]);

    const back = request({ contacts: [{ uri: PRIVATE }], arrival: over(40_003), cseq: 2 });
    expect(flowsOf(after(first, second, back))).toEqual(["flow-40003", "flow-40002"]);

    const instances = [1, 2].map((n) =>
      request({
        contacts: [{ uri: PRIVATE, instance: `<urn:uuid:${n}>` }],
        callId: `call-${n}`,
        arrival: over(40_000 + n),
      }),
    );
    expect(flowsOf(after(...instances))).toEqual(["flow-40002", "flow-40001"]);
  });

  it("is told from another one behind another NAT with the same private address", () => {
    const home = { ...arrival, source: { address: "198.51.100.7", port: 5060 } };
    expect(after(request(), request({ arrival: home, callId: "call-2" })).bindings).toHaveLength(2);
    const renumbered = request({ arrival: home, cseq: 2 }); // its provider gave it another address; it didn't restart
    expect(after(request(), renumbered).bindings).toHaveLength(1);
    const mapped = { ...arrival, source: { ...arrival.source, port: 61_000 } };
    expect(after(request(), request({ arrival: mapped, callId: "after-reboot" })).bindings).toHaveLength(1);
  });

  it("is fresh when it is new, comes back after a restart or on another connection, and not when it refreshes", () => {
    const tcp = (port: number) => ({ ...arrival, transport: "tcp", source: { ...arrival.source, port } }) as const;
    const fresh = (known: RegistrationRequest, next: RegistrationRequest): number =>
      accepted(updateBindings(after(known).bindings, next, NOW + 1_000)).fresh.length;
    expect(accepted(updateBindings([], request(), NOW)).fresh).toHaveLength(1);
    expect(fresh(request(), request({ cseq: 2 }))).toBe(0);
    expect(fresh(request(), request({ callId: "after-reboot" }))).toBe(1);
    expect(fresh(request({ arrival: tcp(40_001) }), request({ arrival: tcp(40_001), cseq: 2 }))).toBe(0);
    expect(fresh(request({ arrival: tcp(40_001) }), request({ arrival: tcp(40_002), cseq: 2 }))).toBe(1);
  });

  it("that is removed from elsewhere is the only one of its address, or stays", () => {
    const elsewhere = { ...arrival, source: { address: "198.51.100.7", port: 5060 } };
    const gone = request({ contacts: [{ uri: DESK, expiresSeconds: 0 }], callId: "call-3", arrival: elsewhere });
    const one = after(request());
    expect(accepted(updateBindings(one.bindings, gone, one.nowMs)).bindings).toEqual([]);
    const home = { ...arrival, source: { address: "192.0.2.9", port: 5060 } };
    const two = after(request(), request({ arrival: home, callId: "call-2" }));
    expect(accepted(updateBindings(two.bindings, gone, two.nowMs)).bindings).toHaveLength(2);
  });

  it("pushes out its oldest binding when it has too many", () => {
    const many = Array.from({ length: 11 }, (_, n) =>
      request({ contacts: [{ uri: `sip:alice1@192.0.2.1:${6000 + n}` }], callId: `call-${n}` }),
    );
    const { bindings } = after(...many);
    expect(bindings).toHaveLength(10);
    expect(bindings.map(({ contact }) => contact)).not.toContain("sip:alice1@192.0.2.1:6000");
  });

  it("is refused when one request names more contacts than it may have", () => {
    const limits = { ...REGISTRATION_LIMITS, maximumBindings: 1 };
    const contacts = [{ uri: DESK }, { uri: SOFT }];
    expect(updateBindings([], request({ contacts }), NOW, limits)).toEqual({ kind: "refused", status: 403 });
  });

  it("is forgotten when its time is over", () => {
    const { bindings } = after(request({ expiresSeconds: 60 }));
    expect(contactsOf(updateBindings(bindings, request({ contacts: [] }), NOW + 60_000))).toEqual([]);
  });
});

describe("any sequence of registrations", () => {
  const contact = fc.record(
    {
      uri: fc.constantFrom(DESK, SOFT, "sip:%61lice1@192.0.2.1:5060", "sip:alice1@192.0.2.3"),
      expiresSeconds: fc.constantFrom(0, 30, 60, 600),
      instance: fc.constantFrom("<urn:uuid:1>", "<urn:uuid:2>"),
    },
    { requiredKeys: ["uri"] },
  );
  const anyRequest = fc.record(
    {
      contacts: fc.oneof(fc.constant("*" as const), fc.array(contact, { maxLength: 4 })),
      expiresSeconds: fc.constantFrom(0, 60, 100_000),
      callId: fc.constantFrom("call-1", "call-2"),
      cseq: fc.integer({ min: 1, max: 20 }),
      arrival: fc.constant(arrival),
    },
    { requiredKeys: ["contacts", "callId", "cseq", "arrival"] },
  );

  it("leaves live, bounded, distinct bindings", () => {
    const limits = { ...REGISTRATION_LIMITS, maximumBindings: 3 };
    fc.assert(
      fc.property(fc.array(fc.tuple(anyRequest, fc.nat(90_000)), { maxLength: 12 }), (steps) => {
        let bindings: readonly Binding[] = [];
        let nowMs = NOW;
        for (const [each, laterMs] of steps) {
          nowMs += laterMs;
          const update = updateBindings(bindings, each, nowMs, limits);
          if (update.kind === "refused") continue;
          bindings = update.bindings;
          expect(bindings.length).toBeLessThanOrEqual(3);
          expect(new Set(bindings.map(({ contact, instance }) => `${contact} ${instance}`)).size).toBe(bindings.length);
          for (const { expiresAtMs } of bindings) expect(expiresAtMs).toBeGreaterThan(nowMs);
        }
      }),
      { numRuns: 500 },
    );
  });
});
