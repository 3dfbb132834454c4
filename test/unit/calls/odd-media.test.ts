import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { eventually } from "../../support/eventually.ts";
import { likeness, readWav } from "../../support/audio.ts";
import { mediaOf } from "../../support/mobile.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { Phone } from "../../support/phone.ts";
import { keysSdp, sdp } from "../../support/sdp.ts";
import { RtpPeer } from "../../support/rtp-peer.ts";
import { header, statusOf } from "../../support/sip-text.ts";
import type { SrtpKey } from "../../../src/engines/rtp/srtp/key.ts";
import { SrtpReceiver } from "../../../src/engines/rtp/srtp/srtp.ts";
import { srtpSuite } from "../../../src/vocabulary/srtp-suite.ts";

const ROOM = parseE164("+33170000042")!;
const MENU = parseE164("+33170000300")!;
const MOBILE = parseE164("+33612345699")!;
const MUSIC = readWav("config/prompts/music.wav");
const KEY = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";
/** Only the embedded media server counts RTCP, and knows where SIP comes from. */
const OURS = process.env["MEDIA_URL"] === undefined;

let pbx: Office;
let alice: Person;
let provider: Phone;
let desk: Phone;
let ear: RtpPeer;
beforeAll(async () => {
  pbx = await openOffice({ speaks: true });
  alice = await pbx.person("1001", "+33170000001");
  await pbx.person("1002", "+33170000002");
  await changeSettings(pbx, (draft) => {
    draft.change("tenant", draft.tenantId, { mediaTimeoutSeconds: 10 });
    const room = draft.add("conference", { name: "Board", extension: parseExtension("8000")!, pin: "4711" }).id;
    draft.add("number", { number: ROOM, destination: { kind: "conference", id: room } });
    const menu = draft.add("receptionist", {
      ...{ name: "Main", extension: parseExtension("3000")! },
      keys: { "1": { kind: "user", id: alice.id } },
    }).id;
    draft.add("number", { number: MENU, destination: { kind: "receptionist", id: menu } });
  });
  provider = await pbx.phone();
  await trustedTrunk(pbx, ["127.0.0.1"], { port: provider.port });
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  desk = await pbx.phone();
  ear = await pbx.ear();
});
afterEach(async () => {
  await ear[Symbol.asyncDispose]();
  pbx.unregisterAll();
  await pbx.idle();
});

const secure = (port: number, direction = "sendrecv"): string =>
  `${sdp(port, direction, "8").replace("RTP/AVP", "RTP/SAVP")}${KEY}\r\n`;
const mLines = (body: string): string[] => body.split("\r\n").filter((line) => line.startsWith("m="));
const asAlice = { headers: [["Authorization", ""] as [string, string]] };

/** What the PBX itself answers. */
const SERVICES: readonly (readonly [string, () => string, boolean])[] = [
  ["a mailbox", () => alice.number, false],
  ["a receptionist", () => MENU, false],
  ["a conference", () => ROOM, false],
  ["the echo test", () => "*43", true],
  ["a parking slot", () => "700", true],
];

