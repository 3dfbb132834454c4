import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { credentialsFor } from "../../src/settings/secrets.ts";
import { parseSipUsername } from "../../src/vocabulary/identifiers.ts";
import { shareOf, readWav } from "../support/audio.ts";
import { ENGINES } from "../support/engines.ts";
import { eventually } from "../support/eventually.ts";
import { Offhook } from "../support/offhook.ts";
import { descendantsOf, stillRunning, type ProcessFacts } from "../support/processes.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { sdpOf } from "../support/sdp.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import { newCallId, newTag } from "../support/sip-peer.ts";
import { audioTarget, header, statusOf } from "../support/sip-text.ts";
import { isReady } from "./dying-parts/part.ts";
import { peerPhone, provider, providerPeer, telephone } from "./office.ts";
import { ANSWERED, answersACall, system } from "./own-system.ts";

const SDP = sdpOf({ address: "127.0.0.1", port: 40_000 });

/** What watches over Redis ends a moment after it. */
function allEnded(children: readonly ProcessFacts[]): Promise<void> {
  return eventually("end of all children", () => {
    expect(stillRunning(children)).toEqual([]);
    return Promise.resolve();
  });
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
      await allEnded(children);
    },
  );

  // drachtio-server gives a system that is told to end no new calls at all.
  it.runIf(ENGINES.embedded)(
    "with DRAIN_SECONDS it lets a call go on to its end, and sends all others elsewhere",
    async () => {
      await using it = await system({ environment: { DRAIN_SECONDS: "60" } });
      const { pbx, person, device } = it;
      await using desk = await peerPhone(pbx, device);
      await using trunk = await providerPeer(pbx);
      const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
      const ringing = await IncomingCall.at(desk);
      await ringing.answers(SDP);
      await call.answered();

      const ended = pbx.stop("SIGTERM");
      await isReady(pbx, false);
      const asked = trunk.request({
        ...{ method: "OPTIONS", uri: `sip:${pbx.sip}`, from: `<sip:${trunk.hostPort}>`, to: `<sip:${pbx.sip}>` },
        ...{ callId: newCallId(), fromTag: newTag(), cseq: 1 },
      });
      const visitor = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
      for (const refusal of [await trunk.receivesFinal(asked), await visitor.refused()]) {
        expect(statusOf(refusal)).toBe(503);
        expect(Number(header(refusal, "Retry-After"))).toBeGreaterThan(0);
      }
      expect(statusOf(await call.reinvites(SDP))).toBe(200); // it is as it was before
      const hungUp = ringing.hungUp();
      await call.hangsUp();
      await hungUp;
      expect(await ended).toBe(0);
    },
  );

  it("by force (kill -9), its engines and its Redis end by themselves", async () => {
    const pbx = await Offhook.start();
    const children = descendantsOf(pbx.pid);
    process.kill(pbx.pid, "SIGKILL");
    await pbx.ended();
    await allEnded(children);
    rmSync(pbx.dataDir, { recursive: true, force: true });
  });
});

// One drachtio-server has one SIP port, and gives each request to one of the two.
it.skipIf(!ENGINES.embedded)("two of them run side by side on one machine, each with its own people", async () => {
  await using one = await system();
  await using two = await system();
  await Promise.all([one, two].map(({ pbx, person, device }) => answersACall(pbx, person, device)));
  expect((await two.pbx.api.ask("GET", `/users/${one.person.id}`)).status).toBe(404);
});

/** All that it keeps, but the recordings and the file of keys. */
function keptBy({ dataDir }: Pick<Offhook, "dataDir">): string {
  const entries = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map(({ parentPath, name }) => join(parentPath, name));
  const texts = files.filter((file) => !/\.(?:wav|key)$/.test(file)).map((file) => readFileSync(file, "latin1"));
  return texts.join("\n");
}

it("nothing that it says or keeps holds a secret, however much it is asked to say", async () => {
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
  const kept = keptBy(pbx);
  expect(kept).toContain(device.sipUsername);
  const { ha1Md5, ha1Sha256 } = credentialsFor(parseSipUsername(device.sipUsername)!, device.sipPassword, "offhook");
  for (const secret of [device.sipPassword, ha1Md5, ha1Sha256, token, "84652917"]) expect(kept).not.toContain(secret);
});
