import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BrowserPhones } from "../../../src/browser-phones/browser-phones.ts";
import type { TenantId, UserId } from "../../../src/vocabulary/identifiers.ts";
import { startApi, type ApiServer } from "../../support/api-server.ts";
import { eventually } from "../../support/eventually.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

const EMAIL = "alice@example.com";
const PASSWORD = "alice has a long password";
const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
let pbx: ApiServer;
let alice: { readonly id: string };
beforeAll(async () => {
  pbx = await startApi();
  const user = { name: "Alice", email: EMAIL, extension: "2001", password: PASSWORD };
  alice = (await pbx.ask("POST", "/users", user)).body;
});
afterAll(() => pbx[Symbol.asyncDispose]());

async function logIn(): Promise<{ cookie: string }> {
  const payload = { email: EMAIL, password: PASSWORD };
  const { headers } = await pbx.api.inject({ method: "POST", url: "/api/v1/sessions", payload });
  return { cookie: String(headers["set-cookie"]).split(";")[0] ?? "" };
}
const open = (as: { cookie: string }) =>
  pbx.ask("POST", "/me/browser-phone", undefined, { ...as, "user-agent": CHROME });
const devices = async (): Promise<readonly { id: string; label: string; kind: string; sipUsername: string }[]> =>
  (await pbx.ask("GET", `/users/${alice.id}/devices`)).body.items;

describe("the browser of a log-in", () => {
  it("is a phone of its user, the same one however often its page is loaded, until the log-out", async () => {
    const here = await logIn();
    const opened = await open(here);
    expect(opened.status).toBe(201);
    expect(opened.body).toMatchObject({ webSocketPath: "/sip", iceServers: [] });
    expect((await open(here)).body).toEqual(opened.body);
    expect(await devices()).toMatchObject([{ id: opened.body.deviceId, label: "Chrome, Linux", kind: "browser" }]);

    const { sipUsername, sipPassword, sipDomain, deviceId } = opened.body;
    const stored = pbx.settings.snapshot.device(deviceId);
    const a1 = `${sipUsername}:${sipDomain}:${sipPassword}`;
    expect(stored?.ha1Sha256).toBe(createHash("sha256").update(a1).digest("hex"));
    expect(JSON.stringify(await devices())).not.toContain(stored?.session);

    const there = await logIn();
    const other = await open(there);
    expect(other.body.sipPassword).not.toBe(sipPassword);
    expect(await devices()).toHaveLength(2);
    expect((await pbx.ask("DELETE", "/sessions/current", undefined, here)).status).toBe(204);
    expect(await devices()).toMatchObject([{ id: other.body.deviceId }]);
    expect((await pbx.ask("DELETE", "/me/browser-phone", undefined, there)).status).toBe(204);
    expect((await pbx.ask("DELETE", "/me/browser-phone", undefined, there)).status).toBe(204);
    expect(await devices()).toEqual([]);
  });

  it("keeps its password where an administrator has given it another one", async () => {
    const here = await logIn();
    const { body } = await open(here);
    expect((await pbx.ask("POST", `/devices/${body.deviceId}/credentials`)).status).toBe(201);
    const changed = pbx.settings.snapshot.device(body.deviceId)?.ha1Md5;
    expect((await open(here)).body).toEqual(body);
    expect(pbx.settings.snapshot.device(body.deviceId)?.ha1Md5).not.toBe(changed);
    await pbx.ask("DELETE", "/sessions/current", undefined, here);
  });

  it("is none for a token, nor without a log-in", async () => {
    expect((await pbx.ask("POST", "/me/browser-phone")).body).toMatchObject({ code: "SW_NOT_ALLOWED" });
    expect((await pbx.ask("POST", "/me/browser-phone", undefined, { cookie: "a=b" })).status).toBe(401);
  });

  it("is only tried by a trial", async () => {
    const here = await logIn();
    expect((await pbx.ask("POST", "/me/browser-phone?dryRun=true", undefined, here)).status).toBe(200);
    expect(await devices()).toEqual([]);
    await pbx.ask("DELETE", "/sessions/current", undefined, here);
  });

  it("ends with a log-in that expires, or that a changed password ends", async () => {
    const clock = new VirtualClock();
    const { settings } = pbx;
    const secret = Buffer.from("another secret of the system");
    using phones = new BrowserPhones({ settings, secret, clock, logger: { warn: () => undefined } });
    const user = settings.snapshot.user(alice.id as UserId);
    const tenantId = user?.tenantId as TenantId;
    const key = await settings.sessions.create({ userId: alice.id as UserId, tenantId }, 3_600);
    const session = createHash("sha256").update(key).digest("hex");
    const actor = { kind: "user", id: alice.id, name: "Alice" } as const;
    await phones.open({ tenantId, userId: alice.id as UserId, session, actor, label: "Chrome" });
    clock.advance(30_000);
    await eventually("a look at the sessions", async () => Promise.resolve(expect(clock.armed).toBe(1)));
    expect(await devices()).toHaveLength(1);
    await settings.sessions.removeAllOf(alice.id as UserId);
    clock.advance(30_000);
    await eventually("the end of the phone", async () => expect(await devices()).toEqual([]));
  });
});
