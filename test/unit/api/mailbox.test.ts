import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { UserId } from "../../../src/vocabulary/identifiers.ts";
import { MOST_GREETING_BYTES } from "../../../src/voicemail/greetings.ts";
import { startApi, TOKEN, ADMIN, type ApiServer } from "../../support/api-server.ts";
import { toneFile, wavFile } from "../../support/wav-file.ts";

let pbx: ApiServer;
let alice: { id: UserId };
let bob: { id: UserId };
let asAlice: Record<string, string>;
beforeAll(async () => {
  pbx = await startApi();
  const password = "a long enough password";
  const add = async (name: string, extension: string): Promise<{ id: UserId }> => {
    const email = `${name.toLowerCase()}@example.com`;
    return (await pbx.ask("POST", "/users", { name, email, extension, password })).body as { id: UserId };
  };
  [alice, bob] = [await add("Alice", "2001"), await add("Bob", "2002")];
  const session = await pbx.ask("POST", "/sessions", { email: "alice@example.com", password }, {});
  asAlice = { cookie: String(session.headers["set-cookie"]).split(";")[0] ?? "" };
  expect(ADMIN.email).toBe("boss@example.com");
});
afterAll(() => pbx[Symbol.asyncDispose]());

async function leave(content = toneFile(700, 2_000)) {
  const about = { tenant: pbx.tenantId, user: alice.id, from: "+33612345678", fromName: "Carol", caller: {} };
  const { path, finish } = await pbx.mailboxes.begin(about);
  await writeFile(path, content);
  return (await finish("hang-up"))!;
}
async function upload(payload: Buffer, contentType = "audio/wav", headers = asAlice): Promise<number> {
  const url = `/api/v1/users/${alice.id}/voicemail/greeting`;
  const reply = await pbx.api.inject({
    ...{ method: "PUT", url, payload },
    headers: { ...headers, "content-type": contentType },
  });
  return reply.statusCode;
}

describe("the e-mail of a message", () => {
  it("is off without a mail server, and the message says so", async () => {
    const { id } = await leave();
    const { body } = await pbx.ask("GET", `/voicemails/${id}`);
    expect(body.delivery).toEqual({ state: "off", attempts: 0 });
  });

  it("shows how far it has come, and what the mail server said", async () => {
    const message = await leave();
    const key = `offhook:mailbox:{${alice.id}}:mail`;
    const shown = async () => (await pbx.ask("GET", `/voicemails/${message.id}`)).body.delivery as unknown;
    await pbx.settings.redis.hset(key, message.id, JSON.stringify({ state: "queued", attempts: 0 }));
    expect(await shown()).toEqual({ state: "queued", attempts: 0 });
    await pbx.mailboxes.moveMail(message, { state: "queued", attempts: 1, reason: "450 later" });
    expect(await shown()).toEqual({ state: "queued", attempts: 1, reason: "450 later" });
    await pbx.mailboxes.moveMail(message, { state: "failed", attempts: 2, reason: "550 unknown" });
    expect(await shown()).toEqual({ state: "failed", attempts: 2, reason: "550 unknown" });
    expect(await pbx.mailboxes.moveMail(message, { state: "queued", attempts: 3 })).toBe(false);
  });
});

describe("a message that is forwarded to a colleague", () => {
  it("is a copy of its own: new there, and there when the original goes", async () => {
    const { id } = await leave();
    await pbx.ask("PATCH", `/voicemails/${id}`, { heard: true });
    const { status, body } = await pbx.ask("POST", `/voicemails/${id}/forward`, { to: bob.id }, asAlice);
    expect(status).toBe(201);
    expect(body).toMatchObject({ from: "+33612345678", fromName: "Carol", heard: false, forwardedBy: "2001" });
    expect(body.id).not.toBe(id);
    await pbx.ask("DELETE", `/voicemails/${id}`);
    const listed = await pbx.ask("GET", `/users/${bob.id}/voicemails`);
    expect(listed.body.items).toMatchObject([{ id: body.id, durationSeconds: 2 }]);
    expect((await pbx.ask("GET", `/voicemails/${body.id}/audio`)).raw).toEqual(toneFile(700, 2_000));
    expect((await pbx.ask("GET", `/voicemails/${body.id}`, undefined, asAlice)).status).toBe(403);
  });

  it("goes to no unknown user, and not into a full mailbox", async () => {
    const { id } = await leave();
    expect((await pbx.ask("POST", `/voicemails/${id}/forward`, { to: "nobody-at-all" })).status).toBe(404);
    const hasRoom = pbx.mailboxes.hasRoom.bind(pbx.mailboxes);
    pbx.mailboxes.hasRoom = () => Promise.resolve(false);
    const { status, body } = await pbx.ask("POST", `/voicemails/${id}/forward`, { to: bob.id });
    pbx.mailboxes.hasRoom = hasRoom;
    expect([status, body.code]).toEqual([409, "SW_MAILBOX_FULL"]);
  });
});

