import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clock, runOnSimulatedTime } from "./clock.ts";
import { connectCaller, eventually, nextEvent, OURS, startRig } from "./rig.ts";
import type { Caller, Rig } from "./rig.ts";
import { rtpPeer, shareAt } from "./rtp-peer.ts";

runOnSimulatedTime();

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const caller = (): Promise<Caller> => connectCaller(rig);
const invite = (headers: Record<string, string>, localSdp: string): ReturnType<Rig["srf"]["createUAC"]> =>
  rig.srf.createUAC(`sip:drachtio@${rig.ms.sip.ipv4.udp.address}`, { headers, localSdp });

describe.concurrent("an offer", () => {
  it("is answered with the offerer's codec and payload numbers", async () => {
    await using peer = await rtpPeer("PCMA");
    const offer = [
      "v=0",
      "o=- 1 1 IN IP4 127.0.0.1",
      "s=-",
      "c=IN IP4 127.0.0.1",
      "t=0 0",
      `m=audio ${peer.port} RTP/AVP 18 8 0 96`,
      "a=rtpmap:96 telephone-event/8000",
      "",
    ].join("\r\n");
    const ep = await rig.ms.createEndpoint({ remoteSdp: offer });
    const line = /^m=audio \d+ RTP\/AVP (?<formats>.*)$/m.exec(ep.local.sdp)?.groups?.["formats"]?.trim().split(" ");
    expect(line?.filter((format) => format === "8" || format === "0").length).toBeGreaterThan(0);
    expect(line).toContain("96");
    expect(ep.local.sdp).toMatch(/a=rtpmap:96 telephone-event\/8000/);
    expect(ep.local.mediaIp).toBe("127.0.0.1");
    expect(Number(ep.local.mediaPort) % 2).toBe(0);
    expect(ep.remote.mediaPort).toBe(String(peer.port));
    expect(ep.dtmfType).toBe("rfc2833");
    await ep.destroy();
  });

  it("without a codec that we have is refused with 488", async () => {
    await using peer = await rtpPeer();
    await expect(rig.ms.createEndpoint({ remoteSdp: peer.sdp("18 101") })).rejects.toMatchObject({ status: 488 });
  });

  it("of video too is answered for audio only", async () => {
    await using peer = await rtpPeer();
    const ep = await rig.ms.createEndpoint({
      remoteSdp: `${peer.sdp()}m=video ${peer.port + 2} RTP/AVP 34\r\na=rtpmap:34 H263/90000\r\n`,
    });
    expect(ep.local.sdp).toMatch(/^m=video 0 /m);
    await ep.destroy();
  });

  it("that puts the call on hold stops our audio, and it goes on afterwards", async () => {
    await using call = await caller();
    const playing = call.ep.play(`${rig.folder}/long500.wav`);
    await call.peer.hears(500);
    const port = call.ep.local.mediaPort;
    const answer = await call.ep.dialog.modify(call.peer.sdp(undefined, "sendonly"));
    expect(answer).toMatch(/^a=recvonly/m);
    await clock.sleep(60);
    call.peer.forget();
    await clock.sleep(200);
    expect(call.peer.packets.length).toBe(0);
    await call.ep.modify(call.peer.sdp());
    await call.peer.hears(500);
    expect(call.ep.local.mediaPort).toBe(port);
    await call.ep.api("uuid_break", call.ep.uuid);
    await playing;
  });

  it("with a new address moves our audio there", async () => {
    await using call = await caller();
    await using other = await rtpPeer();
    const playing = call.ep.play(`${rig.folder}/long500.wav`);
    await call.peer.hears(500);
    await call.ep.modify(other.sdp());
    await other.hears(500);
    expect(call.ep.remote.mediaPort).toBe(String(other.port));
    await call.ep.api("uuid_break", call.ep.uuid);
    await playing;
  });
});

