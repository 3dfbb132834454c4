import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { shareOf, readWav } from "../support/audio.ts";
import type { Device } from "../support/api-client.ts";
import { ENGINES } from "../support/engines.ts";
import { eventually } from "../support/eventually.ts";
import { Offhook, freePorts, type OffhookOptions, type Person } from "../support/offhook.ts";
import { descendantsOf, stillRunning, type ProcessFacts } from "../support/processes.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { sdpOf } from "../support/sdp.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import { audioTarget } from "../support/sip-text.ts";
import { peerPhone, provider, providerPeer, silence, telephone } from "./office.ts";

const SDP = sdpOf({ address: "127.0.0.1", port: 40_000 });
/** Something that was killed is running and connected again within this time. */
const REPAIRED_WITHIN_MS = 10_000;
const ANSWERED = ["> INVITE", "< 100", "< 180", "< 200 INVITE", "> ACK", "> BYE", "< 200 BYE"];

async function answersACall(pbx: Offhook, person: Person, device: Device): Promise<void> {
  await using desk = await telephone(pbx, device, { scenario: "phone-answers" });
  await using caller = await provider(pbx, person.number);
  await Promise.all([caller.succeeds(), desk.succeeds()]);
  expect(caller.ladder).toEqual(ANSWERED);
}

/** A started Offhook and one person with a phone, for tests that end or hurt it. */
async function system(options: OffhookOptions = {}) {
  const pbx = await Offhook.start(options);
  try {
    await pbx.addTrunk();
    const [person, device] = await pbx.personWithPhone();
    return { pbx, person, device, [Symbol.asyncDispose]: () => pbx[Symbol.asyncDispose]() };
  } catch (failure) {
    await pbx[Symbol.asyncDispose]();
    throw failure;
  }
}

/** A call between the provider and the person's phone, answered. */
async function conversation({ pbx, person, device }: Awaited<ReturnType<typeof system>>) {
  const desk = await peerPhone(pbx, device);
  const trunk = await providerPeer(pbx);
  const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
  const ringing = await IncomingCall.at(desk);
  await ringing.answers(SDP);
  await call.answered();
  return {
    async ends(): Promise<void> {
      const hungUp = ringing.hungUp();
      await call.hangsUp();
      await hungUp;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await desk[Symbol.asyncDispose]();
      await trunk[Symbol.asyncDispose]();
    },
  };
}

function child({ pid }: Offhook, program: string): ProcessFacts | undefined {
  return descendantsOf(pid).find(({ command }) => command.includes(program));
}

/** Kills a part of the switch and waits until it is gone. */
async function kill(pbx: Offhook, program: string): Promise<void> {
  const victim = child(pbx, program)!;
  process.kill(victim.pid, "SIGKILL");
  await eventually(`end of ${program}`, () => {
    expect(stillRunning([victim])).toEqual([]);
    return Promise.resolve();
  });
}

/** Waits until a part runs again and the switch is ready. */
async function isRepaired(pbx: Offhook, program: string): Promise<void> {
  await eventually(
    `repair of ${program}`,
    async () => {
      expect(child(pbx, program)).toBeDefined();
      expect(await pbx.api.isReady()).toBe(true);
    },
    { withinMs: REPAIRED_WITHIN_MS },
  );
}

