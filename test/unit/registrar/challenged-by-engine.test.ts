import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EngineLink } from "../../../src/bans/engine-link.ts";
import { CHALLENGE_ORDER } from "../../../src/challenge/algorithms.ts";
import { parseConfig } from "../../../src/engines/signalling/config.ts";
import { startSignalling } from "../../../src/engines/signalling/engine.ts";
import { createEventBus } from "../../../src/events/bus.ts";
import { createAuthenticator } from "../../../src/registrar/authentication.ts";
import { createBindingStore } from "../../../src/registrar/bindings.ts";
import { createNonceCounts } from "../../../src/registrar/nonce-counts.ts";
import { registrarKeys } from "../../../src/redis/keys.ts";
import { register, type RegistrarParts } from "../../../src/registrar/register.ts";
import { takeRegisters } from "../../../src/signalling/register-requests.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { createSrf } from "../../../src/srf/create-srf.ts";
import { eventually } from "../../support/eventually.ts";
import { freePort } from "../../support/free-ports.ts";
import { runningRedis } from "../../support/running-redis.ts";
import { authorization } from "../../support/digest.ts";
import { Registration, SipPeer } from "../../support/sip-peer.ts";
import { header, statusOf, type SipText } from "../../support/sip-text.ts";
import { accountsOf, deviceRecord, PASSWORD, REALM } from "./phone.ts";

const scope = new Scope();
const SECRET = Buffer.alloc(32, 3);
const alice = deviceRecord("alice1");
const secret = { username: alice.sipUsername, password: PASSWORD };
let server: string;
let link: () => EngineLink;
/** Call-IDs of the requests that the application has seen. */
const seen: string[] = [];
let challenged = 0;
/** What is neither a phone nor a provider's address: no request of this test comes from there. */
let banned: readonly (readonly [string, number])[] = [];

beforeAll(async () => {
  server = `127.0.0.1:${await freePort()}`;
  const engine = scope.own(
    await startSignalling({
      config: parseConfig(
        JSON.stringify({
          admin: { address: "127.0.0.1", port: 0, secret: "test" },
          contacts: [{ uri: `sip:${server};transport=udp,tcp` }],
          metrics: { port: 0 },
          guard: true,
        }),
      ),
      clock: systemClock,
      log: pino({ level: "silent" }),
    }),
  );
  const redis = await scope.own(await runningRedis()).connect();
  const keys = registrarKeys("challenged");
  const parts: RegistrarParts = {
    authenticator: createAuthenticator({
      accounts: () => accountsOf(alice),
      secret: SECRET,
      nonceCounts: createNonceCounts({ redis, keys, clock: systemClock }),
      clock: systemClock,
    }),
    deviceNamed: (name) => (name === alice.sipUsername ? alice.id : undefined),
    bindings: createBindingStore({ redis, keys, clock: systemClock }),
    reserved: { trunksAt: () => [], trunksAtHost: () => [], isOurs: () => false, isOurMachine: () => false },
    events: createEventBus({ onFault: () => undefined }),
    clock: systemClock,
    logger: pino({ level: "silent" }),
  };
  const srf = createSrf();
  srf.on("error", () => undefined);
  scope.defer(() => srf.disconnect());
  const up = new Promise<unknown>((resolve) => srf.once("connect", resolve));
  srf.connect({ host: engine.control.address, port: engine.control.port, secret: "test" });
  await up;
  takeRegisters(srf, (request, response) => {
    seen.push(request.get("Call-ID") ?? "");
    void register(request, response, "embedded", parts);
  });
  srf.register((_request, response) => response.send(500)); // they don't come this way
  link = () =>
    new EngineLink({
      engine: { url: `http://127.0.0.1:${engine.metricsPort}/guard`, secret: "test" },
      clock: systemClock,
      rules: () => ({ bans: banned, offices: [], trusted: ["127.0.0.1"] }),
      challenge: () => ({ realm: REALM, secret: SECRET, algorithms: CHALLENGE_ORDER }),
      onOffence: () => undefined,
      onChallenged: (times) => (challenged += times),
      onFlowEnded: () => undefined,
    });
});
afterAll(() => scope[Symbol.asyncDispose]());

/** First REGISTERs as phones write them. None of them may be answered otherwise by the engine than by the application. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  "a desk phone": ["Contact: <sip:alice1@127.0.0.1:5062>", "Expires: 300", "User-Agent: Desk 1.0"],
  "a phone that stumbles over SHA-256": ["Contact: <sip:alice1@127.0.0.1:5062>", "User-Agent: baresip v1.0.0 (x86)"],
  "a phone that asks for its bindings": [],
  "a phone that removes all its bindings": ["Contact: *", "Expires: 0"],
  "a phone behind a proxy": ["Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKproxy, SIP/2.0/UDP 192.0.2.8;branch=z9hG4bKx"],
  "a phone with supplementary headers": ["Supported: path, outbound", "Allow: INVITE,ACK", "Timestamp: 7", "Date: now"],
};
/** What an application answers otherwise than with a challenge, or looks at first. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  "a phone that requires an extension": ["Require: path"],
  "a phone with credentials for a proxy": ['Proxy-Authorization: Digest realm="elsewhere"'],
  "a phone with a wrong nonce": [
    `Authorization: Digest username="alice1", realm="${REALM}", nonce="1", uri="sip:x", response="2"`,
  ],
};

const lines = (name: string): readonly string[] => FIRST[name] ?? OTHERS[name] ?? [];

/** Call-IDs of all first REGISTERs. */
const sent = new Set<string>();

