import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseCallId, type UserId } from "../../../src/vocabulary/identifiers.ts";
import { startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
let user: { id: UserId };
let own: Record<string, string>;
beforeAll(async () => {
  pbx = await startApi();
  user = (await pbx.ask("POST", "/users", { name: "Alice", email: "alice@example.com", extension: "1001" })).body;
  const token = (await pbx.ask("POST", "/tokens", { name: "hers", role: "user", userId: user.id })).body
    .token as string;
  own = { authorization: `Bearer ${token}` };
});
afterAll(() => pbx[Symbol.asyncDispose]());

const lastAudited = async () => (await pbx.ask("GET", "/audit")).body.items[0].changes;

/** A call of the public network to Alice, as the PBX tells it. */
function calls(call: string, number: string | undefined): void {
  const tenant = pbx.settings.snapshot.tenants()[0]!.id;
  const of = { atMs: 0, tenant, call };
  const caller = number === undefined ? {} : { number: parseE164(number)! };
  const started = { ...of, callId: parseCallId(call)!, direction: "inbound" as const, caller, dialled: "+33170000001" };
  pbx.events.publish({ ...started, kind: "call.started" });
  pbx.events.publish({ ...of, kind: "call.ringing", leg: `${call}-1`, callee: { user: user.id } });
  pbx.events.publish({ ...of, kind: "call.ended", outcome: "no-answer" });
}

describe("a person's policies", () => {
  it("are open to every user until they say otherwise", async () => {
    expect((await pbx.ask("GET", `/users/${user.id}`)).body).toMatchObject({
      blockList: { numbers: [], outcome: "reject" },
      rejectAnonymous: false,
      callWaiting: true,
      maxCalls: null,
      declineEndsCall: true,
    });
  });

  it("are changed by that person, field by field, and audited", async () => {
    const numbers = ["+33612345678", "+3389*"];
    await pbx.ask("PATCH", `/users/${user.id}`, { blockList: { numbers } }, own);
    const changes = { blockList: { outcome: "voicemail" }, callWaiting: false, maxCalls: 2, declineEndsCall: false };
    const { status, body } = await pbx.ask("PATCH", `/users/${user.id}`, changes, own);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...changes, blockList: { numbers, outcome: "voicemail" }, rejectAnonymous: false });
    expect(await lastAudited()).toMatchObject([
      { kind: "user", fields: expect.arrayContaining([{ field: "/callWaiting", from: null, to: false }]) },
    ]);
  });

  const tooMany = Array.from({ length: 201 }, (_, i) => `+3361234${String(i).padStart(4, "0")}`);
  it.each([
    ["a number that is none", { blockList: { numbers: ["06123"] } }],
    ["all numbers at once", { blockList: { numbers: ["*"] } }],
    ["the same twice", { blockList: { numbers: ["+336*", "+336*"] } }],
    ["more than can be looked through", { blockList: { numbers: tooMany } }],
    ["an outcome that isn't there", { blockList: { outcome: "music" } }],
    ["no call at all", { maxCalls: 0 }],
    ["a yes that is a word", { callWaiting: "yes" }],
  ])("refuse %s", async (_, body) => {
    expect((await pbx.ask("PATCH", `/users/${user.id}`, body, own)).status).toBe(422);
  });
});

describe("the last caller", () => {
  const block = () => pbx.ask("POST", `/users/${user.id}/block-list/last-caller`, undefined, own);

  it("is put on the block list, once", async () => {
    calls("call-1", "+33698765432");
    await expect.poll(async () => (await block()).status).toBe(200);
    const { body } = await block();
    expect(body.blockList.numbers.filter((each: string) => each === "+33698765432")).toHaveLength(1);
  });

  it("can't be blocked without a number, and no earlier caller is blocked in their place", async () => {
    calls("call-2", undefined);
    await expect.poll(async () => (await block()).status).toBe(404);
  });

  it("is blocked for oneself only", async () => {
    const other = (await pbx.ask("POST", "/users", { name: "Bob", email: "bob@example.com", extension: "1002" })).body;
    expect((await pbx.ask("POST", `/users/${other.id}/block-list/last-caller`, undefined, own)).status).toBe(403);
    expect((await pbx.ask("POST", `/users/${other.id}/block-list/last-caller`)).status).toBe(404);
  });
});

