import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createEventBus } from "../../../src/events/bus.ts";
import type { SwitchEvent } from "../../../src/events/event.ts";
import { createAuthenticator } from "../../../src/registrar/authentication.ts";
import { createBindingStore } from "../../../src/registrar/bindings.ts";
import { createNonceCounts } from "../../../src/registrar/nonce-counts.ts";
import { answerOptions } from "../../../src/registrar/options.ts";
import { registrarKeys } from "../../../src/redis/keys.ts";
import { removeEndedFlow } from "../../../src/registrar/phone-flows.ts";
import { LIMITS_WITH_PUSH } from "../../../src/registrar/policy.ts";
import { answerRegister, register, type RegistrarParts } from "../../../src/registrar/register.ts";
import type { Answer } from "../../../src/registrar/request.ts";
import type { TrunkRecord } from "../../../src/settings/kinds/trunk.ts";
import type { DeviceRecord } from "../../../src/settings/kinds/device.ts";
import { parseTenantId, parseTrunkId } from "../../../src/vocabulary/identifiers.ts";
import { runningRedis, type RunningRedis } from "../../support/running-redis.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";
import {
  accountsOf,
  authorization,
  challengeOf,
  deviceRecord,
  REALM,
  requestOf,
  type Proof,
  type RequestFacts,
} from "./phone.ts";

