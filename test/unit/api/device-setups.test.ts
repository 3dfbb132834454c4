import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, type ApiServer } from "../../support/api-server.ts";
import { authorization } from "../../support/digest.ts";

let pbx: ApiServer;
let user: string;
beforeAll(async () => {
  pbx = await startApi();
  user = (await pbx.ask("POST", "/users", person("Alice", "2001"))).body.id;
  await pbx.ask("POST", "/users", person("Bob & Söhne", "2002"));
});
afterAll(() => pbx[Symbol.asyncDispose]());

function person(name: string, extension: string) {
  return { name, extension, email: `${extension}@example.com`, language: "fr" };
}

let macs = 0;
function mac(): string {
  return `001565${(++macs).toString(16).padStart(6, "0")}`;
}

/** A device whose phone may set itself up, and where. */
async function waiting(maker = "yealink") {
  const macAddress = mac();
  const device = (await pbx.ask("POST", `/users/${user}/devices`, { label: "Desk", kind: "ip-phone" })).body;
  const { status, body } = await pbx.ask("POST", `/devices/${device.id}/setup`, { maker, macAddress });
  expect(status).toBe(201);
  const folder = new URL(body.address as string).pathname;
  return {
    id: device.id as string,
    sipUsername: device.sipUsername as string,
    macAddress,
    folder,
    file: `${folder}${macAddress}.cfg`,
  };
}

function fetched(url: string, headers: Record<string, string> = {}, remoteAddress = "192.0.2.10") {
  return pbx.api.inject({ method: "GET", url, headers, remoteAddress });
}

async function state(id: string): Promise<string> {
  return (await pbx.ask("GET", `/devices/${id}/setup`)).body.state;
}

/** What a file says of a key. */
function said(body: string, key: string): string {
  return new RegExp(`^${key.replaceAll(".", "\\.")} = (.*)$`, "m").exec(body)?.[1] ?? "";
}

/** Reads a file as a phone does that has been set up. */
async function readsAgain(phone: { file: string; sipUsername: string }, password: string) {
  const challenged = await fetched(phone.file);
  expect(challenged.statusCode).toBe(401);
  const challenge = String(challenged.headers["www-authenticate"]);
  const digest = { username: phone.sipUsername, password, method: "GET", uri: phone.file, challenge };
  return fetched(phone.file, { authorization: authorization(digest) });
}

