import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticator } from "../../support/authenticator.ts";
import { startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
const HOST = "pbx.example.com";
const ORIGIN = `http://${HOST}`;
const PASSWORD = "a password of one's own";
const currentPassword = PASSWORD;
beforeAll(async () => {
  pbx = await startApi();
});
afterAll(() => pbx[Symbol.asyncDispose]());

type Headers = Record<string, string>;
let people = 0;
async function newPerson() {
  people++;
  const email = `person${people}@example.com`;
  const user = { name: `Person ${people}`, email, extension: String(4000 + people), password: PASSWORD };
  const { id } = (await pbx.ask("POST", "/users", user)).body as { id: string };
  const { headers } = await post("/sessions", { email, password: PASSWORD });
  return { id, email, as: cookieIn(headers) };
}
const cookieIn = (headers: Record<string, unknown>): Headers => ({
  cookie: String(headers["set-cookie"]).split(";")[0] ?? "",
});
const post = (url: string, body?: unknown, as: Headers = {}) => pbx.ask("POST", url, body, { host: HOST, ...as });
const isLoggedIn = async (as: Headers) => (await pbx.ask("GET", "/me", undefined, as)).status === 200;

const codeAt = (secret: string, offsetMs = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + offsetMs });
async function withTotp() {
  const person = await newPerson();
  const { secret, uri } = (await post("/second-factor/totp", { currentPassword }, person.as)).body;
  // The code of the step before: the present one is for the log-in.
  const confirmed = await post("/second-factor/totp/confirm", { code: codeAt(secret, -30_000) }, person.as);
  expect(confirmed.status).toBe(200);
  return { ...person, secret, uri, recoveryCodes: confirmed.body.recoveryCodes as string[] };
}
async function withPasskey(device = authenticator()) {
  const person = await newPerson();
  const begun = (await post("/second-factor/passkeys/options", { currentPassword }, person.as)).body;
  const response = device.create(begun.options, ORIGIN);
  const added = await post("/second-factor/passkeys", { ticket: begun.ticket, name: "Laptop", response }, person.as);
  expect([added.status, added.body.code]).toEqual([201, undefined]);
  return { ...person, device, passkey: added.body.passkey, recoveryCodes: added.body.recoveryCodes as string[] };
}

describe("a person with an authenticator app", () => {
  it("is asked for a code after the password, gets no session before, and each code works once", async () => {
    const { email, secret, uri } = await withTotp();
    expect(uri).toMatch(/^otpauth:\/\/totp\/Offhook%20Atelier%20Martin:person\d+%40example.com\?issuer=/);
    const asked = await post("/sessions", { email, password: PASSWORD });
    expect([asked.status, asked.body.methods]).toEqual([202, ["totp", "recovery-code"]]);
    expect(asked.headers["set-cookie"]).toBeUndefined();
    const { ticket } = asked.body;
    expect((await post("/sessions/second-factor", { ticket, code: "000000" })).status).toBe(401);
    const code = codeAt(secret);
    const proved = await post("/sessions/second-factor", { ticket, code });
    expect([proved.status, proved.body.email]).toEqual([201, email]);
    expect(await isLoggedIn(cookieIn(proved.headers))).toBe(true);

    const again = (await post("/sessions", { email, password: PASSWORD })).body.ticket;
    expect((await post("/sessions/second-factor", { ticket: again, code })).status).toBe(401);
    expect((await post("/sessions/second-factor", { ticket, code: codeAt(secret, 30_000) })).status).toBe(401);
  });

  it("gets in by a recovery code once, as it was written down", async () => {
    const { email, recoveryCodes, as } = await withTotp();
    expect(recoveryCodes).toHaveLength(10);
    const [code = ""] = recoveryCodes;
    const ticket = async () => (await post("/sessions", { email, password: PASSWORD })).body.ticket;
    const typed = code.toUpperCase().replaceAll("-", " ");
    expect((await post("/sessions/second-factor", { ticket: await ticket(), code: typed })).status).toBe(201);
    expect((await post("/sessions/second-factor", { ticket: await ticket(), code })).status).toBe(401);
    const { body } = await pbx.ask("GET", "/me", undefined, as);
    expect(body.secondFactor).toEqual({ totp: true, passkeys: 0, recoveryCodes: 9 });
  });

  it("isn't let in without by the reset of a forgotten password", async () => {
    const { id } = await withTotp();
    const user = pbx.settings.snapshot.user(id as never)!;
    const { token } = await pbx.settings.accountLinks.create("reset", user);
    const used = await post("/account-links/use", { token, password: "another password" });
    expect([used.status, used.body.methods[0], used.headers["set-cookie"]]).toEqual([202, "totp", undefined]);
  });

  it("is locked for a while after too many wrong codes", async () => {
    const { email } = await withTotp();
    const { ticket } = (await post("/sessions", { email, password: PASSWORD })).body;
    const guess = () =>
      pbx.api.inject({
        ...{ method: "POST", url: "/api/v1/sessions/second-factor", remoteAddress: "203.0.113.50" },
        payload: { ticket, code: "000000" },
      });
    for (let nth = 1; nth <= 10; nth++) expect((await guess()).statusCode).toBe(401);
    expect((await guess()).statusCode).toBe(429);
  });

  it("changes it with the password only, and a token never", async () => {
    const { as } = await withTotp();
    for (const [url, body] of [
      ["/second-factor/totp", { currentPassword: "wrong" }],
      ["/second-factor/totp/remove", { currentPassword: "wrong" }],
      ["/second-factor/recovery-codes", { currentPassword: "wrong" }],
    ] as const)
      expect((await post(url, body, as)).status).toBe(403);
    expect((await pbx.ask("GET", "/second-factor")).status).toBe(403);
    expect((await post("/second-factor/totp/remove", { currentPassword }, as)).status).toBe(204);
    expect((await pbx.ask("GET", "/second-factor", undefined, as)).body.totp).toBe(false);
  });

  it("who has lost everything is let in again by an administrator, as the journal tells", async () => {
    const { id, email, as } = await withTotp();
    expect((await pbx.ask("DELETE", `/users/${id}/second-factor`, undefined, as)).status).toBe(403);
    expect((await pbx.ask("DELETE", `/users/${id}/second-factor`)).status).toBe(204);
    expect((await post("/sessions", { email, password: PASSWORD })).status).toBe(201);
    const [entry] = (await pbx.ask("GET", "/audit")).body.items;
    expect(entry).toMatchObject({ changes: [{ what: "removed", kind: "second-factor", id }] });
  });

  it("sees the secret once: it is in no later answer and in no log", async () => {
    const { secret, as } = await withTotp();
    for (const url of ["/me", "/second-factor"])
      expect(JSON.stringify((await pbx.ask("GET", url, undefined, as)).body)).not.toContain(secret);
    expect(JSON.stringify((await pbx.ask("GET", "/audit")).body)).not.toContain(secret);
    expect(pbx.log()).not.toContain(secret);
  });
});

