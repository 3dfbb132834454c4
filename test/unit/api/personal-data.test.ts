import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routingKeys } from "../../../src/redis/keys.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseCallId, type DeviceId, type UserId } from "../../../src/vocabulary/identifiers.ts";
import { ADMIN, startApi, type ApiServer } from "../../support/api-server.ts";
import { patiently } from "../../support/patiently.ts";
import { wavFile } from "../../support/wav-file.ts";
import { aRecord } from "../call-records/a-record.ts";

const NAME = "Éloïse Quatremaille";
const EMAIL = "eloise.q@example.com";
const EXTENSION = "2741";
const DIRECT = "+33170007410";
const MOBILE = "+33612309876";
/** How calls, providers and people write what names her. */
const NAMES = [NAME, EMAIL, MOBILE, "33612309876", "0612309876", `"${EXTENSION}"`, `sip:${EXTENSION}@`];
const PASSWORD = "a password that is long enough";

let pbx: ApiServer;
let eloise: UserId;
let bob: UserId;
let device: DeviceId;
beforeAll(async () => {
  pbx = await startApi();
  bob = (await made("/users", { name: "Bob", email: "bob@example.com", extension: "2742" })).id as UserId;
  await made("/webhooks", { name: "CRM", url: "http://127.0.0.1:9/hook", events: ["call.started", "setting.changed"] });
  const person = { name: NAME, email: EMAIL, extension: EXTENSION, phoneNumbers: [DIRECT] };
  eloise = (await made("/users", person)).id as UserId;
  device = (await made(`/users/${eloise}/devices`, { label: `Desk of ${NAME}`, kind: "ip-phone" })).id as DeviceId;
  await made("/ring-groups", { name: "Sales", extension: "2100", members: [bob, eloise] });
  await pbx.ask("PATCH", `/users/${eloise}`, { password: PASSWORD });
  await pbx.ask("PATCH", `/users/${eloise}/forwarding`, { enabled: true, number: MOBILE });
  await pbx.ask("POST", "/sessions", { email: EMAIL, password: "wrong" }, {});
  await pbx.ask("POST", "/sessions", { email: EMAIL, password: PASSWORD }, { "user-agent": "Firefox/131.0" });
  await leaveMessages();
  await makeCalls();
}, 60_000);
afterAll(() => pbx[Symbol.asyncDispose]());

async function made(url: string, body: unknown): Promise<{ id: string }> {
  const answer = await pbx.ask("POST", url, body);
  expect([url, answer.status, answer.body.detail]).toEqual([url, 201, undefined]);
  return answer.body as { id: string };
}

/** One for her, and one that she leaves with a colleague. */
async function leaveMessages(): Promise<void> {
  for (const [user, from, fromName] of [
    [eloise, "+33698765432", "Carol"],
    [bob, EXTENSION, NAME],
  ] as const) {
    const recording = await pbx.mailboxes.begin({ tenant: pbx.tenantId, user, from, fromName, caller: {} });
    await writeFile(recording.path, wavFile(3_000));
    await recording.finish("hang-up");
  }
}

/** Bob calls her; she calls Bob from her mobile; a customer calls Bob. */
async function makeCalls(): Promise<void> {
  const [tenant, startedAtMs] = [pbx.tenantId, Date.now()];
  const [hers, his] = [
    { name: NAME, extension: EXTENSION },
    { name: "Bob", extension: "2742" },
  ];
  const mobile = parseE164(MOBILE)!;
  const plan = { kind: "ring", people: [eloise], forward: MOBILE };
  const sip = `INVITE sip:${EXTENSION}@pbx.example.com SIP/2.0\r\nTo: "${NAME}" <sip:${EXTENSION}@pbx.example.com>`;
  const message = { atMs: startedAtMs, direction: "in", text: sip } as never;
  const trace = { plan, decisions: [], messages: [message], left: 0 };
  const foreign = { plan: { kind: "ring", people: [bob] }, decisions: [], messages: [], left: 0 };
  const internal = { ...aRecord({ call: "a1", startedAtMs }), tenant, direction: "internal" } as const;
  await pbx.callRecords.write(
    { ...internal, caller: { user: bob }, dialled: EXTENSION, user: eloise, people: { [bob]: his, [eloise]: hers } },
    trace,
  );
  const inbound = { ...aRecord({ call: "a2", startedAtMs }), tenant, user: bob, people: { [bob]: his } };
  await pbx.callRecords.write({ ...inbound, caller: { number: mobile, name: NAME }, dialled: "0612309876" }, trace);
  await pbx.callRecords.write({ ...inbound, call: "a3", caller: { number: parseE164("+33698765432")! } }, foreign);
  const caller = { user: eloise, number: mobile, name: NAME };
  const call = { call: "a1", callId: parseCallId("x@example.com")!, caller, dialled: EXTENSION };
  pbx.events.publish({ kind: "call.started", atMs: startedAtMs, tenant, direction: "internal", ...call });
  await pbx.settings.redis.set(routingKeys().lastCaller(bob), MOBILE);
}

