import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoredRecord } from "../../../src/call-records/stored-record.ts";
import type { Binding } from "../../../src/registrar/binding.ts";
import { NOTHING_KNOWN } from "../../../src/trunks/state.ts";
import { ADMIN, startApi, type ApiServer } from "../../support/api-server.ts";
import { toneFile } from "../../support/wav-file.ts";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi();
});
afterAll(() => pbx[Symbol.asyncDispose]());

interface News {
  readonly code: string;
  readonly count: number;
  readonly items: readonly { readonly kind: string; readonly id: string; readonly label: string }[];
}
const dashboard = async () => (await pbx.ask("GET", "/dashboard")).body;
const newsOf = async (code: string): Promise<News | undefined> =>
  (await dashboard()).attention.find((news: News) => news.code === code);
const addUser = async (extension: string) => {
  const user = { name: `Person ${extension}`, email: `p${extension}@example.com`, extension };
  return (await pbx.ask("POST", "/users", user)).body;
};

describe("the home page", () => {
  it("counts phones that are online, calls that go on, and calls of the last day by the hour", async () => {
    const anna = await addUser("2001");
    const desk = (await pbx.ask("POST", `/users/${anna.id}/devices`, { label: "Desk", kind: "ip-phone" })).body;
    await pbx.ask("POST", `/users/${anna.id}/devices`, { label: "Mobile", kind: "mobile-app" });
    pbx.bindings.set(desk.id, [{ contact: "sip:desk@192.0.2.9" } as Binding]);
    const call = { tenant: pbx.tenantId, people: {}, trunks: {}, legs: [], transfers: [], caller: {} };
    const begun = (hoursAgo: number, id: string) =>
      ({ ...call, call: id, startedAtMs: Date.now() - hoursAgo * 3_600_000 }) as unknown as StoredRecord;
    for (const [hoursAgo, id] of [
      [0, "a1"],
      [0, "b2"],
      [3, "c3"],
      [30, "d4"],
    ] as const)
      await pbx.callRecords.write(begun(hoursAgo, id), undefined);
    pbx.world.calls = [{ tenant: pbx.tenantId, call: "e5" } as never];
    const { phones, calls, callsPerHour } = await dashboard();
    expect({ phones, calls }).toEqual({ phones: { total: 2, online: 1 }, calls: { live: 1 } });
    expect(callsPerHour).toHaveLength(24);
    const counts = callsPerHour.map((hour: { calls: number }) => hour.calls);
    expect([counts[23], counts[20], counts.reduce((sum: number, each: number) => sum + each, 0)]).toEqual([2, 1, 3]);
    pbx.world.calls = [];
  });

  it("names trunks that are down with the reason, and counts those that are up", async () => {
    expect(await newsOf("no-trunk")).toMatchObject({ count: 1 });
    const trunk = { name: "Provider", host: "sip.example.com" };
    const { id } = (await pbx.ask("POST", "/trunks", trunk)).body;
    expect((await dashboard()).trunks).toEqual({ total: 1, up: 0, down: 0, unknown: 1, disabled: 0 });
    pbx.world.trunk = { ...NOTHING_KNOWN, health: { kind: "up", sinceMs: 1 } };
    expect((await dashboard()).trunks).toMatchObject({ up: 1, down: 0 });
    pbx.world.trunk = {
      ...NOTHING_KNOWN,
      registration: { kind: "failed", sinceMs: 1, reason: "403 Forbidden", retryAtMs: 2 },
    };
    expect((await dashboard()).trunks).toMatchObject({ up: 0, down: 1 });
    expect(await newsOf("trunk-down")).toMatchObject({
      ...{ severity: "error", count: 1 },
      items: [{ kind: "trunk", id, label: "Provider", reason: "403 Forbidden" }],
    });
    expect(await newsOf("no-trunk")).toBeUndefined();
    pbx.world.trunk = NOTHING_KNOWN;
  });

  it("names numbers that lead nowhere and users without a device", async () => {
    const bob = await addUser("2002");
    await pbx.ask("POST", "/phone-numbers", { number: "+33170000001" });
    expect(await newsOf("number-without-destination")).toMatchObject({
      ...{ count: 1, severity: "info" },
      items: [{ kind: "phone-number", id: "+33170000001", label: "+33170000001" }],
    });
    const without = await newsOf("user-without-device");
    expect(without?.items).toContainEqual({ kind: "user", id: bob.id, label: "Person 2002" });
    expect(await newsOf("no-main-number")).toMatchObject({ count: 1 });
  });

  it("names voicemails whose e-mail has failed, until they are deleted", async () => {
    const carol = await addUser("2003");
    const recording = await pbx.mailboxes.begin({
      tenant: pbx.tenantId,
      user: carol.id,
      from: "+33612345678",
      caller: {},
    });
    await writeFile(recording.path, toneFile(700, 2_000));
    const message = await recording.finish("hang-up");
    if (message === undefined) throw new Error("a message is left");
    expect(await newsOf("mail-failed")).toBeUndefined();
    const queued = { state: "queued", attempts: 1 } as const;
    await pbx.settings.redis.hset(`offhook:mailbox:{${carol.id}}:mail`, message.id, JSON.stringify(queued));
    await pbx.mailboxes.moveMail(message, { state: "failed", attempts: 16, reason: "550 no such user" });
    expect(await newsOf("mail-failed")).toMatchObject({
      count: 1,
      items: [{ kind: "voicemail", id: message.id, label: "Person 2003", reason: "550 no such user" }],
    });
    await pbx.mailboxes.remove(message.id);
    expect(await newsOf("mail-failed")).toBeUndefined();
  });

  it("names accounts and mailboxes that guessers have locked, and limits that calls ran into", async () => {
    const { id } = (await pbx.ask("GET", "/users?q=2003")).body.items[0];
    const untilMs = Date.now() + 60_000;
    await pbx.settings.redis.set(`offhook:pin:{${id}}:lock`, untilMs, "PX", 60_000);
    expect(await newsOf("mailbox-locked")).toMatchObject({
      items: [{ kind: "user", id, label: "Person 2003", until: new Date(untilMs).toISOString() }],
    });
    for (let i = 0; i < 21; i++) {
      const headers = { "x-forwarded-for": `192.0.2.${i}` };
      await pbx.api.inject({
        ...{ method: "POST", url: "/api/v1/sessions", remoteAddress: `192.0.2.${i}`, headers },
        payload: { email: ADMIN.email, password: "guessed wrong" },
      });
    }
    expect(await newsOf("login-locked")).toMatchObject({ items: [{ kind: "user", label: "Boss" }] });
    await pbx.settings.redis.hset("{offhook}:limits:reached", `${pbx.tenantId}/callsPerHour`, Date.now());
    expect(await newsOf("limit-reached")).toMatchObject({ items: [{ kind: "limit", id: "callsPerHour" }] });
  });

  it("is for administrators alone", async () => {
    const { id: userId } = (await pbx.ask("GET", "/users?q=2003")).body.items[0];
    const { body } = await pbx.ask("POST", "/tokens", { name: "Own", userId, role: "user" });
    expect((await pbx.ask("GET", "/dashboard", undefined, { authorization: `Bearer ${body.token}` })).status).toBe(403);
  });
});
