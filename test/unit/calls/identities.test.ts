import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requestIdentity, dialledUser, headerUser } from "../../../src/calls/route/request-identity.ts";
import { toPhone } from "../../../src/calls/identity.ts";
import { hopsLeft } from "../../../src/sip/max-forwards.ts";
import { readReason } from "../../../src/calls/leg/reasons.ts";
import type { SrfRequest } from "../../../src/srf/srf.ts";
import { isIncompatible, isTrunkFailure, statusForCaller } from "../../../src/calls/leg/status.ts";

/** An INVITE with these headers. */
function invite(headers: Record<string, string>, uri = "sip:+33170000001@pbx.example"): SrfRequest {
  const find = (name: string) =>
    Object.entries(headers).find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
  return {
    ...{ method: "INVITE", uri, source: "network", source_address: "192.0.2.1", source_port: 5060, protocol: "udp" },
    stackTxnId: "transaction",
    get: find,
    has: (name) => find(name) !== undefined,
    on: () => undefined,
    cancel: () => undefined,
  };
}

describe("what an INVITE says of its caller", () => {
  it("is believed from the provider's assertion before the caller's own claim", () => {
    const arriving = requestIdentity(
      invite({
        From: '"Somebody" <sip:1@a.example>',
        "P-Asserted-Identity": '"Carol \\"C\\" Doe" <sip:+33612345678@b.example>',
      }),
    );
    expect(arriving).toEqual({
      sourceAddress: "192.0.2.1",
      calledUser: "+33170000001",
      callingUser: "+33612345678",
      calledParties: ["", ""],
      callingName: 'Carol "C" Doe',
      withheld: false,
    });
  });

  it.each([
    ["<sip:some.name@p>, <tel:+33612345678>", "<sip:anonymous@a>", "+33612345678"],
    ["<tel:+33612345678>, <sip:some.name@p>", "<sip:anonymous@a>", "+33612345678"],
    ["<sip:1001@p>, <tel:+33612345678>", "<sip:x@a>", "+33612345678"],
    ["<sip:some.name@p>, <tel:612345678;phone-context=+33>", "<sip:x@a>", "+33612345678"],
    ["<sip:some.name@p>", "<sip:+33612345678@a>", "+33612345678"],
    ["<sip:+33612345678@p>", "<sip:+33699999999@a>", "+33612345678"],
    ["<sip:some.name@p>", "<sip:other@a>", "some.name"],
    ["Doe, Carol <sip:some.name@p>, <tel:0612345678>", "<sip:x@a>", "0612345678"],
    ["<mailto:carol@p>", "<sip:0612345678@a>", "0612345678"],
    ["not to be read", "<sip:0612345678@a>", "0612345678"],
  ])("asserted as %s and claimed as %s is %s", (asserted, from, user) => {
    const identity = requestIdentity(invite({ From: from, "P-Asserted-Identity": asserted }));
    expect(identity.callingUser).toBe(user);
  });

  it.each([
    ['"Bob" <sip:+33612345678@p>;party=calling;screen=yes', undefined, "+33612345678", "Bob"],
    ["<sip:+33612345678@p>;id-type=subscriber", undefined, "+33612345678", undefined],
    ["<sip:+33612345678@p>;party=called", undefined, "x", undefined],
    ["<sip:+33612345678@p>;id-type=term", undefined, "x", undefined],
    ["<sip:+33612345678@p>", "<sip:+33699999999@p>", "+33699999999", undefined],
    ['"<sip:1@x>;party=called" <sip:+33612345678@p>', undefined, "+33612345678", "<sip:1@x>;party=called"],
  ])("with the Remote-Party-ID %s and the asserted %s is %s", (remote, asserted, callingUser, callingName) => {
    const identities = { "Remote-Party-ID": remote, ...(asserted && { "P-Asserted-Identity": asserted }) };
    const identity = requestIdentity(invite({ From: "<sip:x@a>", ...identities }));
    expect([identity.callingUser, identity.callingName]).toEqual([callingUser, callingName]);
  });

  it("keeps the name that was asserted beside the number", () => {
    const headers = { From: "<sip:x@a>", "P-Asserted-Identity": '"Carol" <sip:carol@p>, <tel:+33612345678>' };
    expect(requestIdentity(invite(headers))).toMatchObject({ callingUser: "+33612345678", callingName: "Carol" });
  });

  it.each([
    ["Privacy: id", { From: "<sip:+33612345678@a>", Privacy: "id" }, true],
    ["Privacy: header;critical", { From: "<sip:1@a>", Privacy: "header;critical" }, true],
    ["an anonymous From", { From: '"Anonymous" <sip:anonymous@anonymous.invalid>' }, true],
    ["Privacy: none", { From: "<sip:1@a>", Privacy: "none" }, false],
    ["privacy=full", { From: "<sip:1@a>", "Remote-Party-ID": '"B" <sip:1@a>;party=calling;privacy=full' }, true],
    ["privacy=uri-network", { From: "<sip:1@a>", "Remote-Party-ID": "<sip:1@a>;Privacy=URI-network" }, true],
    ["privacy=off", { From: "<sip:1@a>", "Remote-Party-ID": "<sip:1@a>;privacy=off;screen=yes" }, false],
    ["another party's privacy", { From: "<sip:1@a>", "Remote-Party-ID": "<sip:2@a>;party=called;privacy=full" }, false],
  ] as const)("%s hides the caller or not", (_, headers, withheld) => {
    expect(requestIdentity(invite(headers)).withheld).toBe(withheld);
  });

  it("is read from its URI, whatever URI its name holds", () => {
    const arriving = requestIdentity(
      invite({
        From: '"sip:+33999999999@evil, anonymous.invalid" <sip:+33612345678@a.example>;tag=x',
        "P-Called-Party-ID": '"<sip:1@evil>" <tel:+33170000002>',
      }),
    );
    expect(arriving).toMatchObject({ callingUser: "+33612345678", withheld: false });
    expect(arriving.calledParties).toEqual(["+33170000002", ""]);
  });

  it.each([
    ["sip:1001@pbx.example", "1001"],
    ["sip:%2B33170000001;npdi=yes@pbx.example;user=phone", "+33170000001"],
    ["sip:1001:secret@pbx.example", "1001"],
    ["sip:pbx.example", ""],
    ["tel:+33-1-70-00;phone-context=x", "+33-1-70-00"],
    ["tel:646914255;phone-context=+33", "+33646914255"],
    ["tel:06-46-91-42-55;phone-context=%2B33", "+33646914255"],
    ["tel:123456;phone-context=+4930", "+4930123456"],
    ["sip:646914255;phone-context=+33@gw.example;user=phone", "+33646914255"],
    ["sip:646914255;isub=1;phone-context=+33@gw.example", "+33646914255"],
    ["sip:646914255@gw.example;user=phone;phone-context=+33", "+33646914255"],
    ["sip:646914255@gw.example;phone-context=+33", "646914255"],
    ["tel:1001;phone-context=pbx.example", "1001"],
    ["tel:112;phone-context=+33", "112"],
    ["tel:911;phone-context=+1", "911"],
    ["tel:646914255;phone-context=+999", "646914255"],
    ["sip:%zz@pbx.example", "%zz"],
  ])("of %s the number is %j", (uri, user) => {
    expect(dialledUser(uri)).toBe(user);
  });

  it("is read from any text without throwing", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 200 }), (from, identity) => {
        requestIdentity(invite({ From: from, "P-Asserted-Identity": identity, Privacy: from }, identity));
        expect(headerUser(from).length).toBeLessThanOrEqual(128);
        readReason({ get: () => from });
      }),
      { seed: 20_261_122 },
    );
  });
});

