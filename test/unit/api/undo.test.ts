import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settingsKeys } from "../../../src/redis/keys.ts";
import { startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
let made = 0;
beforeAll(async () => {
  pbx = await startApi();
});
afterAll(() => pbx[Symbol.asyncDispose]());

async function newest() {
  return (await pbx.ask("GET", "/audit?limit=1")).body.items[0];
}
const undo = (id: number, headers?: Record<string, string>) => pbx.ask("POST", `/audit/${id}/undo`, undefined, headers);
async function undoNewest() {
  return undo((await newest()).id);
}
async function user(more: object = {}) {
  made += 1;
  const order = { name: `User ${made}`, email: `u${made}@example.com`, extension: String(2000 + made), ...more };
  return (await pbx.ask("POST", "/users", order)).body;
}
const read = async (path: string) => (await pbx.ask("GET", path)).body;

describe("a change that is undone", () => {
  it("leaves the fields as they were, and later changes of other fields as they are", async () => {
    const { id } = await user();
    await pbx.ask("PATCH", `/users/${id}/voicemail`, { answerTimeSeconds: 40 });
    const change = await newest();
    await pbx.ask("PATCH", `/users/${id}`, { name: "Renamed", voicemail: { enabled: false } });
    const { status, body } = await undo(change.id);
    expect([status, body.undoes]).toEqual([200, change.id]);
    expect(body.changes[0].fields).toEqual([{ field: "/voicemail/answerTimeSeconds", from: 40, to: 25 }]);
    const after = await read(`/users/${id}`);
    expect(after).toMatchObject({ name: "Renamed", voicemail: { enabled: false, answerTimeSeconds: 25 } });
    expect(await newest()).toMatchObject({ id: body.id, undoes: change.id, undoable: true });
  });

  it("can be done again, by undoing the undo", async () => {
    const { id } = await user();
    await pbx.ask("PATCH", `/users/${id}`, { doNotDisturb: true });
    await undoNewest();
    expect((await read(`/users/${id}`)).doNotDisturb).toBe(false);
    expect((await undoNewest()).status).toBe(200);
    expect((await read(`/users/${id}`)).doNotDisturb).toBe(true);
  });

  it("is refused where a later change touched the same field, which is named", async () => {
    const { id } = await user();
    await pbx.ask("PATCH", `/users/${id}`, { name: "Second", doNotDisturb: true });
    const change = await newest();
    await pbx.ask("PATCH", `/users/${id}`, { name: "Third" });
    const { status, body } = await undo(change.id);
    expect([status, body.code, body.changedSince]).toEqual([
      409,
      "SW_CHANGED_SINCE",
      [{ kind: "user", id, field: "/name" }],
    ]);
    expect(await read(`/users/${id}`)).toMatchObject({ name: "Third", doNotDisturb: true });
  });

  it("takes back what was never set, so that it isn't set again", async () => {
    const { id } = await user();
    const before = await read(`/users/${id}`);
    await pbx.ask("PATCH", `/users/${id}`, { maxCalls: 2, blockList: { numbers: ["+33199000001"] } });
    await undoNewest();
    const { version: _, ...after } = await read(`/users/${id}`);
    const { version: __, ...expected } = before;
    expect(after).toEqual(expected);
    expect(pbx.settings.snapshot.user(id)).not.toHaveProperty("maxCalls");
  });
});

describe("an addition that is undone", () => {
  it("takes the user away with the numbers and the device that came in the same step", async () => {
    const device = { label: "Desk", kind: "ip-phone" };
    const { id } = await user({ phoneNumbers: ["+33170000201"], device });
    const { status, body } = await undoNewest();
    expect([status, body.changes.map(({ what }: { what: string }) => what)]).toEqual([
      200,
      ["removed", "removed", "removed"],
    ]);
    expect((await pbx.ask("GET", `/users/${id}`)).status).toBe(404);
    expect((await pbx.ask("GET", `/phone-numbers/${encodeURIComponent("+33170000201")}`)).status).toBe(404);
  });

  it("is refused while a number leads there, or a phone was added since", async () => {
    const { id } = await user();
    const { id: change } = await newest();
    const destination = { kind: "user", id };
    await pbx.ask("POST", "/phone-numbers", { number: "+33170000202", destination });
    const inUse = await undo(change);
    expect([inUse.status, inUse.body.code]).toEqual([409, "SW_SETTING_IN_USE"]);
    expect(inUse.body.usedBy).toEqual([{ kind: "number", id: "+33170000202", label: "+33170000202" }]);
    await undoNewest();
    await pbx.ask("POST", `/users/${id}/devices`, { label: "Later", kind: "softphone" });
    const { body } = await undo(change);
    expect([body.code, body.usedBy[0].label]).toEqual(["SW_SETTING_IN_USE", "Later"]);
    await undoNewest();
    expect((await undo(change)).status).toBe(200);
  });

  it("is refused once the user has set a password: the log-in is theirs", async () => {
    const { id } = await user();
    const { id: change } = await newest();
    await pbx.ask("PATCH", `/users/${id}`, { password: "a password of their own" });
    const { body } = await undo(change);
    expect([body.code, body.changedSince]).toEqual(["SW_CHANGED_SINCE", [{ kind: "user", id, field: "" }]]);
  });
});

describe("a removal that is undone", () => {
  it("brings the user back with id, numbers, groups and phones, and says which secrets are not as before", async () => {
    const device = { label: "Desk", kind: "ip-phone" };
    const password = "a password for the portal";
    const { id, extension, device: phone } = await user({ phoneNumbers: ["+33170000203"], device, password });
    const group = (await pbx.ask("POST", "/ring-groups", { name: "Sales", extension: "2900", members: [id] })).body;
    await pbx.ask("DELETE", `/users/${id}?reassignTo=none`);
    expect((await read(`/ring-groups/${group.id}`)).members).toEqual([]);
    const { status, body } = await undoNewest();
    expect(status).toBe(200);
    const secrets = body.notUndone.map(({ kind, field }: { kind: string; field: string }) => `${kind} ${field}`).sort();
    expect(secrets).toEqual(["device /ha1Md5", "device /ha1Sha256", "user /passwordHash"]);
    expect(await read(`/users/${id}`)).toMatchObject({ extension, phoneNumbers: ["+33170000203"] });
    expect((await read(`/ring-groups/${group.id}`)).members).toEqual([id]);
    const [back] = (await read(`/users/${id}/devices`)).items;
    expect(back).toMatchObject({ id: phone.id, sipUsername: phone.sipUsername });
    expect((await pbx.ask("POST", `/devices/${phone.id}/credentials`)).status).toBe(201);
  });

  it("is refused where the extension is another's by now, and nothing of it is done", async () => {
    const { id, extension } = await user();
    await pbx.ask("DELETE", `/users/${id}`);
    const { id: change } = await newest();
    await pbx.ask("POST", "/conferences", { name: "Took it", extension });
    const { status, body } = await undo(change);
    expect([status, body.code, body.errors[0].code]).toEqual([409, "SW_SETTING_TAKEN", "extension-taken"]);
    expect((await pbx.ask("GET", `/users/${id}`)).status).toBe(404);
  });

  it("gives a room that had a PIN another one: it isn't open to all", async () => {
    const room = (await pbx.ask("POST", "/conferences", { name: "Board", extension: "2950", pin: "8305" })).body;
    await pbx.ask("DELETE", `/conferences/${room.id}`);
    expect(JSON.stringify(await newest())).not.toContain("8305");
    expect((await undoNewest()).body.notUndone).toEqual([{ kind: "conference", id: room.id, field: "/pin" }]);
    const { pin, moderatorPin } = await read(`/conferences/${room.id}`);
    expect([/^\d{6}$/.test(pin), pin === "8305", moderatorPin]).toEqual([true, false, null]);
  });
});

describe("what can't be undone", () => {
  const refusal = async (id: number) => {
    const { status, body } = await undo(id);
    return [status, body.code];
  };

  it("is a change of nothing but a secret, a withdrawn token, the company itself, and what an older version wrote", async () => {
    const { id } = await user();
    await pbx.ask("PATCH", `/users/${id}/voicemail`, { pin: "4711" });
    const pin = await newest();
    expect(pin.undoable).toBe(false);
    expect(await refusal(pin.id)).toEqual([409, "SW_UNDO_IMPOSSIBLE"]);
    const token = (await pbx.ask("POST", "/tokens", { name: "CRM" })).body;
    await pbx.ask("DELETE", `/tokens/${token.id}`);
    expect(await refusal((await newest()).id)).toEqual([409, "SW_UNDO_IMPOSSIBLE"]);
    expect(await refusal(1)).toEqual([409, "SW_UNDO_IMPOSSIBLE"]);
    await pbx.ask("PATCH", `/users/${id}`, { name: "By an older version" });
    const { id: older } = await newest();
    const key = settingsKeys().audit(pbx.tenantId);
    const [[, fields] = ["", []]] = await pbx.settings.redis.xrange(key, `${older}-0`, `${older}-0`);
    await pbx.settings.redis.del(key);
    await pbx.settings.redis.xadd(key, `${older}-0`, "entry", fields[1] ?? "");
    expect((await newest()).undoable).toBe(false);
    expect(await refusal(older)).toEqual([409, "SW_UNDO_IMPOSSIBLE"]);
    expect(await refusal(999_999)).toEqual([404, "SW_NOT_FOUND"]);
  });

  it("is undone only once, and by nobody but an administrator", async () => {
    const password = "a password for the portal";
    const { id, email } = await user({ password });
    await pbx.ask("PATCH", `/users/${id}`, { doNotDisturb: true });
    const { id: change } = await newest();
    const { headers } = await pbx.ask("POST", "/sessions", { email, password }, {});
    const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
    expect((await undo(change, { cookie })).status).toBe(403);
    expect((await undo(change)).status).toBe(200);
    expect(await refusal(change)).toEqual([409, "SW_UNDO_IMPOSSIBLE"]);
  });
});