describe("a person with a passkey", () => {
  it("proves it after the password", async () => {
    const { email, device, recoveryCodes } = await withPasskey();
    expect(recoveryCodes).toHaveLength(10);
    const { status, body } = await post("/sessions", { email, password: PASSWORD });
    expect([status, body.methods]).toEqual([202, ["passkey", "recovery-code"]]);
    const elsewhere = device.get(body.passkey, "https://evil.example");
    expect((await post("/sessions/second-factor", { ticket: body.ticket, passkey: elsewhere })).status).toBe(401);
    const passkey = device.get(body.passkey, ORIGIN);
    expect((await post("/sessions/second-factor", { ticket: body.ticket, passkey })).status).toBe(201);
    expect((await post("/sessions/second-factor", { ticket: body.ticket, passkey })).status).toBe(401);
  });

  it("logs in by it alone, without e-mail or password, where the device makes sure of the person", async () => {
    const { email, device, as } = await withPasskey();
    const begun = (await post("/sessions/passkey/options")).body;
    const passkey = device.get(begun.options, ORIGIN);
    const { status, body, headers } = await post("/sessions/passkey", { ticket: begun.ticket, passkey });
    expect([status, body.email]).toEqual([201, email]);
    expect(await isLoggedIn(cookieIn(headers))).toBe(true);
    expect((await post("/sessions/passkey", { ticket: begun.ticket, passkey })).status).toBe(401);
    const { passkeys } = (await pbx.ask("GET", "/second-factor", undefined, as)).body;
    expect(passkeys[0]).toMatchObject({ name: "Laptop", host: HOST, lastUsedAt: expect.stringMatching(/Z$/) });

    const careless = await withPasskey(authenticator({ verifies: false }));
    const next = (await post("/sessions/passkey/options")).body;
    const unverified = careless.device.get(next.options, ORIGIN);
    expect((await post("/sessions/passkey", { ticket: next.ticket, passkey: unverified })).status).toBe(401);
  });

  it("takes it away with the password, and then logs in without", async () => {
    const { email, passkey, as } = await withPasskey();
    const url = `/second-factor/passkeys/${passkey.id}/remove`;
    expect((await post(url, { currentPassword: "wrong" }, as)).status).toBe(403);
    expect((await post(url, { currentPassword }, as)).status).toBe(204);
    expect((await post("/sessions", { email, password: PASSWORD })).status).toBe(201);
  });
});

describe("what no passkey made", () => {
  it("is refused, with another person's ticket too", async () => {
    const { as } = await newPerson();
    const other = await newPerson();
    const begun = (await post("/second-factor/passkeys/options", { currentPassword }, as)).body;
    const response = authenticator().create(begun.options, ORIGIN);
    const order = { ticket: begun.ticket, name: "Laptop" };
    expect((await post("/second-factor/passkeys", { ...order, response: { id: 1 } }, as)).status).toBe(422);
    const next = (await post("/second-factor/passkeys/options", { currentPassword }, as)).body;
    expect((await post("/second-factor/passkeys", { ...order, ticket: next.ticket, response }, other.as)).status).toBe(
      422,
    );
  });
});