describe.each(SERVICES)("%s", (_, number, inside) => {
  const calls = (offer: string) => {
    asAlice.headers[0] = ["Authorization", `Test ${alice.devices[0]!.username}`];
    return provider.call(pbx.port, number(), { sdp: offer, ...(inside ? asAlice : {}) });
  };

  it.each([
    ["an encrypted offer", () => secure(ear.port), ["RTP/SAVP"]],
    [
      "an offer with a plain line too",
      () => sdp(ear.port, "sendrecv", "8").replace("m=audio", `m=audio ${ear.port} RTP/SAVP 8\r\n${KEY}\r\nm=audio`),
      ["RTP/SAVP", "RTP/AVP"],
    ],
    ["an offer with keys beside a plain profile", () => `${sdp(ear.port, "sendrecv", "8")}${KEY}\r\n`, ["RTP/AVP"]],
  ])("answers %s encrypted, and only so", async (_what, offer, [profile, refused]) => {
    const call = await calls(offer()).answered();
    const [taken, other] = mLines(call.response.body);
    expect(taken).toMatch(new RegExp(`^m=audio [1-9]\\d* ${profile} 8`));
    expect(other).toBe(refused && `m=audio 0 ${refused} 8`);
    expect(call.response.body.match(/^a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\S{40}\r$/gm)).toHaveLength(1);
    const plain = await call.request("INVITE", sdp(ear.port, "sendrecv", "8"));
    expect(statusOf(plain)).toBe(488);
    const held = await call.request("INVITE", secure(ear.port, "sendonly"));
    expect(statusOf(held)).toBe(200);
    expect(held.body).toContain(call.response.body.match(/^a=crypto.*$/m)![0]);
    await call.bye();
  });

  it.each([
    ["encryption with keys that we can't use", () => secure(ear.port).replace("AES_CM_128", "AES_CM_64"), "302 "],
    ["DTLS-SRTP", () => sdp(ear.port).replace("RTP/AVP", "UDP/TLS/RTP/SAVPF"), "302 "],
    ["a host name for its address", () => sdp(ear.port).replaceAll("IP4 127.0.0.1", "IP4 phone.example.com"), "301 "],
    ["no codec of ours", () => sdp(ear.port, "sendrecv", "18"), "305 "],
  ])("refuses %s with 488 and a Warning", async (_what, offer, code) => {
    const refused = await calls(offer()).refused();
    expect(statusOf(refused)).toBe(488);
    expect(header(refused, "warning")).toMatch(new RegExp(`^${code}\\S+ "`));
  });

  it.each([
    ["no answer", () => ""],
    ["an answer without a codec of ours", () => sdp(ear.port, "sendrecv", "18")],
    ["an answer with a host name", () => sdp(ear.port).replaceAll("IP4 127.0.0.1", "IP4 phone.example.com")],
    ["an answer that is none", () => "hello"],
  ])("hangs up on who leaves it the offer and sends %s", async (_what, answer) => {
    const call = await calls("").answered(answer());
    await call.received("BYE");
  });

  it("waits for the answer of who leaves it the offer, though the first ACK is lost", async () => {
    const call = await calls("").answered(null);
    await pbx.clock.sleep(2_500);
    call.ack(1, sdp(ear.port));
    const hears = () => (ear.packets.length > 0 ? Promise.resolve() : Promise.reject(new Error("nothing")));
    await eventually("sound", hears, { withinMs: 10_000, clock: pbx.clock });
    await call.bye();
  });

  it("takes an offer that begins with an empty line, and one with feedback", async () => {
    for (const offer of [`\r\n${sdp(ear.port)}`, sdp(ear.port).replace("RTP/AVP", "RTP/AVPF")]) {
      const call = await calls(offer).answered();
      expect(mLines(call.response.body)[0]).toMatch(/^m=audio [1-9]/);
      await call.bye();
    }
  });
});

/** The provider's customer talks to Alice. */
async function talk(offer: string, answer: string): Promise<{ caller: Dialog; callee: Dialog }> {
  pbx.registers(alice, desk);
  const call = provider.call(pbx.port, alice.number, { sdp: offer });
  const ringing = await desk.incoming();
  const callee = ringing.answer(answer);
  const caller = await call.answered();
  await ringing.acked();
  return { caller, callee };
}

