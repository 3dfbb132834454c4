import { describe, expect, it } from "vitest";
import { decideInbound, prerequisitesOfInbound } from "../../../src/routing/decide-inbound.ts";
import { decideOutbound } from "../../../src/routing/decide-outbound.ts";
import { ALICE, ALICE_DESK, BOB_DID, dials, everyDevice, inbound, tables } from "./builders.ts";

const suspended = tables({ tenant: { isSuspended: true } });

describe("a company that its provider has suspended", () => {
  it("takes no calls from outside, and asks for nothing to say so", () => {
    const plan = decideInbound(inbound(), suspended, everyDevice);
    expect(plan).toEqual({ kind: "reject", status: 480, because: "company-suspended" });
    expect(prerequisitesOfInbound(inbound(), suspended)).toEqual({ devices: [], roundRobin: [] });
  });

  it("is called back by an emergency service: the phones of the user who called for help ring", () => {
    const plan = decideInbound(inbound({ dialled: BOB_DID }), suspended, everyDevice, { callback: ALICE });
    expect(plan).toMatchObject({
      kind: "ring",
      callee: ALICE,
      branches: [{ device: ALICE_DESK }, {}],
      otherwise: { kind: "reject", status: 480, because: "company-suspended" },
    });
    expect(prerequisitesOfInbound(inbound(), suspended, ALICE).devices).toContain(ALICE_DESK);
  });

  it.each(["1002", "*97", "0612345678", "+33170000002", "nonsense"])("makes no call to %s", (dialled) => {
    const plan = decideOutbound(dials(dialled), suspended, everyDevice);
    expect(plan).toEqual({ kind: "reject", status: 403, because: "company-suspended" });
  });

  it("calls for help all the same", () => {
    expect(decideOutbound(dials("112"), suspended, everyDevice)).toMatchObject({ kind: "trunk", emergency: true });
  });
});