describe("a phone that sets itself up", () => {
  it("reads its account once, with a new password, and registers with it", async () => {
    const phone = await waiting();
    expect(await state(phone.id)).toBe("waiting");
    const before = pbx.settings.snapshot.device(phone.id as never)!.ha1Md5;

    const answer = await fetched(phone.file);
    expect([answer.statusCode, answer.headers["content-type"]]).toEqual([200, "text/plain; charset=utf-8"]);
    expect(said(answer.body, "account.1.user_name")).toBe(phone.sipUsername);
    expect(said(answer.body, "account.1.password")).toMatch(/^\w{24}$/);
    expect(said(answer.body, "lang.gui")).toBe("French");
    expect(answer.body).toContain("Bob & Söhne");
    expect(pbx.settings.snapshot.device(phone.id as never)!.ha1Md5).not.toBe(before);
    expect(await state(phone.id)).toBe("fetched");

    const again = await fetched(phone.file);
    expect(again.statusCode).toBe(401);
    expect(again.body).not.toContain("account");
  });

  it("proves itself to read what has changed, and isn't told the password again", async () => {
    const phone = await waiting();
    const first = await fetched(phone.file);
    const password = said(first.body, "static.auto_provision.server.password");
    const colleague = (await pbx.ask("POST", "/users", person("Carla", "2003"))).body;
    await pbx.ask("PATCH", `/users/${colleague.id}`, { name: "Carla Nuova" });

    const again = await readsAgain(phone, password);
    expect(again.statusCode).toBe(200);
    expect(again.body).toContain("Carla Nuova");
    expect(again.body).not.toContain("password");
    expect((await readsAgain(phone, "guess")).statusCode).toBe(401);
  });

  it("is one of two that ask at once: only one of them gets the file", async () => {
    const phone = await waiting();
    const both = await Promise.all([fetched(phone.file), fetched(phone.file)]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
  });

  it("reads anew with another address when an administrator says so, and no more when they end it", async () => {
    const phone = await waiting();
    await fetched(phone.file);
    const { body } = await pbx.ask("POST", `/devices/${phone.id}/setup`, { maker: "yealink" });
    const file = `${new URL(body.address as string).pathname}${phone.macAddress}.cfg`;
    expect(file).not.toBe(phone.file);
    expect((await fetched(phone.file)).statusCode).toBe(404);
    expect((await fetched(file)).statusCode).toBe(200);

    expect((await pbx.ask("DELETE", `/devices/${phone.id}/setup`)).status).toBe(204);
    expect((await fetched(file)).statusCode).toBe(404);
    expect((await pbx.ask("GET", `/devices/${phone.id}/setup`)).status).toBe(404);
  });

  it("is in the journal with each file that it read, and no secret is in the journal or the log", async () => {
    const phone = await waiting();
    const { body } = await fetched(phone.file, {}, "192.0.2.44");
    const { items } = (await pbx.ask("GET", "/audit?limit=1")).body;
    expect(items[0].actor.name).toBe("provisioning");
    const note = items[0].changes.find(({ kind }: { kind: string }) => kind === "provisioning");
    expect(note.fields.map(({ to }: { to: string }) => to)).toEqual([
      `${phone.macAddress}.cfg`,
      "192.0.2.44",
      "yealink",
    ]);
    const told = JSON.stringify((await pbx.ask("GET", "/audit")).body) + pbx.log();
    const secrets = [
      said(body, "account.1.password"),
      said(body, "static.auto_provision.server.password"),
      phone.folder,
    ];
    for (const secret of secrets) expect(told).not.toContain(secret.replace("/provisioning/", ""));
  });

  it("isn't given away by a HEAD request, a colleague's file name or a file that there isn't", async () => {
    const phone = await waiting();
    const head = await pbx.api.inject({ method: "HEAD", url: phone.file });
    expect(head.statusCode).toBe(405);
    expect((await fetched(`${phone.folder}y000000000028.cfg`)).statusCode).toBe(404);
    expect((await fetched(`${phone.folder}${mac()}.cfg`)).statusCode).toBe(404);
    expect(await state(phone.id)).toBe("waiting");
    expect(
      (await fetched(phone.file.replace(/(\w+)\.cfg$/, (name) => name.toUpperCase().replace(".CFG", ".cfg"))))
        .statusCode,
    ).toBe(200);
  });

  it("reads the phone book as often as it likes", async () => {
    const phone = await waiting();
    const { body } = await fetched(phone.file);
    const url = new URL(said(body, "remote_phonebook.data.1.url")).pathname;
    for (let times = 0; times < 3; times++) {
      const book = await fetched(url);
      expect(book.statusCode).toBe(200);
      expect(book.body).toContain("<Name>Bob &amp; Söhne</Name><Telephone>2002</Telephone>");
    }
  });

  it("asks at the address that DHCP has for all phones, where an unknown MAC address learns nothing", async () => {
    const phone = await waiting();
    const { status, body } = await pbx.ask("POST", "/shared-setup-address");
    expect(status).toBe(201);
    const folder = new URL(body.address as string).pathname;
    const unknown = await fetched(`${folder}${mac()}.cfg`, {}, "192.0.2.60");
    const known = await fetched(`${folder}${phone.macAddress}.cfg`, {}, "192.0.2.61");
    expect(known.statusCode).toBe(200);
    expect(said(known.body, "static.auto_provision.server.url")).toContain(phone.folder);
    const later = await fetched(`${folder}${phone.macAddress}.cfg`, {}, "192.0.2.61");
    const clue = ({ statusCode, body: text, headers }: typeof unknown) => [
      statusCode,
      text,
      String(headers["www-authenticate"]).replace(/nonce="\w+"/, ""),
    ];
    expect(clue(unknown)).toEqual(clue(later));
    expect(unknown.statusCode).toBe(401);

    expect((await pbx.ask("DELETE", "/shared-setup-address")).status).toBe(204);
    expect((await fetched(`${folder}${phone.macAddress}.cfg`)).statusCode).toBe(404);
  });
});

describe("a stranger who looks for phones' files", () => {
  it.each(["/provisioning/x/y.cfg", `/provisioning/0123456789abcdef0123-${"0".repeat(32)}/001565000001.cfg`])(
    "gets no clue at %s",
    async (url) => {
      const answer = await fetched(url, { accept: "text/html" }, "198.51.100.80");
      expect([answer.statusCode, answer.body]).toEqual([404, "not found\n"]);
    },
  );

  it("is counted, and banned when that goes on", async () => {
    const phone = await waiting();
    const wrong = phone.file.replace(/-[0-9a-f]{32}/, `-${"f".repeat(32)}`);
    for (let times = 0; times < 12; times++) expect((await fetched(wrong, {}, "198.51.100.81")).statusCode).toBe(404);
    await expect
      .poll(() => pbx.bans.list().map(({ source, reason }) => [source, reason]))
      .toContainEqual(["198.51.100.81", "provisioning"]);
    const { body } = await pbx.ask("GET", "/metrics", undefined, {});
    expect(body).toMatch(/offhook_provisioning_requests_total\{outcome="unknown"\} \d\d/);
  });
});

describe("an administrator who sets phones up", () => {
  it("chooses of the makers that there are, and gives a MAC address that no other device has", async () => {
    const { items } = (await pbx.ask("GET", "/phone-makers")).body;
    expect(items.map(({ id }: { id: string }) => id)).toContain("yealink");
    const phone = await waiting();
    const device = (await pbx.ask("POST", `/users/${user}/devices`, { label: "Other", kind: "ip-phone" })).body;
    const setUp = (body: object) => pbx.ask("POST", `/devices/${device.id}/setup`, body);
    expect((await setUp({ maker: "yealink", macAddress: phone.macAddress })).status).toBe(409);
    const without = await setUp({ maker: "yealink" });
    expect([without.status, without.body.errors[0].field]).toEqual([422, "/macAddress"]);
    expect((await setUp({ maker: "../yealink", macAddress: mac() })).status).toBe(422);
    expect((await setUp({ maker: "linphone" })).status).toBe(201);
    const list = (await pbx.ask("GET", "/device-setups")).body.items;
    expect(list.map(({ deviceId }: { deviceId: string }) => deviceId)).toEqual(
      expect.arrayContaining([phone.id, device.id]),
    );
  });

  it("needs a token that may write, to see addresses that open phones' files", async () => {
    const { body } = await pbx.ask("POST", "/tokens", { name: "Reader", role: "admin", scopes: ["read"] });
    const reader = { authorization: `Bearer ${body.token as string}` };
    expect((await pbx.ask("GET", "/users", undefined, reader)).status).toBe(200);
    for (const url of ["/device-setups", "/shared-setup-address"])
      expect((await pbx.ask("GET", url, undefined, reader)).status).toBe(403);
  });
});