describe("two phones without a common codec", () => {
  /** A customer of the provider's, with PCMA alone, talks to Alice, whose phone has PCMU alone. */
  async function mixedTalk(): Promise<{ caller: Dialog; callee: Dialog; deskEar: RtpPeer }> {
    const deskEar = await pbx.ear();
    pbx.registers(alice, desk);
    const call = provider.call(pbx.port, alice.number, { sdp: sdp(ear.port, "sendrecv", "8") });
    (await desk.incoming()).refuse(488);
    const again = await desk.incoming();
    expect(mLines(again.invite.body)).toEqual([expect.stringMatching(/^m=audio \d+ RTP\/AVP (?:\d+ )*0 (?:\d+ ?)*$/)]);
    again.ring();
    const callee = again.answer(sdp(deskEar.port, "sendrecv", "0"));
    const caller = await call.answered();
    await again.acked();
    expect(mLines(caller.response.body)[0]).toMatch(/^m=audio \d+ RTP\/AVP 8/);
    ear.speaks(mediaOf(caller.response.body), "PCMA", 500);
    deskEar.speaks(mediaOf(again.invite.body), "PCMU", 700);
    return { caller, callee, deskEar };
  }

  it("hear each other through the media server, and the trace says why", async () => {
    const { caller, callee, deskEar } = await mixedTalk();
    await using _deskEar = deskEar;
    await deskEar.hears(500);
    await ear.hears(700);
    const decisions = pbx.events.flatMap((event) => (event.kind === "call.decided" ? event.decisions : []));
    expect(decisions.filter(({ rule }) => rule === "transcoding")).toEqual([
      { rule: "transcoding", input: { because: "no-common-codec" }, result: "media-server" },
    ]);
    await caller.bye();
    await callee.received("BYE");
  });

  it("stay apart when the one who is called refuses the media server's codecs too", async () => {
    pbx.registers(alice, desk);
    const call = provider.call(pbx.port, alice.number, { sdp: sdp(ear.port, "sendrecv", "8") });
    (await desk.incoming()).refuse(488);
    (await desk.incoming()).refuse(488);
    await (await call.answered()).bye(); // the mailbox
    expect(desk.ladder.filter((rung) => rung === "< INVITE")).toHaveLength(2);
  });

  it("leaves the phone in peace when the caller hangs up meanwhile", async () => {
    pbx.registers(alice, desk);
    const call = provider.call(pbx.port, alice.number, { sdp: sdp(ear.port, "sendrecv", "8") });
    (await desk.incoming()).refuse(488);
    const again = await desk.incoming();
    again.ring();
    await call.provisional();
    call.cancel();
    await again.cancelled();
    expect(statusOf(await call.refused())).toBe(487);
  });

  it("that is called with a codec which no media server has refuses for good", async () => {
    pbx.registers(alice, desk);
    const call = provider.call(pbx.port, alice.number, { sdp: sdp(ear.port, "sendrecv", "18") });
    (await desk.incoming()).refuse(488);
    expect(statusOf(await call.refused())).toBe(488);
    expect(desk.ladder.filter((rung) => rung === "< INVITE")).toHaveLength(1);
  });
});