describe("a company's policies", () => {
  it("are changed by its administrators, and audited", async () => {
    const changes = {
      blockList: { numbers: ["+33899*"], outcome: "announcement" },
      rejectAnonymous: true,
      sessionTimer: { seconds: 600 },
      mediaTimeoutSeconds: 30,
    };
    expect((await pbx.ask("PATCH", "/tenant", changes, own)).status).toBe(403);
    const { body } = await pbx.ask("PATCH", "/tenant", changes);
    expect(body).toMatchObject({ ...changes, sessionTimer: { seconds: 600, minimumSeconds: 90 } });
    expect(await lastAudited()).toMatchObject([
      { kind: "tenant", fields: expect.arrayContaining([{ field: "/mediaTimeoutSeconds", from: null, to: 30 }]) },
    ]);
  });

  it.each([{ sessionTimer: { seconds: 60 } }, { sessionTimer: { minimumSeconds: 30 } }, { mediaTimeoutSeconds: 5 }])(
    "refuse %j",
    async (body) => {
      expect((await pbx.ask("PATCH", "/tenant", body)).status).toBe(422);
    },
  );
});

describe("a lifted limit", () => {
  it("is in the journal, with who lifted it and until when", async () => {
    expect((await pbx.ask("POST", "/limits/countries/lift")).status).toBe(200);
    const { body } = await pbx.ask("GET", "/audit");
    expect(body.items[0]).toMatchObject({
      actor: { name: "API_TOKEN" },
      changes: [
        { kind: "tenant", fields: [{ field: "/liftedLimits/countries", to: expect.stringMatching(/^20.*Z$/) }] },
      ],
    });
  });
});

describe("a forward to where the company may not call", () => {
  it("is refused and names the field, unless the limit is lifted", async () => {
    const premium = { enabled: true, number: "+33899123456" };
    const refused = await pbx.ask("PATCH", `/users/${user.id}/forwarding`, premium, own);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: "/number" }] } });
    await pbx.ask("POST", "/limits/premiumNumbers/lift");
    expect((await pbx.ask("PATCH", `/users/${user.id}/forwarding`, premium, own)).status).toBe(200);
  });

  it("keeps no admin from changing something else when the limits were narrowed later", async () => {
    await pbx.ask("PATCH", `/users/${user.id}/forwarding`, { enabled: true, number: "+33612345678" });
    await pbx.ask("PATCH", "/tenant", { limits: { countries: ["DE"] } });
    expect((await pbx.ask("PATCH", `/users/${user.id}`, { doNotDisturb: true }, own)).status).toBe(200);
    expect((await pbx.ask("PATCH", `/users/${user.id}/forwarding`, { ringDevices: false }, own)).status).toBe(200);
  });
});

describe("a site", () => {
  it("is added, changed, given to a device, and not removed while one stands there", async () => {
    await pbx.ask("POST", "/phone-numbers", { number: "+33478000000" });
    const site = await pbx.ask("POST", "/sites", {
      name: "Lyon",
      address: "1 place Bellecour, 69002 Lyon",
      emergencyCallerId: "+33478000000",
      contacts: ["door@example.com"],
    });
    expect(site.status).toBe(201);
    const url = `/sites/${site.body.id}`;
    expect((await pbx.ask("PATCH", url, { name: "Lyon 2" })).body).toMatchObject({ name: "Lyon 2" });
    expect((await pbx.ask("GET", "/sites")).body).toMatchObject({ total: 1 });
    const device = await pbx.ask("POST", `/users/${user.id}/devices`, {
      label: "Desk",
      kind: "ip-phone",
      siteId: site.body.id,
    });
    expect(device.body).toMatchObject({ siteId: site.body.id });
    expect(await pbx.ask("DELETE", url)).toMatchObject({ status: 409, body: { usedBy: [{ label: "Desk" }] } });
    expect((await pbx.ask("DELETE", "/phone-numbers/%2B33478000000")).status).toBe(409);
    await pbx.ask("PATCH", `/devices/${device.body.id}`, { siteId: null });
    expect((await pbx.ask("DELETE", url)).status).toBe(204);
  });

  it("shows numbers of the company only, stands where it is known, and is administrators' business", async () => {
    const site = { name: "Paris", address: "1 rue de Rivoli" };
    const foreign = await pbx.ask("POST", "/sites", { ...site, emergencyCallerId: "+33199999999" });
    expect(foreign).toMatchObject({ status: 422, body: { errors: [{ field: "/emergencyCallerId" }] } });
    const nowhere = { label: "Desk", kind: "ip-phone", siteId: "no-such-site" };
    expect((await pbx.ask("POST", `/users/${user.id}/devices`, nowhere)).status).toBe(422);
    expect((await pbx.ask("POST", "/sites", site, own)).status).toBe(403);
  });
});
