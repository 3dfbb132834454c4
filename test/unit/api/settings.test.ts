import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi();
});
afterAll(() => pbx[Symbol.asyncDispose]());

let counter = 0;
/** A new user. */
const somebody = (changes: object = {}) => {
  const n = ++counter;
  return {
    name: `Person ${n}`,
    email: `person${n}@example.com`,
    extension: String(2000 + n),
    role: "user",
    ...changes,
  };
};
const add = async (changes: object = {}) => (await pbx.ask("POST", "/users", somebody(changes))).body;

describe("adding a user", () => {
  it("answers 201 with the user as DESIGN.md describes it, where it is, and its version", async () => {
    const person = somebody({ name: "Alice Martin", phoneNumbers: ["+33170000001"] });
    const { status, body, headers } = await pbx.ask("POST", "/users", person);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ name: "Alice Martin", email: person.email, extension: person.extension, role: "user", language: "fr" },
      ...{ doNotDisturb: false, outboundCallerId: null },
      voicemail: { enabled: true, answerTimeSeconds: 25, emailNotification: true, afterEmail: "keep-new" },
      forwarding: { enabled: false, number: null },
    });
    expect(headers).toMatchObject({ location: `/api/v1/users/${body.id}`, etag: `"${body.version}"` });
    const number = await pbx.ask("GET", "/phone-numbers/%2B33170000001");
    expect(number.body.destination).toMatchObject({ kind: "user", id: body.id });
  });

  it.each([
    ["an extension with letters", { extension: "12a" }, "/extension"],
    ["an e-mail address without @", { email: "alice" }, "/email"],
    ["an unknown role", { role: "king" }, "/role"],
    ["an unknown field", { nickname: "Al" }, "/nickname"],
    ["a number that is not public", { phoneNumbers: ["0170"] }, "/phoneNumbers/0"],
    ["the emergency number as extension", { extension: "112" }, "/extension"],
  ])("is refused with %s, and the answer names the field", async (_what, change, field) => {
    const { status, body, headers } = await pbx.ask("POST", "/users", somebody(change));
    expect(status).toBe(422);
    expect(headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({
      type: "about:blank",
      title: "Unprocessable Entity",
      status: 422,
      errors: [{ field }],
    });
  });

  it("without a name is refused as missing it", async () => {
    const { body } = await pbx.ask("POST", "/users", somebody({ name: undefined }));
    expect(body.errors).toEqual([{ field: "/name", code: "missing", detail: "is missing" }]);
  });

  it("tells which roles there are", async () => {
    const { body } = await pbx.ask("POST", "/users", somebody({ role: "king" }));
    expect(body.errors).toEqual([
      {
        ...{ field: "/role", code: "not-one-of", params: { allowed: '"admin", "user"' } },
        detail: 'must be one of "admin", "user"',
      },
    ]);
  });

  it("does not take a text for a number", async () => {
    const user = await add();
    const { status, body } = await pbx.ask("PATCH", `/users/${user.id}/voicemail`, { answerTimeSeconds: "25" });
    expect([status, body.errors[0].field]).toEqual([422, "/answerTimeSeconds"]);
  });

  it.each([
    ["extension", (user: { extension: string }) => ({ extension: user.extension }), "/extension"],
    ["e-mail address", (user: { email: string }) => ({ email: user.email.toUpperCase() }), "/email"],
  ])("with another user's %s is a conflict", async (_what, same, field) => {
    const first = await add();
    const { status, body } = await pbx.ask("POST", "/users", somebody(same(first)));
    expect([status, body.code, body.errors[0].field]).toEqual([409, "SW_SETTING_TAKEN", field]);
  });

  it("that is no JSON at all is a bad request", async () => {
    const reply = await pbx.api.inject({
      method: "POST",
      url: "/api/v1/users",
      headers: { authorization: "Bearer token-of-an-administrator", "content-type": "application/json" },
      payload: "{",
    });
    expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([400, "SW_REQUEST_INVALID"]);
  });
});