describe("a restart of everything", () => {
  it("between registration and call keeps the phone reachable, and all settings and messages", async () => {
    const folder = mkdtempSync(join(tmpdir(), "offhook-kept-"));
    try {
      const first = await Offhook.start({ dataDir: folder });
      await first.addTrunk();
      const [person, device] = await first.personWithPhone();
      await using desk = await telephone(first, device, { scenario: "phone-answers" });
      const before = await first.api.do("GET", `/users/${person.id}`);
      const said = first.lines.all.join("\n");
      expect(said).toMatch(/password \S+ {3}\(shown this once\)/);
      expect(await first.stop()).toBe(0);

      await using again = await Offhook.start({ dataDir: folder, ports: first.ports });
      expect(again.lines.all.join("\n")).not.toContain("shown this once");
      expect(await again.api.do("GET", `/users/${person.id}`)).toEqual(before);
      expect(await again.api.registrations(person.id)).toHaveLength(1);
      await using caller = await provider(again, person.number);
      await Promise.all([caller.succeeds(), desk.succeeds()]);
      expect(caller.ladder).toEqual(ANSWERED);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("while a caller leaves a message keeps what was said until then", async () => {
    const folder = mkdtempSync(join(tmpdir(), "offhook-kept-"));
    try {
      const first = await Offhook.start({ dataDir: folder });
      await first.addTrunk();
      const person = await first.person();
      await using trunk = await providerPeer(first);
      await using ear = await RtpPeer.open();
      const call = await OutgoingCall.place(trunk, {
        to: person.number,
        sdp: sdpOf({ address: ear.address, port: ear.port }),
      });
      ear.speaks(audioTarget((await call.answered()).body), "PCMA", 620);
      await ear.hearsSomething();
      ear.presses("#");
      await ear.hears(1_000);
      await new Promise((resolve) => setTimeout(resolve, 2_000)); // so long the caller speaks
      const released = call.hungUp();
      expect(await first.stop()).toBe(0);
      await released;

      await using again = await Offhook.start({ dataDir: folder, ports: first.ports });
      const [message, ...others] = await again.api.voicemails(person.id);
      expect(others).toEqual([]);
      const recording = readWav((await again.api.audio(message!.id)).bytes);
      expect(shareOf(620, recording)).toBeGreaterThan(0.8);
      expect(recording.samples.length / recording.rate).toBeGreaterThan(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("told to end", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "(%s) it hangs up both sides of a call and leaves no process behind",
    async (signal) => {
      await using it = await system();
      const { pbx, person, device } = it;
      await using desk = await peerPhone(pbx, device);
      await using trunk = await providerPeer(pbx);
      const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
      const ringing = await IncomingCall.at(desk);
      await ringing.answers(SDP);
      await call.answered();
      const children = descendantsOf(pbx.pid);
      expect(children.length).toBeGreaterThanOrEqual(ENGINES.embedded ? 3 : 1);

      const hungUp = Promise.all([call.hungUp(), ringing.hungUp()]);
      expect(await pbx.stop(signal)).toBe(0);
      await hungUp;
      expect(stillRunning(children)).toEqual([]);
    },
  );

  it("by force (kill -9), its engines and its Redis end by themselves", async () => {
    const pbx = await Offhook.start();
    const children = descendantsOf(pbx.pid);
    process.kill(pbx.pid, "SIGKILL");
    await pbx.ended();
    await eventually("end of all children", () => {
      expect(stillRunning(children)).toEqual([]);
      return Promise.resolve();
    });
    rmSync(pbx.dataDir, { recursive: true, force: true });
  });
});

if (ENGINES.embedded) {
  describe("a part that is killed (kill -9)", () => {
    it.each([
      ["the signalling engine", "engines/signalling/main.js"],
      ["the media engine", "engines/media/main.js"],
      ["Redis", "redis-server"],
    ])("(%s) is started again, and the next call rings and reaches voicemail", async (_, program) => {
      await using it = await system();
      const { pbx, person, device } = it;
      await using desk = await telephone(pbx, device, { scenario: "phone-answers" });
      await kill(pbx, program);
      await isRepaired(pbx, program);

      await using caller = await provider(pbx, person.number);
      await Promise.all([caller.succeeds(), desk.succeeds()]);
      expect(caller.ladder).toEqual(ANSWERED);

      const absent = await pbx.person();
      await using visitor = await provider(pbx, absent.number, { keys: { talks_ms: 300 } });
      await visitor.succeeds();
    });
  });

  describe("a part that is killed while a call goes on", () => {
    it("(Redis) is not missed: the call goes on, another rings, and ends as usual", async () => {
      await using it = await system();
      const { pbx } = it;
      await using talk = await conversation(it);
      await kill(pbx, "redis-server");
      await isRepaired(pbx, "redis-server");
      await answersACall(pbx, ...(await pbx.personWithPhone()));
      await talk.ends();
    });

    it("(the signalling engine) takes its calls with it, and nothing of them stays", async () => {
      await using it = await system();
      const { pbx } = it;
      await using _talk = await conversation(it);
      await kill(pbx, "engines/signalling/main.js");
      await isRepaired(pbx, "engines/signalling/main.js");
      await silence(pbx);
      await answersACall(pbx, ...(await pbx.personWithPhone()));
    });

    it("(the media engine) ends a message that is being left: what was said is kept, the caller is released", async () => {
      await using it = await system();
      const { pbx } = it;
      const absent = await pbx.person();
      await using trunk = await providerPeer(pbx);
      await using ear = await RtpPeer.open();
      const sdp = sdpOf({ address: ear.address, port: ear.port });
      const call = await OutgoingCall.place(trunk, { to: absent.number, sdp });
      ear.speaks(audioTarget((await call.answered()).body), "PCMA", 620);
      await ear.hearsSomething();
      ear.presses("#");
      await ear.hears(1_000);
      await new Promise((resolve) => setTimeout(resolve, 2_500)); // so long the caller speaks
      await kill(pbx, "engines/media/main.js");
      await call.hungUp(15_000);

      const message = await eventually("the message", async () => {
        const [first] = await pbx.api.voicemails(absent.id);
        expect(first).toBeDefined();
        return first!;
      });
      const recording = readWav((await pbx.api.audio(message.id)).bytes);
      expect(shareOf(620, recording)).toBeGreaterThan(0.8);
      await silence(pbx);
    });
  });

  it("two of them run side by side on one machine, each with its own people", async () => {
    await using one = await system();
    await using two = await system();
    await Promise.all([one, two].map(({ pbx, person, device }) => answersACall(pbx, person, device)));
    expect((await two.pbx.api.ask("GET", `/users/${one.person.id}`)).status).toBe(404);
  });
}

describe("a start that can't succeed says why in one line, ends, and leaves nothing running", () => {
  /** Its exit code and what it said on its standard error. */
  async function failedStart(options: OffhookOptions): Promise<{ code: number; said: readonly string[] }> {
    await using pbx = await Offhook.launch(options);
    const children = new Map<number, { pid: number; parent: number; command: string }>();
    const watch = setInterval(() => {
      for (const child of descendantsOf(pbx.pid)) children.set(child.pid, child);
    }, 20);
    const code = await pbx.ended(20_000);
    clearInterval(watch);
    expect(stillRunning([...children.values()])).toEqual([]);
    return { code, said: pbx.lines.all.filter((line) => line.startsWith("offhook:")) };
  }

  it.each(["udp", "tcp"] as const)("because the SIP port is taken (%s)", async (transport) => {
    if (!ENGINES.embedded) return;
    const ports = await freePorts();
    const holder = transport === "udp" ? createSocket("udp4") : createServer();
    if ("bind" in holder) holder.bind(ports.sip, "127.0.0.1");
    else holder.listen(ports.sip, "127.0.0.1");
    await once(holder, "listening");
    const { code, said } = await failedStart({ ports });
    holder.close();
    expect(code).toBe(1);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(String(ports.sip));
  });

  it("because the HTTP port is taken", async () => {
    const ports = await freePorts();
    const holder = createServer().listen(ports.http, "127.0.0.1");
    await once(holder, "listening");
    const { code, said } = await failedStart({ ports });
    holder.close();
    expect(code).toBe(1);
    expect(said).toEqual([expect.stringContaining(String(ports.http))]);
  });

  it("because a variable is wrong", async () => {
    const { code, said } = await failedStart({ environment: { RTP_PORTS: "many" } });
    expect(code).toBe(1);
    expect(said).toEqual([expect.stringContaining("RTP_PORTS")]);
  });

  it("because the data folder can't be one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "offhook-data-"));
    writeFileSync(join(folder, "file"), "");
    const { code, said } = await failedStart({ dataDir: join(folder, "file", "data") });
    rmSync(folder, { recursive: true, force: true });
    expect(code).toBe(1);
    expect(said).toEqual([expect.stringContaining("DATA_DIR")]);
  });
});

it("nothing that it says holds a secret, however much it is asked to say", async () => {
  await using it = await system({ environment: { LOG_LEVEL: "trace" } });
  const { pbx, person, device } = it;
  await answersACall(pbx, person, device);
  await pbx.api.patchVoicemail(person.id, { pin: "84652917" });
  await pbx.stop();
  const said = pbx.tail(Infinity);
  expect(said).toContain("call.ended");
  const { token } = pbx.api;
  for (const secret of [device.sipPassword, token, "84652917", "Authorization: Digest", 'response="'])
    expect(said).not.toContain(secret);
});
