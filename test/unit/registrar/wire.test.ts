import { createSrf } from "../../../src/srf/create-srf.ts";
import type { Srf } from "../../../src/srf/srf.ts";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { parseConfig } from "../../../src/engines/signalling/config.ts";
import { startSignalling } from "../../../src/engines/signalling/engine.ts";
import { createEventBus } from "../../../src/events/bus.ts";
import { createAuthenticator } from "../../../src/registrar/authentication.ts";
import type { Binding } from "../../../src/registrar/binding.ts";
import { createBindingStore } from "../../../src/registrar/bindings.ts";
import { createNonceCounts } from "../../../src/registrar/nonce-counts.ts";
import { registrarKeys } from "../../../src/redis/keys.ts";
import { register, type RegistrarParts } from "../../../src/registrar/register.ts";
import { targetOf } from "../../../src/registrar/target.ts";
import { takeRegisters } from "../../../src/signalling/register-requests.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { makeCertificate } from "../../support/certificate.ts";
import { freePort } from "../../support/free-ports.ts";
import { runningRedis } from "../../support/running-redis.ts";
import { Registration, SipPeer } from "../../support/sip-peer.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { header, headers, statusOf } from "../../support/sip-text.ts";
import { accountsOf, deviceRecord, PASSWORD } from "./phone.ts";

const scope = new Scope();
const phones = Array.from({ length: 20 }, (_, n) => deviceRecord(`phone${String(n).padStart(2, "0")}`));
const secretOf = (n: number): { username: string; password: string } => ({
  username: phones[n]!.sipUsername,
  password: PASSWORD,
});
let server: string;
let tlsServer: string;
let srf: Srf;
let parts: RegistrarParts;

beforeAll(async () => {
  const port = await freePort();
  server = `127.0.0.1:${port}`;
  tlsServer = `127.0.0.1:${await freePort()}`;
  const { keyFile, certFile } = await makeCertificate(scope.own(await tempFolder()).path, "pbx.test");
  const engine = scope.own(
    await startSignalling({
      config: parseConfig(
        JSON.stringify({
          admin: { address: "127.0.0.1", port: 0, secret: "test" },
          contacts: [{ uri: `sip:${server};transport=udp,tcp` }, { uri: `sip:${tlsServer};transport=tls` }],
          tls: { "key-file": keyFile, "cert-file": certFile },
        }),
      ),
      clock: systemClock,
      log: pino({ level: "silent" }),
    }),
  );
  const redis = await scope.own(await runningRedis()).connect();
  const keys = registrarKeys("wire");
  parts = {
    authenticator: createAuthenticator({
      accounts: () => accountsOf(...phones),
      secret: Buffer.alloc(32, 3),
      nonceCounts: createNonceCounts({ redis, keys, clock: systemClock }),
      clock: systemClock,
    }),
    deviceNamed: (name) => phones.find(({ sipUsername }) => sipUsername === name)?.id,
    bindings: createBindingStore({ redis, keys, clock: systemClock }),
    reserved: { trunksAt: () => [], trunksAtHost: () => [], isOurs: () => false, isOurMachine: () => false },
    events: createEventBus({ onFault: () => undefined }),
    clock: systemClock,
    logger: pino({ level: "silent" }),
  };

  srf = createSrf();
  srf.on("error", () => undefined);
  scope.defer(() => srf.disconnect());
  const up = new Promise<unknown>((resolve) => srf.once("connect", resolve));
  srf.connect({ host: engine.control.address, port: engine.control.port, secret: "test" });
  await up;
  takeRegisters(srf, (request, response) => void register(request, response, "embedded", parts));
  srf.register((_request, response) => response.send(500)); // they don't come this way
});
afterAll(() => scope[Symbol.asyncDispose]());

const bindingsOf = async (n: number): Promise<readonly Binding[]> =>
  (await parts.bindings.bindingsOf([phones[n]!.id])).get(phones[n]!.id) ?? [];

/** Sends OPTIONS to a binding, and waits for the status of the answer. */
function answerTo(binding: Binding): Promise<number> {
  const { uri, proxy, headers } = targetOf(binding);
  const options = { method: "OPTIONS", headers, ...(proxy === undefined ? {} : { proxy }) };
  return new Promise((resolve, reject) =>
    srf.request(uri, options, (failure, request) => {
      if (request === undefined) reject(new Error("not sent", { cause: failure }));
      else request.on("response", ({ status }) => resolve(status));
    }),
  );
}

/** Sends OPTIONS to a binding as a call would be, and waits for it at the phone. */
async function reaches(binding: Binding, phone: SipPeer): Promise<void> {
  const { uri } = targetOf(binding);
  void answerTo(binding);
  const request = await phone.receivesRequest("OPTIONS");
  expect(request.startLine).toContain(uri);
  phone.respond(request, 200, "OK", { tag: "phone" });
}