describe("changing a user", () => {
  it("from the version one has seen works once; the next gets 409 with the version that is there", async () => {
    const user = await add();
    const headers = { authorization: "Bearer token-of-an-administrator", "if-match": `"${user.version}"` };
    const first = await pbx.ask("PATCH", `/users/${user.id}`, { name: "First" }, headers);
    const second = await pbx.ask("PATCH", `/users/${user.id}`, { name: "Second" }, headers);
    expect(first.status).toBe(200);
    expect([second.status, second.body.code, second.body.currentVersion]).toEqual([
      409,
      "SW_VERSION_CONFLICT",
      first.body.version,
    ]);
    expect((await pbx.ask("GET", `/users/${user.id}`)).body.name).toBe("First");
  });

  it("with an If-Match that is no version is refused", async () => {
    const user = await add();
    const headers = { authorization: "Bearer token-of-an-administrator", "if-match": "yesterday" };
    const { status, body } = await pbx.ask("PATCH", `/users/${user.id}`, { name: "X" }, headers);
    expect([status, body.errors[0].field]).toEqual([422, "If-Match"]);
  });

  it("keeps the voicemail settings that the change does not name", async () => {
    const user = await add();
    const { body } = await pbx.ask("PATCH", `/users/${user.id}/voicemail`, { answerTimeSeconds: 10, pin: "4711" });
    expect(body.voicemail).toMatchObject({
      enabled: true,
      answerTimeSeconds: 10,
      emailNotification: true,
      afterEmail: "keep-new",
      callBack: false,
    });
  });

  it("refuses a PIN that is easily guessed, naming it", async () => {
    const user = await add();
    const { status, body } = await pbx.ask("PATCH", `/users/${user.id}/voicemail`, { pin: "1234" });
    expect([status, body.errors[0].field]).toEqual([422, "/pin"]);
  });

  it("turns forwarding on only with a number to forward to", async () => {
    const user = await add();
    const refused = await pbx.ask("PATCH", `/users/${user.id}/forwarding`, { enabled: true });
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, "/number"]);
    const accepted = await pbx.ask("PATCH", `/users/${user.id}/forwarding`, {
      enabled: true,
      number: "+33612345678",
    });
    expect(accepted.body.forwarding).toMatchObject({ enabled: true, number: "+33612345678" });
  });

  it("never shows a PIN, a password or a hash of them, neither in answers nor in the journal or the log", async () => {
    const user = await add({ password: "hunter2hunter2" });
    await pbx.ask("PATCH", `/users/${user.id}/voicemail`, { pin: "82035917" });
    const seen = [
      await pbx.ask("GET", `/users/${user.id}`),
      await pbx.ask("GET", "/users?limit=500"),
      await pbx.ask("GET", "/audit?limit=200"),
    ];
    const text = JSON.stringify(seen.map(({ body }) => body)) + pbx.log();
    for (const secret of ["hunter2hunter2", "82035917", "argon2", 'pinHash":"$']) expect(text).not.toContain(secret);
  });
});

describe("removing a user", () => {
  it("whom a number still reaches is refused, naming the number", async () => {
    const user = await add({ phoneNumbers: ["+33170000002"] });
    const { status, body } = await pbx.ask("DELETE", `/users/${user.id}`);
    expect([status, body.code]).toEqual([409, "SW_SETTING_IN_USE"]);
    expect(body.usedBy).toMatchObject([{ kind: "number", id: "+33170000002" }]);
  });

  it("works when their numbers go to another user in the same step", async () => {
    const user = await add({ phoneNumbers: ["+33170000003"] });
    const heir = await add();
    expect((await pbx.ask("DELETE", `/users/${user.id}?reassignTo=user:${heir.id}`)).status).toBe(204);
    expect((await pbx.ask("GET", "/phone-numbers/%2B33170000003")).body.destination).toMatchObject({
      kind: "user",
      id: heir.id,
    });
    expect((await pbx.ask("GET", `/users/${user.id}`)).status).toBe(404);
  });

  it("takes their devices along", async () => {
    const user = await add();
    const device = (await pbx.ask("POST", `/users/${user.id}/devices`, { label: "Desk", kind: "ip-phone" })).body;
    expect((await pbx.ask("DELETE", `/users/${user.id}?reassignTo=none`)).status).toBe(204);
    expect((await pbx.ask("GET", `/devices/${device.id}`)).status).toBe(404);
  });
});

describe("a device", () => {
  it("is shown its password once, and never again", async () => {
    const user = await add();
    const made = await pbx.ask("POST", `/users/${user.id}/devices`, {
      label: "Desk",
      kind: "ip-phone",
      macAddress: "00:11:22:AA:BB:CC",
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      label: "Desk",
      kind: "ip-phone",
      sipDomain: "192.0.2.1:5060",
      macAddress: "001122aabbcc",
    });
    expect(made.body.sipPassword.length).toBeGreaterThanOrEqual(20);
    const listed = await pbx.ask("GET", `/users/${user.id}/devices`);
    expect(JSON.stringify(listed.body)).not.toMatch(/sipPassword|ha1/i);
    expect(listed.body.items[0].registrations).toEqual([]);
  });

  it("shows where it is registered", async () => {
    const user = await add();
    const { id } = (await pbx.ask("POST", `/users/${user.id}/devices`, { label: "Desk", kind: "ip-phone" })).body;
    const expiresAtMs = Date.UTC(2030, 0, 1);
    const source = { address: "2001:db8::5", port: 5062 };
    const binding = {
      contact: "sip:x@10.0.0.5",
      source,
      transport: "udp",
      engine: "e",
      userAgent: "T46S",
      callId: "c",
      cseq: 1,
      registeredAtMs: 0,
      expiresAtMs,
    } as const;
    pbx.bindings.set(id, [binding]);
    const { body } = await pbx.ask("GET", `/users/${user.id}/devices`);
    expect(body.items[0].registrations).toEqual([
      {
        contact: "sip:x@10.0.0.5",
        address: "[2001:db8::5]:5062",
        transport: "udp",
        userAgent: "T46S",
        expiresAt: "2030-01-01T00:00:00.000Z",
      },
    ]);
  });

  it("that gets a new password keeps its SIP username", async () => {
    const user = await add();
    const made = (await pbx.ask("POST", `/users/${user.id}/devices`, { label: "Desk", kind: "softphone" })).body;
    const renewed = await pbx.ask("POST", `/devices/${made.id}/credentials`);
    expect(renewed.status).toBe(201);
    expect(renewed.body.sipUsername).toBe(made.sipUsername);
    expect(renewed.body.sipPassword).not.toBe(made.sipPassword);
  });
});