/** The engine has heard on which terms. */
const engineChallenges = (peer: SipPeer): Promise<void> =>
  eventually("challenge by the engine", async () => {
    const callId = `asks-${sent.size}`;
    await answerTo(peer, "a desk phone", callId);
    expect(seen).not.toContain(callId);
  });

/** One REGISTER, and its answer as it stood on the wire but for what chance and counting put into it. */
async function answerTo(peer: SipPeer, name: string, callId: string): Promise<string> {
  sent.add(callId);
  const request = peer.request({
    ...{ method: "REGISTER", uri: `sip:${server}`, from: "Alice <sip:alice1@pbx>", to: "Alice <sip:alice1@pbx>" },
    ...{ callId, fromTag: "one", cseq: 7, branch: `z9hG4bK${callId}`, headers: lines(name) },
  });
  const answer = await peer.receivesFinal(request);
  return [answer.startLine, ...answer.headers.map(([of, value]) => `${of}: ${value}`), answer.body]
    .join("\r\n")
    .replaceAll(callId, "CALL")
    .replace(/(?<=\r\nTo: .*;tag=)[^;\r\n]+/i, "TAG")
    .replaceAll(/(?<=nonce=")[0-9a-f]{60}(?=")/g, "NONCE");
}

describe("the answer to the first REGISTER", () => {
  it("is the same from the engine as from the application, for each phone, but for nonce and tag", async () => {
    await using udp = await SipPeer.open({ server });
    await using tcp = await SipPeer.open({ server, transport: "tcp" });
    const cases = [...Object.keys(FIRST), ...Object.keys(OTHERS)].flatMap((name) =>
      [udp, tcp].map((peer) => ({ name, peer, id: `${peer.transport}-${name.replaceAll(" ", "-")}` })),
    );
    const byApplication = new Map<string, string>();
    for (const { name, peer, id } of cases) byApplication.set(id, await answerTo(peer, name, `application-${id}`));
    expect(seen).toEqual(cases.map(({ id }) => `application-${id}`));

    await using _link = link();
    await engineChallenges(udp);
    for (const { name, peer, id } of cases) {
      expect(await answerTo(peer, name, `engine-${id}`), id).toBe(byApplication.get(id));
      expect(seen.includes(`engine-${id}`), id).toBe(name in OTHERS);
    }
    const ofEngine = [...sent].filter((id) => !seen.includes(id));
    await eventually("challenges counted", () => Promise.resolve(expect(challenged).toBe(ofEngine.length)));
  });
});

describe("a phone that the engine has challenged", () => {
  it("is registered by the application, and can't replay its proof", async () => {
    await using _link = link();
    await using peer = await SipPeer.open({ server });
    await engineChallenges(peer);
    const registration = new Registration(peer, secret);
    const proof = registration.proof(await registration.sends());
    expect(seen).not.toContain(registration.callId);

    expect(statusOf(await registration.sends(proof))).toBe(200);
    expect(seen.filter((id) => id === registration.callId)).toHaveLength(1);
    const replayed = await registration.sends(proof);
    expect(statusOf(replayed)).toBe(401);
    expect(header(replayed, "WWW-Authenticate")).toContain("stale=true");
  });
});

describe("a REGISTER that is sent again", () => {
  it("gets the same answer once more: the engine's challenge, or the application's 200, without asking it again", async () => {
    await using _link = link();
    await using peer = await SipPeer.open({ server });
    await engineChallenges(peer);
    const { username } = secret;
    const callId = "sends-again";
    const address = `<sip:${username}@pbx>`;
    const sends = (cseq: number, headers: readonly string[]): Promise<SipText> => {
      const from = peer.steps.all.length;
      peer.request({
        ...{ method: "REGISTER", uri: `sip:${server}`, from: address, to: address, fromTag: "one" },
        ...{ callId, cseq, branch: `z9hG4bKagain${cseq}`, headers: [`Contact: ${peer.contact(username)}`, ...headers] },
      });
      return peer.receives(`answer to ${cseq}`, ({ startLine }) => startLine.startsWith("SIP/2.0"), { callId, from });
    };
    const challenged = await sends(1, []);
    expect(statusOf(challenged)).toBe(401);
    expect(await sends(1, [])).toEqual(challenged);
    const challenge = header(challenged, "WWW-Authenticate");
    const proof = authorization({ ...secret, method: "REGISTER", uri: `sip:${server}`, challenge, nonceCount: 1 });
    const registered = await sends(2, [`Authorization: ${proof}`]);
    expect(statusOf(registered)).toBe(200);
    expect(await sends(2, [`Authorization: ${proof}`])).toEqual(registered);
    expect(seen.filter((id) => id === callId)).toHaveLength(1);
  });
});

describe("a banned source", () => {
  it("isn't challenged by the engine either", async () => {
    banned = [["127.0.0.9", Date.now() + 60_000]];
    await using _link = link();
    await using known = await SipPeer.open({ server });
    await using peer = await SipPeer.open({ server, address: "127.0.0.9" });
    await eventually("ban in force", async () => {
      peer.send("REGISTER sip:pbx SIP/2.0\r\n\r\n");
      const again = new Registration(peer, secret, { withinMs: 100 }).sends();
      await expect(again).rejects.toThrow("no final response");
    });
    expect(statusOf(await new Registration(known, secret).sends())).toBe(401);
  });
});