describe("what a phone sees of its caller", () => {
  const party = {};
  it("is number and name, quoted so that no name can become a header", () => {
    expect(toPhone({ number: "+33612345678", name: 'Eve "x" <sip:e@evil>\r\nX: y', party })["From"]).toBe(
      '"Eve \\"x\\" <sip:e@evil>X: y" <sip:+33612345678@localhost>',
    );
    expect(toPhone({ number: "1001", name: undefined, party })["From"]).toBe("<sip:1001@localhost>");
  });

  it("is nothing when the caller wants it so", () => {
    expect(toPhone({ number: undefined, name: undefined, party })).toEqual({
      From: '"Anonymous" <sip:anonymous@anonymous.invalid>',
    });
  });
});

describe("hops", () => {
  it.each([
    [{}, 70],
    [{ "Max-Forwards": "70" }, 69],
    [{ "Max-Forwards": "1" }, 0],
    [{ "Max-Forwards": "0" }, undefined],
    [{ "Max-Forwards": "255" }, 69],
    [{ "Max-Forwards": "many" }, 70],
  ] as const)("of an INVITE with %j: %s are left", (headers, left) => {
    expect(hopsLeft(invite(headers).get("Max-Forwards"))).toBe(left);
  });
});

describe("a refusal from outside", () => {
  it.each([
    [486, 486, false],
    [404, 404, false],
    [401, 503, true],
    [407, 503, true],
    [300, 480, true],
    [302, 480, true],
    [305, 480, true],
    [400, 503, true],
    [402, 503, true],
    [403, 403, false],
    [408, 408, true],
    [410, 410, false],
    [415, 415, false],
    [420, 503, true],
    [421, 503, true],
    [428, 503, true],
    [433, 503, true],
    [480, 480, false],
    [484, 484, false],
    [488, 488, false],
    [494, 503, true],
    [502, 502, true],
    [603, 603, false],
    [503, 503, true],
    [699, 603, false],
    [499, 480, false],
    [599, 500, true],
  ])("%i is %i to the caller, and the next trunk's chance: %s", (status, toCaller, next) => {
    expect(statusForCaller(status)).toBe(toCaller);
    expect(isTrunkFailure(status)).toBe(next);
  });

  it("488 means that waiting won't help", () => {
    expect([488, 606, 486].map(isIncompatible)).toEqual([true, true, false]);
  });
});

describe("a Reason", () => {
  it.each([
    ['SIP;cause=200;text="Call completed elsewhere"', true],
    ["Q.850 ;cause=16", true],
    ["no reason at all", false],
    [`SIP;text="${"x".repeat(300)}"`, false],
  ])("%s is passed on or not", (text, passed) => {
    expect(readReason({ get: () => text }) !== undefined).toBe(passed);
  });
});
