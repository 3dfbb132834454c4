import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { ENGINES } from "../support/engines.ts";
import { Offhook, TRUNK_ADDRESS, type Person } from "../support/offhook.ts";
import type { Device } from "../support/api-client.ts";
import { newCallId, newTag, SipPeer, type RequestOptions } from "../support/sip-peer.ts";
import { statusOf } from "../support/sip-text.ts";
import { provider, secretOf, peerPhone } from "./office.ts";

/** Guessing goes faster than any phone, as long as it is answered. */
const GUESSES = 300;
const OFFER = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n";

describe.skipIf(ENGINES.sip !== undefined)("an attacker", () => {
  let pbx: Offhook;
  let alice: Person;
  let desk: Device;
  beforeAll(async () => {
    pbx = await Offhook.start({ environment: { ALLOW_LIST: "" } });
    await pbx.addTrunk();
    [alice, desk] = await pbx.personWithPhone();
  });
  /** Stopped ones, whose data folder another one goes on with. */
  const discarded: Offhook[] = [];
  afterAll(async () => {
    await pbx[Symbol.asyncDispose]();
    for (const each of discarded) await each[Symbol.asyncDispose]();
  });

  const bannedLines = (address: string): string[] =>
    pbx.lines.all.filter((line) => line.includes('"security.banned"') && line.includes(`"source":"${address}"`));
  const untilBanned = (address: string): Promise<unknown> =>
    eventually(`ban of ${address}`, () => Promise.resolve(expect(bannedLines(address)).toHaveLength(1)));
  const transactions = async (): Promise<number> =>
    (await pbx.counts())['offhook_engine_count{engine="signalling",what="serverTransactions"}'] ?? NaN;
  /** Wrong passwords, faster than they are answered. */
  const guess = (peer: SipPeer, username: string): void => {
    for (let i = 0; i < GUESSES; i++) {
      const wrong = `Digest username="${username}", realm="offhook", nonce="n", uri="sip:${peer.server}", response="${"0".repeat(32)}"`;
      peer.request({ ...register(peer, username), headers: [`Authorization: ${wrong}`] });
    }
  };

  it("who guesses a password is banned within seconds: one line, one event, a metric, the list", async () => {
    await using guesser = await SipPeer.open({ server: pbx.sip, address: "127.0.0.11" });
    guess(guesser, desk.sipUsername);
    await untilBanned("127.0.0.11");
    const { items } = await pbx.api.do<{ items: { source: string; reason: string }[] }>("GET", "/bans");
    expect(items).toContainEqual(expect.objectContaining({ source: "127.0.0.11", times: 1 }));
    const metrics = await pbx.api.metrics();
    expect([...metrics].some(([name, value]) => name.startsWith("offhook_bans_total") && value >= 1)).toBe(true);
    expect(metrics.get("offhook_active_bans")).toBeGreaterThanOrEqual(1);

    await eventually("silence", async () => {
      const asked = guesser.request(register(guesser, "anybody"));
      await expect(guesser.receivesFinal(asked, { withinMs: 300 })).rejects.toThrow();
    });
  });

  it("shares a NAT with an office: known phones go on, and a new one with the right password gets in", async () => {
    const address = "127.0.0.12";
    await using known = await peerPhone(pbx, desk, { address });
    await using wrong = await SipPeer.open({ server: pbx.sip, address });
    const scanners = await Promise.all([1, 2].map(() => SipPeer.open({ server: pbx.sip, address })));
    // The office counts as one a moment after its phone has registered; then ten scanners' requests are needed, or more.
    for (let i = 0; i < 20; i++)
      for (const scanner of scanners)
        scanner.request({ ...register(scanner, "100"), headers: ["User-Agent: friendly-scanner"] });
    await untilBanned(address);
    guess(wrong, "nobody");

    const refreshed = await known.registers(secretOf(desk), { callId: "known-again" });
    expect(statusOf(refreshed)).toBe(200);
    const another = await pbx.api.addDevice(alice.id);
    await using fresh = await SipPeer.open({ server: pbx.sip, address });
    expect(fresh.port).not.toBe(known.port);
    // As a phone does over UDP (RFC 3261 §17.1.2.2): what has no answer is sent again.
    const registered = await eventually(
      "registration of the new phone",
      () => fresh.registers(secretOf(another), { withinMs: 4_000 }),
      { withinMs: 60_000 },
    );
    expect(statusOf(registered)).toBe(200);
    for (const scanner of scanners) await scanner[Symbol.asyncDispose]();
  });

  it("takes ever new connections: a phone behind the same address registers over TCP all the same", async () => {
    const address = "127.0.0.18";
    const [host = "", port = ""] = pbx.sip.split(":");
    const sockets = new Set<Socket>();
    let cut = 0;
    const attack = setInterval(() => {
      const socket = connect({ host, port: Number(port), localAddress: address });
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        cut++;
      });
      const lines = [
        `REGISTER sip:${pbx.sip} SIP/2.0`,
        `Via: SIP/2.0/TCP ${address};branch=z9hG4bK${newTag()}`,
        "Max-Forwards: 70",
        `From: <sip:100@${pbx.sip}>;tag=1`,
        `To: <sip:100@${pbx.sip}>`,
        `Call-ID: ${newCallId()}`,
        "CSeq: 1 REGISTER",
        "User-Agent: friendly-scanner",
        "Content-Length: 0",
      ];
      socket.on("connect", () => socket.resume().write(`${lines.join("\r\n")}\r\n\r\n`));
    }, 25);
    try {
      await untilBanned(address);
      // It has taken the turns that a ban leaves to the first to come.
      await eventually("cut connections", () => Promise.resolve(expect(cut).toBeGreaterThan(10)));
      const registered = await eventually("registration over TCP under the ban", async () => {
        await using phone = await SipPeer.open({ server: pbx.sip, address, transport: "tcp" });
        const answer = await phone.registers(secretOf(desk), { withinMs: 2_000 });
        expect(statusOf(answer)).toBe(200);
        return answer;
      });
      expect(statusOf(registered)).toBe(200);
    } finally {
      clearInterval(attack);
      for (const socket of sockets) socket.destroy();
    }
  }, 60_000);

  it("hears each refusal once, whatever it leaves unacknowledged, and no 100", async () => {
    await using stranger = await SipPeer.open({ server: pbx.sip, address: "127.0.0.13" });
    const callId = "unacknowledged";
    const before = await transactions();
    stranger.request({
      ...{ method: "INVITE", uri: `sip:+33170002001@${pbx.sip}`, callId, fromTag: "s", cseq: 1, body: OFFER },
      ...{ from: "<sip:+33699000001@127.0.0.13>", to: `<sip:+33170002001@${pbx.sip}>`, contact: stranger.contact("s") },
    });
    await stranger.receives("refusal", (message) => statusOf(message) === 403, { callId });
    await new Promise((resolve) => setTimeout(resolve, 1_600)); // T1 and 2*T1 pass: nothing is sent again
    expect(stranger.ladder(callId)).toEqual(["> INVITE", "< 403 INVITE"]);
    // Another of the PBX's own, a question to the media server, may be under way for a moment.
    await eventually("no transaction more", async () => expect(await transactions()).toBeLessThanOrEqual(before));
  });

  it("is kept out over a restart, is let in by an administrator, and not banned again from the allow-list", async () => {
    const address = "127.0.0.14";
    {
      await using guesser = await SipPeer.open({ server: pbx.sip, address });
      guess(guesser, desk.sipUsername);
      await untilBanned(address);
    }
    await pbx.stop();
    const { dataDir, ports } = pbx;
    const stopped = pbx;
    pbx = await Offhook.start({ environment: { ALLOW_LIST: "" }, dataDir, ports });
    discarded.push(stopped);
    const bans = async (): Promise<string[]> =>
      (await pbx.api.do<{ items: { source: string }[] }>("GET", "/bans")).items.map(({ source }) => source);
    expect(await bans()).toContain(address);

    await pbx.api.do("POST", "/allow-list", { block: "127.0.0.14/32" });
    expect(await bans()).not.toContain(address);
    await using tester = await SipPeer.open({ server: pbx.sip, address });
    await eventually("an answer to the tester", async () => {
      const asked = tester.request(register(tester, "somebody"));
      expect(statusOf(await tester.receivesFinal(asked, { withinMs: 500 }))).toBe(401);
    });
    await pbx.api.do("DELETE", "/allow-list/127.0.0.14%2F32");
    await pbx.api.do("DELETE", "/bans/127.0.0.11");
    expect(await bans()).not.toContain("127.0.0.11");
  });

  it("opens no more than some connections, and none for long that carry no registration; phones connect meanwhile", async () => {
    const sockets: Socket[] = [];
    const [host = "", port = ""] = pbx.sip.split(":");
    for (let i = 0; i < 60; i++) {
      const socket = connect({ host, port: Number(port), localAddress: "127.0.0.15" });
      socket.on("error", () => undefined);
      socket.on("connect", () => socket.resume().write("\r\n\r\n"));
      sockets.push(socket);
    }
    await eventually("refused connections", () =>
      Promise.resolve(expect(sockets.filter(({ destroyed }) => !destroyed).length).toBeLessThanOrEqual(20)),
    );
    await using phone = await peerPhone(pbx, desk, { address: "127.0.0.16", transport: "tcp" });
    const last = sockets.find(({ destroyed }) => !destroyed);
    if (last !== undefined) await once(last, "close");
    const refreshed = await phone.registers(secretOf(desk), { callId: "still-connected" });
    expect(statusOf(refreshed)).toBe(200);
  }, 30_000);

  it("floods from many addresses: a trunk's call rings the phone all the same", async () => {
    await using phone = await peerPhone(pbx, desk, { address: "127.0.0.17" });
    const flooders = await Promise.all(
      Array.from({ length: 20 }, (_each, i) => SipPeer.open({ server: pbx.sip, address: `127.0.1.${i + 1}` })),
    );
    const flood = setInterval(() => {
      for (const flooder of flooders) for (let i = 0; i < 5; i++) flooder.request(register(flooder, `user${i}`));
    }, 10);
    try {
      await untilBanned("127.0.1.1");
      const from = phone.steps.all.length;
      await using caller = await provider(pbx, alice.number, { scenario: "trunk-gives-up", keys: { waits_ms: "100" } });
      const invite = await phone.receivesRequest("INVITE", { from });
      phone.respond(invite, 180, "Ringing", { tag: "rings", contact: phone.contact("desk") });
      phone.respond(await phone.receivesRequest("CANCEL", { from }), 200, "OK");
      phone.respond(invite, 487, "Request Terminated", { tag: "rings" });
      await caller.succeeds();
    } finally {
      clearInterval(flood);
      for (const flooder of flooders) await flooder[Symbol.asyncDispose]();
    }
    expect(bannedLines(TRUNK_ADDRESS)).toEqual([]);
  });
});

function register(peer: SipPeer, user: string): RequestOptions {
  const { server } = peer;
  return {
    ...{ method: "REGISTER", uri: `sip:${server}`, callId: newCallId(), fromTag: "r", cseq: 1 },
    ...{ from: `<sip:${user}@${server}>`, to: `<sip:${user}@${server}>` },
    contact: peer.contact(user),
  };
}
