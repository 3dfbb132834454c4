import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { parseCallId, parseDeviceId, type UserId } from "../../../src/vocabulary/identifiers.ts";
import type { CallParty, LegState } from "../../../src/events/event.ts";
import { startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
let alice: UserId;
const AT_MS = Date.UTC(2026, 0, 1);
beforeAll(async () => {
  pbx = await startApi();
  const made = await pbx.ask("POST", "/users", { name: "Alice", email: "a@example.com", extension: "1001" });
  alice = (made.body as { id: UserId }).id;
});
afterAll(() => pbx[Symbol.asyncDispose]());

function leg(state: LegState, party: CallParty): void {
  const of = { tenant: pbx.tenantId, call: "c1", atMs: AT_MS };
  if (state === "ringing")
    pbx.events.publish({
      ...{ ...of, kind: "call.started", direction: "internal", callId: parseCallId("a@b")!, dialled: "1001" },
      caller: { user: alice, name: "Alice" },
    });
  pbx.events.publish({ ...of, kind: "leg.changed", leg: "c1-1", role: "callee", party, state });
}

describe("whether a colleague is on the telephone", () => {
  it("is told to every user of the company, live", async () => {
    const desk = { user: alice, device: parseDeviceId("device-of-alice")! };
    const state = async (): Promise<unknown> => (await pbx.ask("GET", `/users/${alice}/state`)).body;
    expect(await state()).toEqual({ state: "idle", calls: 0, ringing: 0 });
    leg("ringing", desk);
    expect(await state()).toEqual({ state: "ringing", calls: 0, ringing: 1 });
    leg("confirmed", desk);
    expect(await state()).toEqual({ state: "busy", calls: 1, ringing: 0 });
    leg("terminated", desk);
    expect(await state()).toEqual({ state: "idle", calls: 0, ringing: 0 });
  });

  it("is unknown of strangers", async () => {
    expect((await pbx.ask("GET", "/users/nobody-at-all/state")).status).toBe(404);
  });
});

it("parked calls are listed with their slot, caller and who parked them", async () => {
  const slot = { slot: parseExtension("701")!, user: alice };
  leg("ringing", slot);
  leg("confirmed", slot);
  expect((await pbx.ask("GET", "/parked-calls")).body).toEqual({
    items: [
      { slot: "701", caller: "1001", callerName: "Alice", parkedBy: alice, parkedAt: "2026-01-01T00:00:00.000Z" },
    ],
    total: 1,
    next: null,
  });
  leg("terminated", slot);
  expect((await pbx.ask("GET", "/parked-calls")).body).toEqual({ items: [], total: 0, next: null });
});

describe("the settings of parking and picking up", () => {
  it("are read, changed in part, and held within their bounds", async () => {
    expect((await pbx.ask("GET", "/tenant")).body).toMatchObject({ parking: { slots: 9, waitSeconds: 120 } });
    const changed = await pbx.ask("PATCH", "/tenant", { parking: { slots: 3 } });
    expect(changed.body).toMatchObject({ parking: { slots: 3, waitSeconds: 120 } });
    for (const parking of [{ slots: 10 }, { slots: -1 }, { waitSeconds: 4 }, { waitSeconds: 3_601 }, { more: 1 }])
      expect((await pbx.ask("PATCH", "/tenant", { parking })).status).toBe(422);
    expect((await pbx.ask("GET", `/users/${alice}`)).body).toMatchObject({ allowPickUp: true });
    expect((await pbx.ask("PATCH", `/users/${alice}`, { allowPickUp: false })).body).toMatchObject({
      allowPickUp: false,
    });
  });
});