describe("an encrypted call", () => {
  it("to a phone without encryption is refused as that phone does, so that the caller's tries in the clear", async () => {
    pbx.registers(alice, desk);
    const encrypted = provider.call(pbx.port, alice.number, { sdp: secure(ear.port) });
    (await desk.incoming()).refuse(488);
    const transcoded = await desk.incoming(); // it could have been for the codec
    expect(mLines(transcoded.invite.body)).toEqual([expect.stringMatching(/^m=audio \d+ RTP\/SAVP /)]);
    transcoded.refuse(488);
    expect(statusOf(await encrypted.refused())).toBe(488);
    const plain = provider.call(pbx.port, alice.number, { sdp: sdp(ear.port) });
    (await desk.incoming()).refuse(488);
    (await desk.incoming()).refuse(488);
    await (await plain.answered()).bye(); // nothing else would make it better: the mailbox answers
  });

  it("stays encrypted on hold: the one who waits hears music by keys of their own", async () => {
    const { caller, callee } = await talk(secure(ear.port), secure(desk.port));
    const held = await callee.request("INVITE", secure(desk.port, "sendonly"));
    expect(mLines(held.body)).toEqual([expect.stringMatching(/^m=audio \d+ RTP\/SAVP /)]);
    const told = await caller.received("INVITE");
    expect(mLines(told.body)).toEqual([expect.stringMatching(/^m=audio [1-9]\d* RTP\/SAVP /)]);
    expect(told.body).not.toContain(`m=audio ${desk.port} `);
    expect(told.body).toContain("a=sendonly");
    caller.respond(told, 200, secure(ear.port, "recvonly"));
    const sender = new SrtpReceiver(keyIn(told.body));
    await pbx.until(() => expect(ear.datagrams.length).toBeGreaterThan(50));
    for (const datagram of ear.datagrams) expect(sender.unprotect(datagram)).toBeDefined();

    const back = callee.request("INVITE", secure(desk.port));
    const told2 = await caller.received("INVITE");
    expect(mLines(told2.body)).toEqual([`m=audio ${desk.port} RTP/SAVP 8`]);
    caller.respond(told2, 200, secure(ear.port));
    expect(statusOf(await back)).toBe(200);
    await caller.bye();
    await callee.received("BYE");
  });

  it("is put on hold from phone to phone where its keys are agreed on in the stream (DTLS)", async () => {
    const dtls = (port: number, direction = "sendrecv"): string =>
      sdp(port, direction, "8").replace("RTP/AVP", "UDP/TLS/RTP/SAVP");
    const { caller, callee } = await talk(dtls(ear.port), dtls(desk.port));
    const asked = callee.request("INVITE", dtls(desk.port, "sendonly"));
    const told = await caller.received("INVITE");
    expect(told.body).toContain(`m=audio ${desk.port} UDP/TLS/RTP/SAVP`);
    caller.respond(told, 200, dtls(ear.port, "recvonly"));
    expect((await asked).body).toContain(`m=audio ${ear.port} UDP/TLS/RTP/SAVP`);
    expect(pbx.media.status()[0]?.endpoints).toBe(0);
    await caller.bye();
    await callee.received("BYE");
  });

  it.each([
    ["a mailbox", "1002"],
    ["a conference", "8000"],
    ["a parking slot", "701"],
  ])("is transferred to %s encrypted: no telephone is offered media in the clear", async (_, to) => {
    const { caller, callee } = await talk(secure(ear.port), secure(desk.port));
    const referTo = `<sip:${to}@127.0.0.1:${pbx.port}>`;
    expect(statusOf(await callee.request("REFER", "", [["Refer-To", referTo]]))).toBe(202);
    const told = await caller.received("INVITE");
    expect(mLines(told.body)).toEqual([expect.stringMatching(/^m=audio [1-9]\d* RTP\/SAVP /)]);
    caller.respond(told, 200, secure(ear.port));
    const sender = new SrtpReceiver(keyIn(told.body));
    await pbx.until(() => expect(ear.datagrams.length).toBeGreaterThan(10));
    for (const datagram of ear.datagrams) expect(sender.unprotect(datagram)).toBeDefined();
    await caller.bye();
  });
});

/** The first key of a description. */
function keyIn(body: string): SrtpKey {
  const [, suite = "", key = ""] = /^a=crypto:1 (\S+) inline:(\S+)/m.exec(body) ?? [];
  return { suite: srtpSuite(suite)!, keySalt: Buffer.from(key, "base64") };
}

describe("hold of a call with video", () => {
  const withVideo = (port: number, direction = "sendrecv"): string =>
    `${sdp(port, direction, "8")}m=video ${port + 2} RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=${direction}\r\nm=image 0 udptl t38\r\n`;

  it("keeps its streams: music as audio, video held where it is, what was given up stays so; then all is back", async () => {
    const { caller, callee } = await talk(withVideo(ear.port), withVideo(desk.port));
    const held = await callee.request("INVITE", withVideo(desk.port, "sendonly"));
    expect(mLines(held.body).map((line) => line.replace(/ .*/, ""))).toEqual(["m=audio", "m=video", "m=image"]);
    expect(held.body.match(/^a=(sendrecv|sendonly|recvonly|inactive)/gm)).toEqual([
      "a=inactive",
      "a=inactive",
      "a=inactive",
    ]);
    expect(mLines(held.body)[2]).toMatch(/^m=image 0 /);

    const told = await caller.received("INVITE");
    const [audio, ...others] = mLines(told.body);
    expect(audio).toMatch(/^m=audio [1-9]/);
    expect(audio).not.toContain(String(desk.port));
    expect(others).toEqual([`m=video ${desk.port + 2} RTP/AVP 96`, "m=image 0 udptl t38"]);
    expect(told.body.match(/^a=(sendrecv|sendonly|recvonly|inactive)/gm)).toEqual(["a=sendonly", "a=inactive"]);
    caller.respond(told, 200, withVideo(ear.port, "recvonly"));
    await caller.received("ACK");
    await pbx.pause(1_500);
    expect(likeness(ear.heard(), MUSIC)).toBeGreaterThan(0.8);

    const resumed = callee.request("INVITE", withVideo(desk.port));
    const back = await caller.received("INVITE");
    expect(mLines(back.body)).toEqual(mLines(withVideo(desk.port)));
    caller.respond(back, 200, withVideo(ear.port));
    expect(mLines((await resumed).body)).toEqual(mLines(withVideo(ear.port)));
    await caller.bye();
    await callee.received("BYE");
  });
});

