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
import { systemClock } from "../../../src/runtime/clock.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { freePort } from "../../support/free-ports.ts";
import { runningRedis } from "../../support/running-redis.ts";
import { Registration, SipPeer } from "../../support/sip-peer.ts";
import { header, headers, statusOf } from "../../support/sip-text.ts";
import { accountsOf, deviceRecord, PASSWORD } from "./phone.ts";

const scope = new Scope();
const phones = Array.from({ length: 20 }, (_, n) => deviceRecord(`phone${String(n).padStart(2, "0")}`));
const secretOf = (n: number): { username: string; password: string } => ({
  username: phones[n]!.sipUsername,
  password: PASSWORD,
});
let server: string;
let srf: Srf;
let parts: RegistrarParts;

beforeAll(async () => {
  const port = await freePort();
  server = `127.0.0.1:${port}`;
  const engine = scope.own(
    await startSignalling({
      config: parseConfig(
        JSON.stringify({
          admin: { address: "127.0.0.1", port: 0, secret: "test" },
          contacts: [{ uri: `sip:${server};transport=udp,tcp` }],
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
    events: createEventBus({ onFault: () => undefined }),
    clock: systemClock,
  };

  srf = createSrf();
  srf.on("error", () => undefined);
  scope.defer(() => srf.disconnect());
  const up = new Promise<unknown>((resolve) => srf.once("connect", resolve));
  srf.connect({ host: engine.control.address, port: engine.control.port, secret: "test" });
  await up;
  srf.register((request, response) => void register(request, response, "embedded", parts));
});
afterAll(() => scope[Symbol.asyncDispose]());

const bindingsOf = async (n: number): Promise<readonly Binding[]> =>
  (await parts.bindings.bindingsOf([phones[n]!.id])).get(phones[n]!.id) ?? [];

/** Sends OPTIONS to a binding as a call would be, and waits for it at the phone. */
async function reaches(binding: Binding, phone: SipPeer): Promise<void> {
  const { uri, proxy } = targetOf(binding);
  const options = { method: "OPTIONS", headers: {}, ...(proxy === undefined ? {} : { proxy }) };
  srf.request(uri, options, () => undefined);
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