/** Everything in Redis, compressed traces too: name of the key → text. */
async function redisTexts(): Promise<ReadonlyMap<string, string>> {
  const { redis } = pbx.settings;
  const texts = new Map<string, string>();
  for (const key of await redis.keys("*")) {
    const read: Record<string, () => Promise<unknown>> = {
      ...{ string: () => redis.get(key), hash: () => redis.hgetall(key), list: () => redis.lrange(key, 0, -1) },
      ...{
        set: () => redis.smembers(key),
        zset: () => redis.zrange(key, 0, -1),
        stream: () => redis.xrange(key, "-", "+"),
      },
    };
    const value = await read[await redis.type(key)]?.();
    const inflated = key.includes(":traces:") ? Object.values(value as Record<string, string>).map(trace) : [];
    texts.set(key, [key, JSON.stringify(value).replaceAll(String.raw`\"`, '"'), ...inflated].join("\n"));
  }
  return texts;
}

function trace(text: string): string {
  return inflateSync(Buffer.from(text, "base64")).toString();
}

/** Every file below the data folder: those of Redis too. */
async function fileTexts(): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(pbx.folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return new Map(await Promise.all(files.map(async (file) => [file, (await readFile(file)).toString()] as const)));
}

/** Where any of these words still is. */
function holding(texts: ReadonlyMap<string, string>, words: readonly string[]): readonly string[] {
  return [...texts].flatMap(([place, text]) =>
    words.filter((word) => text.toLowerCase().includes(word.toLowerCase())).map((word) => `${place}: ${word}`),
  );
}

async function logIn(email: string, password: string): Promise<Record<string, string>> {
  const { headers } = await pbx.ask("POST", "/sessions", { email, password }, {});
  return { cookie: String(headers["set-cookie"]).split(";")[0] ?? "" };
}

