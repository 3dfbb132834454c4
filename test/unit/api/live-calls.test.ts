import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CallRecord } from "../../../src/events/call-record.ts";
import { parseConferenceId, type UserId } from "../../../src/vocabulary/identifiers.ts";
import { startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
let alice: UserId;
let bob: UserId;
let asAlice: Record<string, string>;
let room: string;
beforeAll(async () => {
  pbx = await startApi();
  const add = async (name: string, extension: string): Promise<UserId> => {
    const made = await pbx.ask("POST", "/users", { name, email: `${name}@example.com`, extension });
    return (made.body as { id: UserId }).id;
  };
  [alice, bob] = [await add("Alice", "1001"), await add("Bob", "1002")];
  const token = await pbx.ask("POST", "/tokens", { name: "Alice's", userId: alice });
  asAlice = { authorization: `Bearer ${(token.body as { token: string }).token}` };
  const conference = await pbx.ask("POST", "/conferences", { name: "Board", extension: "8000" });
  room = (conference.body as { id: string }).id;
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(() => {
  pbx.callControl.asked.length = 0;
  pbx.callControl.says = {};
});

const CALL = "0123456789abcdef";
/** A call of the PBX that goes on. */
function talking(more: Partial<CallRecord> = {}): void {
  pbx.world.calls = [
    {
      ...{ call: CALL, tenant: pbx.tenantId, direction: "internal", callId: "x", caller: { user: alice } },
      ...{ dialled: "1002", legs: [], answeredBy: { user: bob }, startedAtMs: 0, ...more },
    } as unknown as CallRecord,
  ];
}

describe("a call that is made by API", () => {
  it("rings the phones of the user who asks, and calls what they wrote", async () => {
    pbx.callControl.says.originate = { kind: "ringing", call: CALL };
    const made = await pbx.ask("POST", "/calls", { to: "06 12 34 56 78" }, asAlice);
    expect([made.status, made.body]).toEqual([201, { id: CALL }]);
    expect(pbx.callControl.asked).toEqual([
      ["originate", { tenant: pbx.tenantId, user: alice, dialled: "0612345678", autoAnswer: false }],
    ]);
  });

  it("is made for others by administrators only, who must say for whom", async () => {
    pbx.callControl.says.originate = { kind: "ringing", call: CALL };
    expect((await pbx.ask("POST", "/calls", { to: "1002", userId: bob }, asAlice)).status).toBe(403);
    expect((await pbx.ask("POST", "/calls", { to: "1002" })).status).toBe(422);
    expect((await pbx.ask("POST", "/calls", { to: "1002", userId: "nobody-at-all" })).status).toBe(404);
    expect((await pbx.ask("POST", "/calls", { to: "1002", userId: bob, autoAnswer: true })).status).toBe(201);
    expect(pbx.callControl.asked).toHaveLength(1);
  });

  it("says why it is not made", async () => {
    const statusOf = async (because: string): Promise<unknown[]> => {
      pbx.callControl.says.originate = { kind: "refused", because };
      const { status, body } = await pbx.ask("POST", "/calls", { to: "1002", userId: bob });
      return [status, (body as { code: string }).code];
    };
    expect(await statusOf("no-phone")).toEqual([409, "SW_CALL_REFUSED"]);
    expect(await statusOf("no-line")).toEqual([503, "SW_CALL_REFUSED"]);
    expect(await statusOf("no-such-target")).toEqual([422, "SW_REQUEST_INVALID"]);
    expect((await pbx.ask("POST", "/calls", { to: "sip:x@evil.example", userId: bob })).status).toBe(422);
  });
});

describe("a transfer by API", () => {
  it("sends the one whom the user talks to, with the user's rights", async () => {
    pbx.callControl.says.transfer = "accepted";
    talking();
    expect((await pbx.ask("POST", `/calls/${CALL}/transfer`, { to: "1003" }, asAlice)).status).toBe(202);
    const sent = { tenant: pbx.tenantId, call: CALL, transferee: "callee", dialled: "1003", by: alice };
    expect(pbx.callControl.asked).toEqual([["transfer", sent]]);
    expect(
      (await pbx.ask("POST", `/calls/${CALL}/transfer`, { to: "1003", transferee: "caller" }, asAlice)).status,
    ).toBe(403);
  });

  it("by a user of a call that is not theirs finds no such call", async () => {
    talking({ caller: {}, answeredBy: { user: bob } });
    expect((await pbx.ask("POST", `/calls/${CALL}/transfer`, { to: "1003" }, asAlice)).status).toBe(404);
    expect(pbx.callControl.asked).toEqual([]);
  });

  it("by an administrator sends the caller, with the rights of the user who answered", async () => {
    pbx.callControl.says.transfer = "accepted";
    talking({ caller: { name: "Carol" } });
    expect((await pbx.ask("POST", `/calls/${CALL}/transfer`, { to: "1003" })).status).toBe(202);
    expect(pbx.callControl.asked).toMatchObject([["transfer", { transferee: "caller", by: undefined }]]);
  });

  it("says what kept it", async () => {
    talking();
    const statusOf = async (outcome: string): Promise<number> => {
      pbx.callControl.says.transfer = outcome;
      return (await pbx.ask("POST", `/calls/${CALL}/transfer`, { to: "1003" })).status;
    };
    expect(await statusOf("not-talking")).toBe(409);
    expect(await statusOf("not-allowed")).toBe(403);
    expect(await statusOf("no-such-target")).toBe(422);
    pbx.world.calls = [];
    expect(await statusOf("accepted")).toBe(404);
  });
});

describe("a conference by API", () => {
  it("shows who is there, the first first", async () => {
    const who = { name: undefined, user: undefined, moderator: false, muted: true, talking: false, isLockedIn: true };
    pbx.callControl.says.participants = [
      { ...who, call: "call-2", number: undefined, enteredAtMs: 2_000 },
      { ...who, call: "call-1", number: "1001", user: alice, enteredAtMs: 1_000 },
    ];
    const { body } = await pbx.ask("GET", `/conferences/${room}/members`);
    expect(body).toMatchObject({
      locked: true,
      items: [
        { id: "call-1", userId: alice },
        { id: "call-2", number: "", muted: true },
      ],
    });
  });

  it("mutes, unmutes and sends out one of them", async () => {
    pbx.callControl.says.orderMember = true;
    for (const [method, path] of [
      ["POST", "/mute"],
      ["POST", "/unmute"],
      ["DELETE", ""],
    ] as const)
      expect((await pbx.ask(method, `/conferences/${room}/members/${CALL}${path}`)).status).toBe(204);
    const id = parseConferenceId(room);
    expect(pbx.callControl.asked).toEqual(["mute", "unmute", "kick"].map((order) => ["orderMember", id, CALL, order]));
    pbx.callControl.says.orderMember = false;
    expect((await pbx.ask("DELETE", `/conferences/${room}/members/${CALL}`)).status).toBe(404);
  });

  it("is locked and muted as a whole, where a member is there", async () => {
    expect((await pbx.ask("POST", `/conferences/${room}/lock`)).status).toBe(409);
    pbx.callControl.says.orderRoom = true;
    for (const order of ["lock", "unlock", "mute-all", "unmute-all"])
      expect((await pbx.ask("POST", `/conferences/${room}/${order}`)).status).toBe(204);
  });

  it("is an administrator's business", async () => {
    expect((await pbx.ask("GET", `/conferences/${room}/members`, undefined, asAlice)).status).toBe(403);
    expect((await pbx.ask("POST", "/conferences/another-company/lock")).status).toBe(404);
  });
});