describe.concurrent("a caller behind NAT", () => {
  it("is sent audio where his own comes from", async () => {
    await using natted = await rtpPeer();
    await using described = await rtpPeer();
    const ep = await rig.ms.createEndpoint({ remoteSdp: described.sdp() });
    natted.talkTo(ep.local.sdp);
    const playing = ep.play(`${rig.folder}/long500.wav`);
    const talking = natted.say(0, 800);
    await natted.hears(500);
    await ep.api("uuid_break", ep.uuid);
    await Promise.all([playing, talking]);
    await ep.destroy();
  });

  // FreeSWITCH moves to a stranger after some packets
  it.runIf(OURS)("is not mistaken for a stranger who sends into a call", async () => {
    await using call = await caller();
    await using stranger = await rtpPeer();
    stranger.talkTo(call.ep.local.sdp);
    await call.peer.say(0, 100);
    const playing = call.ep.play(`${rig.folder}/long500.wav`);
    await stranger.say(1000, 300);
    await call.peer.hears(500);
    expect(stranger.packets.length).toBe(0);
    await call.ep.api("uuid_break", call.ep.uuid);
    await playing;
  });
});

describe.concurrent("a call ends", () => {
  it("by the application: BYE with its cause", async () => {
    await using call = await caller();
    const bye = nextEvent(call.ep.dialog, "destroy");
    await call.ep.destroy();
    const [request] = (await bye) as [{ get(name: string): string }];
    expect(request.get("Reason")).toBe('Q.850;cause=16;text="NORMAL_CLEARING"');
    expect(call.ep.connected).toBe(false);
  });

  it("by uuid_kill with another cause, which the endpoint is told", async () => {
    await using call = await caller();
    const bye = nextEvent(call.ep.dialog, "destroy");
    const over = nextEvent(call.ep, "destroy");
    expect(await rig.ms.api(`uuid_kill ${call.ep.uuid} USER_BUSY`)).toBe("+OK\n");
    const [request] = (await bye) as [{ get(name: string): string }];
    expect(request.get("Reason")).toMatch(/cause=17;/);
    const [facts] = await over;
    if (OURS) expect(facts).toEqual({ reason: "USER_BUSY" });
    expect(await rig.ms.api(`uuid_exists ${call.ep.uuid}`)).toBe("false");
  });

  it("by the caller while a prompt plays: the prompt is over too", async () => {
    await using call = await caller();
    const playing = call.ep.play(`${rig.folder}/long500.wav`);
    await call.peer.hears(500);
    const over = nextEvent(call.ep, "destroy");
    await call.ep.dialog.destroy();
    await over;
    await playing;
    await eventually(() => call.ep.conn === null); // a command between the last event and the end of TCP would wait for ever
    await expect(call.ep.play("silence_stream://20")).rejects.toThrow("endpoint no longer active");
  });

  it("when the application goes away", async () => {
    await using call = await caller();
    const bye = nextEvent(call.ep.dialog, "destroy");
    call.ep.conn?.socket.destroy();
    await bye;
  });

  it("by an application that does not exist", async () => {
    await using call = await caller();
    const over = nextEvent(call.ep, "destroy");
    void call.ep.execute("nosuchapp", "x");
    expect(await over).toEqual([{ reason: "DESTINATION_OUT_OF_ORDER" }]);
  });

  it("at once when the application doesn't take the connection", async () => {
    await using peer = await rtpPeer();
    const closed = createServer();
    const port = await new Promise<number>((resolve) =>
      closed.listen(0, "127.0.0.1", () => resolve((closed.address() as { port: number }).port)),
    );
    await new Promise((resolve) => closed.close(resolve));
    const headers = { "User-Agent": "drachtio-fsmrf:1111", "X-esl-outbound": `127.0.0.1:${port}` };
    const dialog = await invite(headers, peer.sdp());
    await eventually(() => !dialog.connected);
  });

  it("before it began when the INVITE is not drachtio-fsmrf's", async () => {
    await using peer = await rtpPeer();
    const headers = { "User-Agent": "something", "X-esl-outbound": "127.0.0.1:9" };
    const refused = (await invite(headers, peer.sdp()).catch((failure: unknown) => failure)) as { status: number };
    expect([403, 404]).toContain(refused.status); // with FreeSWITCH it is a matter of the dialplan
  });
});

