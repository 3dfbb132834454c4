import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { startApi, ADMIN, type ApiServer } from "../../support/api-server.ts";
import { smtpPeer, type ReceivedMail, type SmtpPeer } from "../../support/smtp-peer.ts";

let smtp: SmtpPeer;
let pbx: ApiServer;
beforeAll(async () => {
  smtp = await smtpPeer();
  pbx = await startApi({ smtpUrl: smtp.url });
});
afterAll(async () => {
  await pbx[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});

const PASSWORD = "a password of one's own";
let made = 0;
async function newUser(more: object = {}) {
  made++;
  const user = { name: `User ${made}`, email: `user${made}@example.com`, extension: String(3000 + made) };
  const { status, body } = await pbx.ask("POST", "/users", { ...user, ...more });
  expect(status).toBe(201);
  return body as { id: string; email: string };
}

/** Asks without a log-in, from an address of its own. */
let sources = 0;
const asStranger = async (url: string, payload: object, remoteAddress = `198.51.100.${++sources}`) => {
  const {
    statusCode,
    headers,
    payload: text,
  } = await pbx.api.inject({
    ...{ method: "POST", url: `/api/v1${url}`, payload, remoteAddress },
  });
  return { status: statusCode, headers, body: text === "" ? undefined : JSON.parse(text) };
};

const mailTo = (email: string, nth = 1): Promise<ReceivedMail> =>
  eventually(`e-mail ${nth} to ${email}`, () => {
    const mail = smtp.accepted.filter(({ to }) => to === email)[nth - 1];
    return mail === undefined ? Promise.reject(new Error("not yet")) : Promise.resolve(mail);
  });
const linkIn = ({ raw }: ReceivedMail): URL => {
  const text = raw.replaceAll(/=\r\n/g, "").replaceAll("=3D", "=");
  return new URL(/https?:\/\/\S+?\/portal\/\w+\?token=[\w-]+/.exec(text)?.[0] ?? "");
};
const tokenIn = (mail: ReceivedMail): string => linkIn(mail).searchParams.get("token") ?? "";
const canLogIn = async (email: string, password: string) =>
  (await asStranger("/sessions", { email, password })).status === 201;

describe("an invited user", () => {
  it("gets a link in their language, chooses a password by it and is logged in", async () => {
    const { email } = await newUser({ invite: true, language: "fr" });
    const mail = await mailTo(email);
    expect(mail.subject).toBe("Votre téléphone chez Atelier Martin");
    expect(linkIn(mail).href).toMatch(/^https:\/\/pbx\.example\.com\/portal\/invitation\?token=/);
    const token = tokenIn(mail);
    const looked = await asStranger("/account-links/check", { token });
    expect(looked.body).toMatchObject({ purpose: "invitation", email, company: "Atelier Martin", language: "fr" });
    expect(Date.parse(looked.body.expiresAt) - Date.now()).toBeGreaterThan(6.9 * 24 * 3_600_000);

    const used = await asStranger("/account-links/use", { token, password: PASSWORD });
    expect([used.status, used.body.email]).toEqual([201, email]);
    const cookie = String(used.headers["set-cookie"]).split(";")[0] ?? "";
    expect((await pbx.ask("GET", "/me", undefined, { cookie })).body.user.email).toBe(email);
    expect(await canLogIn(email, PASSWORD)).toBe(true);
  });

  it("can use the link once, and a password that is too short doesn't use it up", async () => {
    const { email } = await newUser({ invite: true });
    const token = tokenIn(await mailTo(email));
    expect((await asStranger("/account-links/use", { token, password: "short" })).status).toBe(422);
    const both = await Promise.all(
      ["the first of both", "the second of both"].map((password) =>
        asStranger("/account-links/use", { token, password }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 410]);
    const again = await asStranger("/account-links/use", { token, password: PASSWORD });
    expect([again.status, again.body.code]).toEqual([410, "SW_LINK_SPENT"]);
    expect((await asStranger("/account-links/check", { token })).status).toBe(410);
  });

  it("can be sent the link again, but not for ever, and not once there is a password", async () => {
    const { id, email } = await newUser({ invite: true });
    await mailTo(email);
    const again = await pbx.ask("POST", `/users/${id}/invitation`);
    expect([again.status, again.body.email]).toEqual([202, email]);
    const token = tokenIn(await mailTo(email, 2));
    for (let nth = 3; nth <= 5; nth++) expect((await pbx.ask("POST", `/users/${id}/invitation`)).status).toBe(202);
    const refused = await pbx.ask("POST", `/users/${id}/invitation`);
    expect([refused.status, refused.body.code]).toEqual([429, "SW_TOO_MANY_REQUESTS"]);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(60);
    expect((await asStranger("/account-links/use", { token, password: PASSWORD })).status).toBe(201);
    expect((await pbx.ask("POST", `/users/${id}/invitation`)).body.code).toBe("SW_PASSWORD_SET");
  });

  it("whose address was wrong gives that address nothing: the link ends with it", async () => {
    const { id, email } = await newUser({ invite: true });
    const token = tokenIn(await mailTo(email));
    await pbx.ask("PATCH", `/users/${id}`, { email: `right-${email}` });
    expect((await asStranger("/account-links/use", { token, password: PASSWORD })).status).toBe(410);
  });

  it("finds the portal where the administrator's browser found it", async () => {
    const { headers } = await asStranger("/sessions", ADMIN);
    const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
    const { id, email } = await newUser();
    const origin = "http://pbx.local:8080";
    await pbx.ask("POST", `/users/${id}/invitation`, undefined, { cookie, origin, host: "pbx.local:8080" });
    expect(linkIn(await mailTo(email)).origin).toBe(origin);
  });

  it("is invited by administrators only, and without a password of theirs", async () => {
    const { id } = await newUser({ password: PASSWORD });
    const { headers } = await asStranger("/sessions", { email: `user${made}@example.com`, password: PASSWORD });
    const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
    expect((await pbx.ask("POST", `/users/${id}/invitation`, undefined, { cookie })).status).toBe(403);
    const both = { name: "Both", email: "both@example.com", extension: "3999", password: PASSWORD, invite: true };
    const { status, body } = await pbx.ask("POST", "/users", both);
    expect([status, body.errors[0].field]).toEqual([422, "/invite"]);
  });
});

describe("a forgotten password", () => {
  it("is replaced by a link, which ends all sessions and works once", async () => {
    const { email } = await newUser({ password: PASSWORD });
    const { headers } = await asStranger("/sessions", { email, password: PASSWORD });
    const before = { cookie: String(headers["set-cookie"]).split(";")[0] ?? "" };
    expect((await asStranger("/password-resets", { email: email.toUpperCase() })).status).toBe(202);
    const mail = await mailTo(email);
    expect(linkIn(mail).pathname).toBe("/portal/reset");
    const token = tokenIn(mail);
    expect((await asStranger("/account-links/use", { token, password: "another password" })).status).toBe(201);
    expect((await pbx.ask("GET", "/me", undefined, before)).status).toBe(401);
    expect(await canLogIn(email, PASSWORD)).toBe(false);
    expect(await canLogIn(email, "another password")).toBe(true);
    expect((await asStranger("/account-links/use", { token, password: PASSWORD })).status).toBe(410);
  });

  it("of an unknown address, or of a user without a log-in, is answered alike and mails no one", async () => {
    const { email: uninvited } = await newUser();
    const { email: known } = await newUser({ password: PASSWORD });
    const answers = [];
    for (const email of ["nobody@example.com", uninvited, known])
      answers.push(await asStranger("/password-resets", { email }));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    await mailTo(known); // asked for last: the others were looked at before
    expect(smtp.accepted.filter(({ to }) => to === uninvited || to === "nobody@example.com")).toEqual([]);
  });

  it("asked for too often mails its owner three times, without telling; an address that asks too often is told", async () => {
    const { email } = await newUser({ password: PASSWORD });
    for (let nth = 1; nth <= 5; nth++) expect((await asStranger("/password-resets", { email })).status).toBe(202);
    const { email: other } = await newUser({ password: PASSWORD });
    await asStranger("/password-resets", { email: other });
    await mailTo(other);
    expect(smtp.accepted.filter(({ to }) => to === email)).toHaveLength(3);
    const from = (nth: number) => asStranger("/password-resets", { email: `guess${nth}@example.com` }, "203.0.113.7");
    for (let nth = 1; nth <= 20; nth++) expect((await from(nth)).status).toBe(202);
    expect((await from(21)).status).toBe(429);
  });

  it("is also replaced where an administrator has the link sent", async () => {
    const { id, email } = await newUser({ password: PASSWORD });
    expect((await pbx.ask("POST", `/users/${id}/password-reset`)).status).toBe(202);
    expect(linkIn(await mailTo(email)).pathname).toBe("/portal/reset");
  });
});

describe("the token of a link", () => {
  it("stands in the e-mail alone: not in Redis, not in the log", async () => {
    const { email } = await newUser({ invite: true });
    const token = tokenIn(await mailTo(email));
    const { redis } = pbx.settings;
    const keys = await redis.keys("*");
    expect(keys.some((key) => key.includes(":account-link:"))).toBe(true);
    expect(keys.filter((key) => key.includes(token))).toEqual([]);
    for (const key of keys) expect((await redis.dumpBuffer(key)).includes(token)).toBe(false);
    expect(pbx.log()).not.toContain(token);
  });
});

describe("without a mail server", () => {
  it("no user is invited, and none is made by the attempt", async () => {
    await using other = await startApi();
    const user = { name: "Carol", email: "carol@example.com", extension: "2003", invite: true };
    const { status, body } = await other.ask("POST", "/users", user);
    expect([status, body.code]).toEqual([409, "SW_NO_MAIL_SERVER"]);
    expect((await other.ask("GET", "/users?q=carol")).body.total).toBe(0);
    expect((await other.ask("POST", "/password-resets", { email: user.email }, {})).status).toBe(409);
  });
});