let redis: RunningRedis;
let connection: Redis;
beforeAll(async () => {
  redis = await runningRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

let clock: VirtualClock;
let devices: DeviceRecord[];
let parts: RegistrarParts;
let heard: SwitchEvent[];
let trunks: TrunkRecord[];
let logged: unknown[];
const PBX = "198.51.100.1";
/** The public address that the PBX shares with phones of its own network. */
const NAT = "198.51.100.200";
let rounds = 0;

beforeEach(async () => {
  connection = await redis.connect();
  clock = new VirtualClock(Date.now());
  devices = [deviceRecord("alice1"), deviceRecord("bobby1")];
  const keys = registrarKeys(`round-${++rounds}`);
  const nonceCounts = createNonceCounts({ redis: connection, keys, clock });
  const authenticator = createAuthenticator({
    accounts: () => accountsOf(...devices),
    secret: Buffer.alloc(32, 1),
    nonceCounts,
    clock,
  });
  const events = createEventBus({
    onFault: (fault) => {
      throw fault;
    },
  });
  heard = [];
  events.onAny((event) => heard.push(event));
  const bindings = createBindingStore({ redis: connection, keys, clock });
  const deviceNamed = (name: string) => devices.find(({ sipUsername }) => sipUsername === name)?.id;
  trunks = [];
  const reserved = {
    trunksAt: (address: string) => trunks.filter(({ trustedAddresses }) => trustedAddresses.includes(address)),
    trunksAtHost: (host: string) => trunks.filter((trunk) => trunk.host === host),
    isOurs: (host: string, port: number) => (host === PBX || host === NAT) && port === 5060,
    isOurMachine: (host: string) => host === PBX,
  };
  logged = [];
  const logger = { warn: (facts: unknown) => void logged.push(facts) } as unknown as RegistrarParts["logger"];
  parts = { authenticator, deviceNamed, bindings, reserved, events, clock, logger };
});

const CONTACT = "<sip:alice1@192.0.2.10:5060>";
const registerOf = (headers: Record<string, string>, facts: RequestFacts = {}): Promise<Answer> =>
  answerRegister(
    requestOf({
      ...facts,
      headers: {
        to: `<sip:alice1@${REALM}>`,
        "call-id": "call-1",
        cseq: "1 REGISTER",
        "user-agent": "Desk 1.0",
        ...headers,
      },
    }),
    "embedded",
    parts,
  );

async function freshNonce(facts: RequestFacts = {}): Promise<string> {
  return challengeOf(await registerOf({ contact: CONTACT }, facts), "MD5").nonce;
}

/** A whole registration: challenge, proof. */
async function registers(headers: Record<string, string> = {}, proof: Partial<Proof> = {}, facts: RequestFacts = {}) {
  const nonce = proof.nonce ?? (await freshNonce(facts));
  return registerOf(
    {
      contact: CONTACT,
      cseq: "2 REGISTER",
      authorization: authorization({ username: "alice1", ...proof, nonce }),
      ...headers,
    },
    facts,
  );
}

describe("a phone that registers", () => {
  it("is challenged in both algorithms, one header line each, then bound", async () => {
    const challenge = await registerOf({ contact: CONTACT });
    expect(challenge.status).toBe(401);
    expect(challenge.headers["WWW-Authenticate"]).toMatch(
      /^Digest .*algorithm=MD5.*\r\nWWW-Authenticate: Digest .*algorithm=SHA-256, qop="auth"$/,
    );
    expect(await registers()).toEqual({
      status: 200,
      headers: { Contact: "<sip:alice1@192.0.2.10:5060>;expires=3600" },
    });
  });

  it.each(["MD5", "SHA-256"] as const)("may prove itself with %s", async (algorithm) => {
    expect((await registers({}, { algorithm })).status).toBe(200);
  });

  it("in a browser is known by its Via where the engine says only what its WebSocket runs on", async () => {
    const via = "SIP/2.0/WS of-a-browser.invalid;branch=z9hG4bK1";
    const browser = { via, contact: "<sip:alice1@of-a-browser.invalid;transport=ws>" };
    expect((await registers(browser, {}, { protocol: "tcp" })).status).toBe(200);
    const { id } = devices[0]!;
    expect((await parts.bindings.bindingsOf([id])).get(id)).toMatchObject([{ transport: "ws" }]);
    const desk = { ...browser, via: "SIP/2.0/TCP 192.0.2.10;branch=z9hG4bK1" };
    expect((await registers(desk, {}, { protocol: "tcp" })).status).toBe(403);
  });

  it("is remembered with where it came from, and announced once", async () => {
    const facts = { address: "203.0.113.9", port: 34567, protocol: "TCP" };
    await registers({ contact: '<sip:alice1@10.0.0.5>;+sip.instance="<urn:uuid:1>";reg-id=1;expires=90' }, {}, facts);
    const { id } = devices[0]!;
    expect((await parts.bindings.bindingsOf([id])).get(id)).toEqual([
      {
        contact: "sip:alice1@10.0.0.5",
        instance: "<urn:uuid:1>",
        regId: 1,
        source: { address: "203.0.113.9", port: 34567 },
        transport: "tcp",
        flow: "transaction-1",
        engine: "embedded",
        userAgent: "Desk 1.0",
        callId: "call-1",
        cseq: 2,
        registeredAtMs: clock.nowMs(),
        expiresAtMs: clock.nowMs() + 90_000,
      },
    ]);
    expect(heard).toMatchObject([
      {
        kind: "registration.added",
        device: id,
        contact: "sip:alice1@10.0.0.5",
        address: "203.0.113.9",
        transport: "tcp",
      },
    ]);
    await registers({ contact: "<sip:alice1@10.0.0.5>", cseq: "3 REGISTER" }, {}, facts);
    expect(heard).toHaveLength(1);
  });

  it("hears the time that is left of every binding, its own first", async () => {
    await registers();
    clock.advance(10_000);
    const second = await registers({ contact: "<sip:alice1@192.0.2.11>;expires=60", "call-id": "call-2" });
    expect(second.headers["Contact"]).toBe(
      "<sip:alice1@192.0.2.11>;expires=60, <sip:alice1@192.0.2.10:5060>;expires=3590",
    );
    const asked = await registerOf({
      authorization: authorization({ username: "alice1", nonce: await freshNonce() }),
    });
    expect(asked).toEqual({
      status: 200,
      headers: { Contact: "<sip:alice1@192.0.2.11>;expires=60, <sip:alice1@192.0.2.10:5060>;expires=3590" },
    });
  });

  it("unregisters, and is announced gone", async () => {
    await registers();
    expect(await registers({ contact: "*", expires: "0", cseq: "3 REGISTER" })).toEqual({
      status: 200,
      headers: { Expires: "0" },
    });
    expect(heard.at(-1)).toMatchObject({ kind: "registration.removed", because: "unregistered" });
  });

  it("refreshes with the same nonce and a growing count", async () => {
    const nonce = await freshNonce();
    expect((await registers({}, { nonce, nonceCount: 1 })).status).toBe(200);
    expect((await registers({ cseq: "3 REGISTER" }, { nonce, nonceCount: 2 })).status).toBe(200);
  });
});

/** An enabled trunk of the phone's company. */
function trunkOf(over: Partial<TrunkRecord>): TrunkRecord {
  return {
    ...{
      id: parseTrunkId("trunk-of-acme")!,
      tenantId: devices[0]!.tenantId,
      name: "Provider",
      enabled: true,
      version: 1,
    },
    ...{ host: "203.0.113.1", port: 5060, transport: "udp", username: null, password: null, trustedAddresses: [] },
    ...{ register: false, callerIdPolicy: "tenant", numberFormat: "e164-plus", capacity: null, priority: 1 },
    ...over,
  };
}

describe("a registration that is refused", () => {
  it("costs Redis one command, at its first registration as at each refresh", async () => {
    await registers(); // from here on Redis knows the script
    const nonce = await freshNonce();
    for (const nonceCount of [1, 2]) {
      await connection.config("RESETSTAT");
      expect((await registers({ cseq: `${nonceCount + 2} REGISTER` }, { nonce, nonceCount })).status).toBe(200);
      const scripts = await connection.info("commandstats");
      expect([...scripts.matchAll(/cmdstat_(\w+):calls=(\d+)/g)].map(([, name, calls]) => `${name} ${calls}`)).toEqual(
        expect.arrayContaining(["evalsha 1"]),
      );
      expect(scripts).not.toMatch(/cmdstat_(?:eval|mget|publish|xadd):/);
    }
  });

  it("looks the same for a wrong password and for an unknown name", async () => {
    const shape = (answer: Answer): unknown => [
      answer.status,
      Object.entries(answer.headers).map(([name, value]) => [name, value.replace(/nonce="[^"]*"/g, "nonce")]),
    ];
    const wrong = await registers({}, { password: "wrong" });
    const unknown = await registers({ to: `<sip:nobody@${REALM}>` }, { username: "nobody9" });
    expect(wrong.status).toBe(401);
    expect(shape(wrong)).toEqual(shape(unknown));
    expect(challengeOf(wrong, "MD5").stale).toBe(false);
  });

  it("is asked again, with stale=true, when its request was sent before or its nonce is too old", async () => {
    const nonce = await freshNonce();
    expect((await registers({}, { nonce })).status).toBe(200);
    const replayed = await registers({ cseq: "3 REGISTER" }, { nonce });
    expect(replayed.status).toBe(401);
    expect(challengeOf(replayed, "MD5").stale).toBe(true);

    clock.advance(300_000);
    const late = await registers({ cseq: "4 REGISTER" }, { nonce, nonceCount: 2 });
    expect(challengeOf(late, "SHA-256").stale).toBe(true);
  });

  it("is 403 with a Contact in another device's name, and draws none of its calls", async () => {
    expect((await registers({ contact: "<sip:bobby1@192.0.2.10:5060;transport=tcp>" })).status).toBe(403);
    expect((await registers({ contact: "<sip:%62obby1@192.0.2.10:5060>" })).status).toBe(403);
    expect((await registers({ contact: "<sip:reception@192.0.2.10:5060>" })).status).toBe(200);
  });

  it("is 403 with a Contact that leads to a provider or into the PBX's machine, and is bound nowhere", async () => {
    const toProvider = { contact: "<sip:+33899123456@198.51.100.9:5060;transport=udp>" };
    expect((await registers(toProvider, {}, { protocol: "tcp" })).status).toBe(403);
    expect((await registers({ contact: "<sip:alice1@127.0.0.1:6379>" })).status).toBe(403);
    expect(await parts.bindings.bindingsOf(devices.map(({ id }) => id))).toEqual(new Map());
  });

  it("is 403 from an address of its company's trunk, unless that is the office's too, and says why", async () => {
    const office = { address: "198.51.100.9" };
    trunks = [trunkOf({ trustedAddresses: ["198.51.100.9"] })];
    const refused = await registers({}, {}, office);
    expect(refused).toEqual({
      status: 403,
      headers: { Warning: '399 offhook "the REGISTER comes from an address of a trunk"' },
    });
    expect(logged).toMatchObject([{ event: "registration.refused", address: "198.51.100.9" }]);
    expect((await registers()).status).toBe(200); // from elsewhere
    trunks = [trunkOf({ trustedAddresses: ["198.51.100.9"], sharedWithPhones: true })];
    expect((await registers({ cseq: "3 REGISTER" }, {}, office)).status).toBe(200);
    expect(
      (await registers({ cseq: "4 REGISTER", contact: "<sip:+33899123456@198.51.100.9>" }, {}, office)).status,
    ).toBe(403);
  });

  it("isn't kept out by another company that calls its address a trunk's, but takes no number for a Contact there", async () => {
    const office = { address: "198.51.100.9" };
    trunks = [trunkOf({ trustedAddresses: ["198.51.100.9"], tenantId: parseTenantId("tenant-other")! })];
    expect((await registers({}, {}, office)).status).toBe(200);
    for (const user of ["+33899123456", "0899123456", "0899-123-456;phone-context=+33", "%2B33899123456"])
      expect((await registers({ contact: `<sip:${user}@198.51.100.9>` }, {}, office)).status).toBe(403);
  });

  it("is 403 with a Contact that names a trunk's host or the PBX", async () => {
    trunks = [trunkOf({ host: "sip.provider.example", trustedAddresses: ["203.0.113.7", "192.168.1.20"] })];
    expect((await registers({ contact: "<sip:alice1@SIP.provider.example>" })).status).toBe(403);
    expect((await registers({ contact: "<sip:alice1@203.0.113.7:5080>" })).status).toBe(403);
    expect((await registers({ contact: "<sip:alice1@192.0.2.10;maddr=203.0.113.7>" })).status).toBe(403);
    expect((await registers({ contact: `<sip:alice1@${PBX}>` })).status).toBe(403);
    expect((await registers({ contact: `<sip:alice1@${PBX}:5070>` })).status).toBe(403);
    expect((await registers({ contact: `<sip:alice1@${NAT}>` })).status).toBe(403);
    expect((await registers({ contact: `<sip:alice1@${NAT}:5070>` })).status).toBe(200);
    expect(await registers({ contact: "<sip:alice1@192.0.2.10?Route=%3Csip:203.0.113.7%3E>" })).toEqual({
      status: 403,
      headers: { Warning: '399 offhook "the Contact asks for another request than a call"' },
    });
    expect((await registers({ contact: "<sip:alice1@192.168.1.20>" })).status).toBe(200); // its own, behind NAT
    const left = { contact: "<sip:alice1@203.0.113.7>;expires=0", cseq: "3 REGISTER" };
    expect((await registers(left)).status).toBe(200); // what was bound before may still be removed
  });

  it("is 403 for another device's address of record", async () => {
    expect((await registers({ to: `<sip:bobby1@${REALM}>` })).status).toBe(403);
  });

  it("is 401 from the moment the device is deleted", async () => {
    await registers();
    devices = [];
    expect((await registers({ cseq: "3 REGISTER" })).status).toBe(401);
  });

  it.each([
    [400, { contact: "<tel:+33170000001>" }],
    [400, { contact: "*" }],
    [400, { cseq: "x" }],
    [403, { to: "nonsense" }],
    [420, { require: "gruu" }],
    [420, { require: "path, gruu" }],
    [400, { path: "<tel:+33170000001>" }],
    [400, { path: "<sip:strict.example.com>" }],
    [400, { path: Array.from({ length: 6 }, (_, n) => `<sip:p${n}.example.com;lr>`).join(", ") }],
    [400, { path: `<sip:${"x".repeat(520)};lr>` }],
  ])("is %i with %j", async (status, headers) => {
    expect((await registers(headers)).status).toBe(status);
  });

  it("is 423 with the shortest time that we take", async () => {
    expect(await registers({ expires: "59" })).toEqual({ status: 423, headers: { "Min-Expires": "60" } });
  });

  it("is 500 when an older request comes after a newer one", async () => {
    await registers({ cseq: "9 REGISTER" });
    expect((await registers({ cseq: "8 REGISTER" })).status).toBe(500);
  });

  it("is 503 with Retry-After while Redis is away", async () => {
    const nonce = await freshNonce();
    connection.disconnect();
    expect(await registers({}, { nonce })).toEqual({ status: 503, headers: { "Retry-After": "10" } });
  });
});

describe("a phone behind proxies", () => {
  it("is reached by the Path that its REGISTER has, and is told so", async () => {
    const path = "<sip:edge.example.com;lr>, <sip:10.0.0.2:5080;lr;ob>";
    const answer = await registers({ require: "path", path: `${path};hop=1` });
    expect(answer).toMatchObject({ status: 200, headers: { Path: path } });
    const [device] = devices;
    const bindings = await parts.bindings.bindingsOf([device!.id]);
    expect(bindings.get(device!.id)).toMatchObject([{ path: path.split(", ") }]);
  });
});

describe("a softphone that sleeps", () => {
  const mobile = (seconds: number) => ({
    contact: `<sip:alice1@192.0.2.10:5060;pn-provider=FCM;pn-param=project;pn-prid=token>;expires=${seconds}`,
  });

  it("may stay registered for a week where it is woken up by push, and is told so", async () => {
    parts = { ...parts, limits: LIMITS_WITH_PUSH };
    const answer = await registers(mobile(30 * 86_400));
    expect(answer).toMatchObject({ status: 200, headers: { "Feature-Caps": '*;+sip.pns="fcm"' } });
    expect(answer.headers["Contact"]).toMatch(/;expires=604800$/);
    const desk = await registers({ contact: `${CONTACT};expires=86400`, "call-id": "desk" });
    expect(desk.headers["Feature-Caps"]).toBeUndefined();
    expect(desk.headers["Contact"]).toContain(";expires=7200");
  });

  it("is a phone like others where no push gateway is named", async () => {
    const answer = await registers(mobile(86_400));
    expect(answer.headers["Contact"]).toMatch(/;expires=7200$/);
    expect(answer.headers["Feature-Caps"]).toBeUndefined();
  });

  it("stays registered when its connection ends, for it ends when the phone falls asleep", async () => {
    const { device, owner } = await asleep();
    await removeEndedFlow("transaction-1", owner, { ...parts, limits: LIMITS_WITH_PUSH });
    expect((await parts.bindings.bindingsOf([device])).get(device)).toHaveLength(1);
    await removeEndedFlow("transaction-1", owner, parts);
    expect((await parts.bindings.bindingsOf([device])).get(device)).toBeUndefined();
  });

  async function asleep() {
    await registers(mobile(86_400), {}, { protocol: "tls" });
    const { id: device, tenantId: tenant, userId: user } = devices[0]!;
    return { device, owner: { device, tenant, user } };
  }
});

describe("the shell", () => {
  it("sends the answer", async () => {
    const sent: unknown[] = [];
    const response = { send: (...args: unknown[]) => void sent.push(args) };
    await register(requestOf({ headers: { require: "gruu" } }), response, "embedded", parts);
    expect(sent).toEqual([[420, { headers: { Unsupported: "gruu" } }]]);
  });

  it("answers OPTIONS with what this system takes", () => {
    expect(answerOptions(requestOf({ method: "OPTIONS" }), ["message-summary", "dialog"], true)).toMatchObject({
      status: 200,
      headers: {
        Allow: "INVITE, ACK, CANCEL, BYE, PRACK, OPTIONS, INFO, UPDATE, MESSAGE, REFER, NOTIFY, REGISTER, SUBSCRIBE",
        Accept: expect.stringContaining("application/sdp") as string,
        Supported: "100rel, replaces, timer",
        "Allow-Events": "message-summary, dialog",
      },
    });
    const gruu = requestOf({ method: "OPTIONS", headers: { require: "gruu" } });
    expect(answerOptions(gruu, [], true).status).toBe(420);
  });

  it("answers OPTIONS 503 while it comes to its end, so that providers and dispatchers send their calls elsewhere", () => {
    expect(answerOptions(requestOf({ method: "OPTIONS" }), [], false)).toEqual({
      status: 503,
      headers: { "Retry-After": "60" },
    });
  });
});