describe("a caller on hold", () => {
  it.each([
    ["at a mailbox", () => MENU],
    ["in a conference", () => ROOM],
  ])("%s isn't taken for one who is gone; one who is gone is told why", async (_, number) => {
    const call = await provider.call(pbx.port, number(), { sdp: keysSdp(ear.port) }).answered();
    ear.speaks(mediaOf(call.response.body), "PCMA", 700);
    if (number() === ROOM) await enters();
    expect(statusOf(await call.request("INVITE", keysSdp(ear.port).replace("sendrecv", "sendonly")))).toBe(200);
    ear.isSilent();
    await pbx.pause(number() === ROOM ? 45_000 : 12_000);
    expect(statusOf(await call.request("INVITE", keysSdp(ear.port)))).toBe(200);
    if (number() === ROOM) expect(header(await call.received("BYE"), "reason")).toMatch(/^Q\.850;cause=102;/);
    else await call.bye();
  });

  async function enters(): Promise<void> {
    await pbx.pause(1_500);
    for (const key of "4711#") {
      ear.presses(key);
      await pbx.pause(400);
    }
  }
});

describe.runIf(OURS)("a caller behind NAT", () => {
  it("presses keys from where their SIP comes from; a stranger presses none", async () => {
    pbx.registers(alice, desk);
    const offer = keysSdp(ear.port).replaceAll("IP4 127.0.0.1", "IP4 10.9.8.7");
    const call = await provider.call(pbx.port, MENU, { sdp: offer }).answered();
    const media = mediaOf(call.response.body);
    await using stranger = await RtpPeer.open({ address: "127.0.0.3", clock: pbx.clock });
    stranger.speaks(media, "PCMA", 700);
    await pbx.pause(500);
    stranger.presses("1");
    await pbx.pause(1_500);
    expect(desk.ladder).toEqual([]);
    expect(stranger.heard().samples.length).toBe(0);
    ear.speaks(media, "PCMA", 0);
    await pbx.pause(500);
    ear.presses("1");
    const ringing = await desk.incoming();
    ringing.ring();
    expect(ear.heard().samples.length).toBeGreaterThan(0);
    await call.bye();
    await ringing.cancelled();
  });
});

describe("a forwarded call whose callee presses 1 and can't be joined", () => {
  it("goes to the mailbox, which says what is wrong with the caller's media, and the callee is hung up", async () => {
    await changeSettings(pbx, (draft) =>
      draft.change("user", alice.id, {
        forwarding: { enabled: true, number: MOBILE, ringDevices: false, requireKeyPress: true },
      }),
    );
    const caller = await pbx.phone();
    const offer = sdp(ear.port).replace("RTP/AVP", "UDP/TLS/RTP/SAVP");
    const call = caller.call(pbx.port, alice.number, { sdp: offer });
    const asked = await provider.incoming();
    const callee = asked.answer(sdp(ear.port));
    await asked.acked();
    await pbx.pause(500);
    void callee.request("INFO", "Signal=1\r\nDuration=160\r\n", [["Content-Type", "application/dtmf-relay"]]);
    callee.respond(await callee.received("INVITE"), 488);
    await callee.received("BYE");
    expect(statusOf(await call.refused())).toBe(488);
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { forwarding: { enabled: false } }));
  });
});