describe.each(["udp", "tcp"] as const)("a phone on %s", (transport) => {
  const at = transport === "udp" ? 0 : 10;

  it.each(["MD5", "SHA-256"] as const)("registers with %s through the engine, and is reached", async (algorithm) => {
    const n = at + (algorithm === "MD5" ? 0 : 1);
    await using phone = await SipPeer.open({ server, transport });
    const accepted = await phone.registers(secretOf(n), { algorithm });
    expect(statusOf(accepted)).toBe(200);
    expect(header(accepted, "Contact")).toBe(`${phone.contact(phones[n]!.sipUsername)};expires=300`);
    const [binding] = await bindingsOf(n);
    expect(binding).toMatchObject({ transport, source: { address: "127.0.0.1", port: phone.port } });
    await reaches(binding!, phone);
  });

  it("is challenged with two header lines", async () => {
    await using phone = await SipPeer.open({ server, transport });
    const challenge = await new Registration(phone, secretOf(at)).sends();
    expect(headers(challenge, "WWW-Authenticate")).toHaveLength(2);
  });

  it("is reached behind NAT, where its REGISTER came from", async () => {
    await using phone = await SipPeer.open({ server, transport });
    const contact = `<sip:${phones[at + 2]!.sipUsername}@192.0.2.77:5060${transport === "tcp" ? ";transport=tcp" : ""}>`;
    expect(statusOf(await phone.registers(secretOf(at + 2), { contacts: [contact] }))).toBe(200);
    await reaches((await bindingsOf(at + 2))[0]!, phone);
  });

  it("is reached through the proxies of its Path", async () => {
    await using phone = await SipPeer.open({ server, transport });
    const n = transport === "udp" ? 5 : 6;
    const path = `<sip:edge-${transport}.example.com;lr>`;
    const registered = await phone.registers(secretOf(n), { headers: [`Path: ${path}`, "Supported: path"] });
    expect([statusOf(registered), header(registered, "Path")]).toEqual([200, path]);
    const [binding] = await bindingsOf(n);
    void answerTo(binding!);
    const request = await phone.receivesRequest("OPTIONS");
    expect(header(request, "Route")).toBe(path);
    phone.respond(request, 200, "OK", { tag: "phone" });
  });

  it("can't replay a request that was overheard", async () => {
    await using phone = await SipPeer.open({ server, transport });
    const registration = new Registration(phone, secretOf(at + 3));
    const proof = registration.proof(await registration.sends());
    expect(statusOf(await registration.sends(proof))).toBe(200);
    const replayed = await registration.sends(proof);
    expect(statusOf(replayed)).toBe(401);
    expect(header(replayed, "WWW-Authenticate")).toContain("stale=true");
  });

  it("unregisters all its contacts", async () => {
    await using phone = await SipPeer.open({ server, transport });
    const registration = new Registration(phone, secretOf(at + 4));
    const challenge = await registration.sends();
    await registration.sends(registration.proof(challenge, 1));
    const gone = await registration.sends(registration.proof(challenge, 2), { contacts: ["*"], expires: 0 });
    expect(statusOf(gone)).toBe(200);
    expect(await bindingsOf(at + 4)).toEqual([]);
  });
});

describe.each(["tcp", "tls"] as const)("a phone on %s with an instance and a private address", (transport) => {
  const at = transport === "tcp" ? 15 : 17;
  const open = (): Promise<SipPeer> => SipPeer.open({ server: transport === "tcp" ? server : tlsServer, transport });
  const contactOf = (n: number, instance: number): string =>
    `<sip:${phones[n]!.sipUsername}@192.168.1.20:5060;transport=${transport}>` +
    `;+sip.instance="<urn:uuid:00000000-0000-0000-0000-00000000000${instance}>";reg-id=1`;

  it("is reached over its connection, and over nothing else once that has ended", async () => {
    const phone = await open();
    expect(statusOf(await phone.registers(secretOf(at), { contacts: [contactOf(at, 1)] }))).toBe(200);
    const [binding] = await bindingsOf(at);
    await reaches(binding!, phone);
    await phone[Symbol.asyncDispose]();
    await expect.poll(() => answerTo(binding!)).toBe(430);
    await using again = await open();
    expect(statusOf(await again.registers(secretOf(at), { contacts: [contactOf(at, 1)] }))).toBe(200);
    expect(await bindingsOf(at)).toHaveLength(1);
    await reaches((await bindingsOf(at))[0]!, again);
  });

  it("shares its account and its private address with another, and each gets what is its own", async () => {
    const n = at + 1;
    const [first, second] = [await open(), await open()];
    await first.registers(secretOf(n), { contacts: [contactOf(n, 1)] });
    const registration = new Registration(second, secretOf(n), { contacts: [contactOf(n, 2)] });
    const challenge = await registration.sends();
    await registration.sends(registration.proof(challenge, 1));
    const [ofSecond, ofFirst] = await bindingsOf(n);
    await reaches(ofFirst!, first);
    await reaches(ofSecond!, second);
    expect(first.steps.all.filter(({ message }) => message.startLine.startsWith("OPTIONS"))).toHaveLength(1);

    const gone = [`${contactOf(n, 2)};expires=0`];
    expect(statusOf(await registration.sends(registration.proof(challenge, 2), { contacts: gone }))).toBe(200);
    expect(await bindingsOf(n)).toEqual([ofFirst]);
    await second[Symbol.asyncDispose]();
    const from = first.steps.all.length;
    const answered = answerTo(ofFirst!);
    first.respond(await first.receivesRequest("OPTIONS", { from }), 200, "OK", { tag: "phone" });
    expect(await answered).toBe(200);
    await first[Symbol.asyncDispose]();
  });
});