describe("a trunk", () => {
  it("never shows its password", async () => {
    const trunk = {
      name: "Provider",
      host: "sip.provider.example",
      port: 5060,
      transport: "udp",
      username: "acct",
      password: "hunter2hunter2",
      trustedAddresses: ["203.0.113.7"],
      register: false,
    };
    const made = await pbx.ask("POST", "/trunks", trunk);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: "Provider", trustedAddresses: ["203.0.113.7"], username: "acct" });
    expect(JSON.stringify([made.body, (await pbx.ask("GET", "/trunks")).body])).not.toContain("hunter2");
  });

  it("with a trusted address that is none is refused, naming it", async () => {
    const { status, body } = await pbx.ask("POST", "/trunks", {
      name: "Bad",
      host: "x.example",
      trustedAddresses: ["everywhere"],
    });
    expect([status, body.errors[0].field]).toEqual([422, "/trustedAddresses/0"]);
  });
});

describe("a phone number", () => {
  it("cannot lead to a user who is not there", async () => {
    const { status, body } = await pbx.ask("POST", "/phone-numbers", {
      number: "+33170000009",
      destination: { kind: "user", id: "nobody-at-all" },
    });
    expect([status, body.errors[0].field]).toEqual([422, "/destination/id"]);
  });

  it("that is added twice is a conflict", async () => {
    await pbx.ask("POST", "/phone-numbers", { number: "+33170000010" });
    const { status, body } = await pbx.ask("POST", "/phone-numbers", { number: "+33170000010" });
    expect([status, body.errors[0].field]).toEqual([409, "/number"]);
  });

  it("can be pointed elsewhere, and removed", async () => {
    const user = await add();
    await pbx.ask("POST", "/phone-numbers", { number: "+33170000011" });
    const moved = await pbx.ask("PATCH", "/phone-numbers/%2B33170000011", {
      destination: { kind: "mailbox", id: user.id },
    });
    expect(moved.body.destination).toMatchObject({ kind: "mailbox", id: user.id });
    expect((await pbx.ask("DELETE", "/phone-numbers/%2B33170000011")).status).toBe(204);
    expect((await pbx.ask("GET", "/phone-numbers/%2B33170000011")).status).toBe(404);
  });
});

describe("the company", () => {
  it("shows a main number only when it owns it", async () => {
    const refused = await pbx.ask("PATCH", "/tenant", { mainNumber: "+33199999999" });
    expect([refused.status, refused.body.errors[0].field]).toEqual([422, "/mainNumber"]);
    await pbx.ask("POST", "/phone-numbers", { number: "+33170000012" });
    const accepted = await pbx.ask("PATCH", "/tenant", { mainNumber: "+33170000012", name: "Atelier" });
    expect(accepted.body).toMatchObject({ mainNumber: "+33170000012", name: "Atelier", country: "FR" });
  });
});

describe("a list", () => {
  it("is read in pages, and tells how long it is", async () => {
    for (let i = 0; i < 3; i++) await add({ name: `Listed ${i}` });
    const first = (await pbx.ask("GET", "/users?q=listed&limit=2")).body;
    const second = (await pbx.ask("GET", "/users?q=listed&limit=2&offset=2")).body;
    expect([first.items.length, first.total, second.items.length]).toEqual([2, 3, 1]);
  });

  it("refuses a page size that is none, naming the parameter", async () => {
    const { status, body } = await pbx.ask("GET", "/users?limit=0");
    expect([status, body.errors[0].field]).toEqual([422, "limit"]);
  });
});

describe("the journal", () => {
  it("tells who changed what, from what, to what", async () => {
    const user = await add({ name: "Before" });
    await pbx.ask("PATCH", `/users/${user.id}`, { name: "After" });
    const { items } = (await pbx.ask("GET", "/audit?limit=1")).body;
    expect(items[0].actor).toEqual({ kind: "token", id: null, name: "API_TOKEN" });
    expect(items[0].changes[0]).toMatchObject({
      what: "changed",
      kind: "user",
      id: user.id,
      fields: [{ field: "/name", from: "Before", to: "After" }],
    });
  });
});