describe("a person's data", () => {
  it("is handed to the person, and to administrators, as one archive with the sound of their messages", async () => {
    const as = await logIn(EMAIL, PASSWORD);
    const answer = await pbx.ask("GET", `/users/${eloise}/personal-data`, undefined, as);
    expect([answer.status, answer.headers["content-type"]]).toEqual([200, "application/zip"]);
    const files = unzipSync(answer.raw);
    const read = (name: string) => JSON.parse(strFromU8(files[name]!));
    expect(read("person.json")).toMatchObject({ user: { name: NAME, email: EMAIL }, phoneNumbers: [DIRECT] });
    expect(read("person.json").user.forwarding.number).toBe(MOBILE);
    expect(read("phones.json")).toMatchObject([{ id: device }]);
    expect(read("calls.json")).toMatchObject([{ id: "a1" }]);
    expect(read("journal.json").length).toBeGreaterThan(3);
    expect(read("log-ins.json").sessions).not.toHaveLength(0);
    const [message] = read("voicemails.json").messages;
    expect(Buffer.from(files[`voicemails/${message.id}.wav`]!)).toEqual(wavFile(3_000));
    expect(answer.raw.toString("latin1")).not.toMatch(/passwordHash|argon2/);
    expect((await pbx.ask("GET", `/users/${eloise}/personal-data`)).status).toBe(200);
    expect((await pbx.ask("GET", `/users/${bob}/personal-data`, undefined, as)).body.code).toBe("SW_NOT_ALLOWED");
    const [told] = (await pbx.ask("GET", "/audit?limit=1")).body.items;
    expect(told).toMatchObject({ changes: [{ what: "created", kind: "personal-data", id: eloise, fields: [] }] });
  });

  it("is erased by administrators alone, and left alone where the user can't be removed or it is only tried", async () => {
    const path = `/users/${eloise}/personal-data`;
    const as = await logIn(EMAIL, PASSWORD);
    expect((await pbx.ask("DELETE", path, undefined, as)).body.code).toBe("SW_NOT_ALLOWED");
    expect((await pbx.ask("DELETE", path)).body.code).toBe("SW_SETTING_IN_USE"); // the direct number leads there
    expect((await pbx.ask("DELETE", `${path}?reassignTo=none&dryRun=true`)).status).toBe(200);
    expect((await pbx.ask("GET", `/users/${eloise}`)).body).toMatchObject({ name: NAME, phoneNumbers: [DIRECT] });
    expect(await pbx.settings.erasedPeople.all()).toEqual([]);
    expect((await pbx.ask("GET", `/users/${eloise}/voicemails`)).body.items).toHaveLength(1);
  });

  it("leaves nothing in Redis, on the disk and in the log, and colleagues their calls and messages", async () => {
    expect(holding(await redisTexts(), NAMES).length).toBeGreaterThan(15);
    const caller = { user: eloise, number: parseE164(MOBILE)!, name: NAME };
    const late = { ...aRecord({ call: "a4", startedAtMs: Date.now() }), tenant: pbx.tenantId, caller };
    pbx.world.calls.push({ ...late, dialogs: [] });
    const answer = await pbx.ask("DELETE", `/users/${eloise}/personal-data?reassignTo=none`);
    expect([answer.status, answer.body]).toEqual([200, { stillNamedIn: [] }]);
    expect(await pbx.settings.erasedPeople.all()).toHaveLength(1); // a call with her goes on
    await pbx.callRecords.write(late, undefined);
    pbx.world.calls.length = 0;
    await patiently(() => expect(pbx.log()).toContain('"event":"person.erased"'));
    await patiently(async () => {
      expect(await pbx.settings.redis.info("persistence")).toMatch(
        /aof_rewrite_in_progress:0[^]*aof_rewrite_scheduled:0/,
      );
    });
    const inRedis = await redisTexts();
    expect(holding(inRedis, NAMES)).toEqual([]);
    // The direct number is the company's; whose it was stands nowhere.
    const where = holding(inRedis, [DIRECT, "0170007410"]).map((place) => place.split(":")[1]);
    expect(new Set(where)).toEqual(new Set(["claims", "records"]));
    expect(holding(await fileTexts(), NAMES)).toEqual([]);
    expect(holding(new Map([["log", pbx.log()]]), NAMES)).toEqual([]);
  });

  it("is gone for colleagues too, whose calls and messages stay", async () => {
    const { items } = (await pbx.ask("GET", "/call-records")).body;
    expect(items).toHaveLength(4);
    expect(JSON.stringify(items)).toContain("+33698765432");
    expect((await pbx.ask("GET", "/call-records/a3/trace")).status).toBe(200);
    expect((await pbx.ask("GET", `/users/${bob}/voicemails`)).body.items).toMatchObject([{ from: "" }]);
    const journal = (await pbx.ask("GET", "/audit?limit=100")).body.items;
    const [erased] = journal.filter(({ changes }: { changes: { kind: string; what: string }[] }) =>
      changes.some(({ kind, what }) => kind === "personal-data" && what === "removed"),
    );
    expect(erased.changes.map(({ kind, id }: { kind: string; id: string }) => [kind, id])).toContainEqual([
      "personal-data",
      eloise,
    ]);
    expect(journal.length).toBeGreaterThan(8); // what others have done to others stays
    expect((await pbx.ask("GET", "/users?q=Boss")).body.items).toMatchObject([{ email: ADMIN.email }]);
  });
});