describe("a greeting", () => {
  it("is uploaded, heard and removed by its owner", async () => {
    const url = `/users/${alice.id}/voicemail/greeting`;
    expect((await pbx.ask("GET", url, undefined, asAlice)).status).toBe(404);
    expect(await upload(toneFile(900, 3_000))).toBe(204);
    const heard = await pbx.ask("GET", url, undefined, asAlice);
    expect(heard.headers["content-type"]).toBe("audio/wav");
    expect(heard.raw).toEqual(toneFile(900, 3_000));
    expect((await pbx.ask("DELETE", url, undefined, asAlice)).status).toBe(204);
    expect((await pbx.ask("GET", url, undefined, asAlice)).status).toBe(404);
  });

  const stereo = wavFile(2_000);
  stereo.writeUInt16LE(2, 22);
  const compressed = wavFile(2_000);
  compressed.writeUInt16LE(6, 20);
  const odd = (at: number, value: number): Buffer => {
    const file = toneFile(900, 3_000);
    file.writeUInt32LE(value, at);
    return file;
  };
  const unaligned = toneFile(900, 3_000);
  unaligned.writeUInt16LE(0, 32);
  const extensible = toneFile(900, 3_000);
  extensible.writeUInt16LE(0xfffe, 20);
  it.each([
    ["of no length by its header", odd(40, 0)],
    ["of 4 GB by its header", odd(40, 0xffff_fffe)],
    ["one that ends within a sample", odd(40, 47_999)],
    ["of another RIFF length", odd(4, 0xffff_fff0)],
    ["of no RIFF length", odd(4, 0)],
    ["cut off", toneFile(900, 3_000).subarray(0, 30_000)],
    ["of block align 0", unaligned],
    ["extensible", extensible],
    ["a header alone", wavFile(0)],
  ])("that is %s is refused, with what is wrong", async (_, content) => {
    expect(await upload(content)).toBe(422);
    expect(await pbx.mailboxes.greetings.pathOf(pbx.tenantId, alice.id)).toBeUndefined();
  });

  it.each([
    ["no sound at all", Buffer.from("hello"), "audio/wav", 422],
    ["stereo", stereo, "audio/wav", 422],
    ["A-law", compressed, "audio/wav", 422],
    ["too short", wavFile(200), "audio/wav", 422],
    ["too long", wavFile(61_000), "audio/wav", 422],
    ["too large", Buffer.alloc(MOST_GREETING_BYTES + 1), "audio/wav", 413],
    ["no WAV by its own word", wavFile(2_000), "audio/mpeg", 415],
  ])("that is %s is refused, and the old one stays", async (_, content, type, status) => {
    expect(await upload(content, type)).toBe(status);
    expect(await pbx.mailboxes.greetings.pathOf(pbx.tenantId, alice.id)).toBeUndefined();
  });

  it("of another user stays closed to a colleague", async () => {
    expect((await pbx.ask("GET", `/users/${bob.id}/voicemail/greeting`, undefined, asAlice)).status).toBe(403);
  });
});

describe("a mailbox that wrong PINs have locked", () => {
  it("shows until when, and is unlocked by an administrator", async () => {
    const claim = { tenant: pbx.tenantId, extension: "2001", pin: "0815", source: "test" };
    for (let wrong = 1; wrong <= 5; wrong++)
      expect(await pbx.mailboxes.pins.open(claim, pbx.settings.snapshot)).toBeUndefined();
    const url = `/users/${alice.id}/voicemail`;
    const { lockedUntil } = (await pbx.ask("GET", `${url}/lock`)).body as { lockedUntil: string };
    const forMs = Date.parse(lockedUntil) - Date.now();
    expect(forMs).toBeGreaterThan(14 * 60_000);
    expect(forMs).toBeLessThanOrEqual(15 * 60_000);
    expect((await pbx.ask("POST", `${url}/unlock`, undefined, asAlice)).status).toBe(403);
    expect((await pbx.ask("POST", `${url}/unlock`)).status).toBe(204);
    expect((await pbx.ask("GET", `${url}/lock`)).body).toEqual({ lockedUntil: null });
  });
});

it("all of it is documented", async () => {
  const { body } = await pbx.ask("GET", "/api/docs/json", undefined, { authorization: `Bearer ${TOKEN}` });
  const paths = Object.keys((body as { paths: object }).paths);
  for (const path of ["voicemail/greeting", "voicemail/lock", "voicemail/unlock"])
    expect(paths).toContain(`/api/v1/users/{id}/${path}`);
  expect(paths).toContain("/api/v1/voicemails/{id}/forward");
});