describe.concurrent("two endpoints that are bridged", () => {
  it("hear each other, and play again when they are not bridged any more", async () => {
    await using one = await caller();
    await using other = await caller();
    await one.ep.bridge(other.ep);
    const talking = Promise.all([one.peer.say(1000, 1000), other.peer.say(1500, 1000)]);
    await Promise.all([other.peer.hears(1000), one.peer.hears(1500)]);
    await talking;
    await one.ep.unbridge();
    one.peer.forget();
    await one.ep.play(`${rig.folder}/tone700.wav`);
    expect(shareAt(one.peer.heard().subarray(-3200), 700)).toBeGreaterThan(0.9);
  });

  // FreeSWITCH ends the other one only when both have been parked before
  it.runIf(OURS)("end together", async () => {
    await using one = await caller();
    await using other = await caller();
    await one.ep.bridge(other.ep);
    const talking = Promise.all([one.peer.say(1000, 1500), other.peer.say(0, 1500)]);
    await other.peer.hears(1000);
    const over = nextEvent(other.ep, "destroy");
    await one.ep.destroy();
    expect(await over).toEqual([{ reason: "NORMAL_CLEARING" }]);
    await talking;
  });

  it("must both exist", async () => {
    await using call = await caller();
    await expect(call.ep.bridge("00000000-0000-0000-0000-000000000000")).rejects.toThrow("-ERR Invalid uuid");
  });
});

describe.concurrent("what an application can ask", () => {
  it("is the channel's variables, as they were set", async () => {
    await using call = await caller();
    await call.ep.set({ a: "1", b: "two words", c: 'it\'s 100% "fine"' });
    await call.ep.export("xx", "yy");
    await call.peer.say(0, 100);
    const variables = await call.ep.getChannelVariables(true);
    expect(variables).toMatchObject({
      variable_b: "two words",
      variable_c: 'it\'s 100% "fine"',
      variable_xx: "yy",
      variable_sip_call_id: call.ep.dialog.sip.callId,
    });
    expect(variables["variable_rtp_audio_in_packet_count"]).toBeGreaterThanOrEqual(4);
    expect((await call.ep.api("uuid_getvar", [call.ep.uuid, "b"])).getBody()).toBe("two words");
    expect((await call.ep.api("uuid_getvar", [call.ep.uuid, "nothing"])).getBody()).toBe("_undef_");
  });

  it("is how the server does", async () => {
    await using _call = await caller();
    expect(await rig.ms.api("status")).toMatch(/^UP 0 years, .* is ready$/ms);
    expect(await rig.ms.api("show channels count")).toMatch(/^\n\d+ total\.\n$/);
    expect(await rig.ms.api("conference nowhere list count")).toBe("-ERR Conference nowhere not found\n");
    expect(await rig.ms.api("nosuchcommand x")).toBe("-ERR nosuchcommand Command not found!\n");
    expect(await rig.ms.api("uuid_exists 00000000-0000-0000-0000-000000000000")).toBe("false");
    expect(await rig.ms.api("sofia status")).toMatch(/^\s*drachtio_mrf\s.*sip:mod_sofia@127\.0\.0\.1:\d+/m);
  });
});

describe("a lost connection to the server", () => {
  it("comes back, and the call goes on", async () => {
    await using call = await caller();
    const end = nextEvent(rig.ms, "end");
    rig.ms.conn.socket.destroy();
    await end;
    await nextEvent(rig.ms.conn, "esl::event::auth::success");
    expect(await rig.ms.api(`uuid_exists ${call.ep.uuid}`)).toBe("true");
    await call.ep.play(`${rig.folder}/tone700.wav`);
    expect(shareAt(call.peer.heard().subarray(0, 4800), 700)).toBeGreaterThan(0.9);
  });
});

describe("many calls", () => {
  it("come up at once, and leave nothing behind", async () => {
    const calls = await Promise.all(Array.from({ length: 60 }, () => caller()));
    await Promise.all(calls.map((call) => call.ep.play("tone_stream://%(200,0,440)")));
    for (const call of calls) expect(call.peer.packets.length).toBeGreaterThan(5);
    await Promise.all(calls.map((call) => call[Symbol.asyncDispose]()));
    if (rig.engine === undefined) return;
    const { engine } = rig;
    await eventually(() => engine.counts().channels === 0);
    expect(engine.counts()).toMatchObject({ channels: 0, rtpSockets: 0, timers: 0, eventSocketConnections: 1 });
  });
});
