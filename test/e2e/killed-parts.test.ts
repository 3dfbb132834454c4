import { describe, expect, it } from "vitest";
import { shareOf, readWav } from "../support/audio.ts";
import { ENGINES } from "../support/engines.ts";
import { eventually } from "../support/eventually.ts";
import type { Offhook } from "../support/offhook.ts";
import { descendantsOf, stillRunning, type ProcessFacts } from "../support/processes.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { sdpOf } from "../support/sdp.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import { audioTarget, header } from "../support/sip-text.ts";
import { peerPhone, provider, providerPeer, silence, telephone, theOffice } from "./office.ts";
import { ANSWERED, answersACall } from "./own-system.ts";

const office = theOffice(); // what is killed is started again, for the next test too
const SDP = sdpOf({ address: "127.0.0.1", port: 40_000 });
/** Something that was killed is running and connected again within this time. */
const REPAIRED_WITHIN_MS = 10_000;

/** A call between the provider and the person's phone, answered. */
async function conversation(pbx: Offhook) {
  const [person, device] = await pbx.personWithPhone();
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

if (ENGINES.embedded) {
  describe("a part that is killed (kill -9)", () => {
    it("(the signalling engine) hangs up both sides of a talk when it is back, and says why", async () => {
      const { pbx } = office;
      const [person, device] = await pbx.personWithPhone();
      await using desk = await peerPhone(pbx, device);
      await using trunk = await providerPeer(pbx);
      const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
      await (await IncomingCall.at(desk)).answers(SDP);
      await call.answered();
      await kill(pbx, "engines/signalling/main.js");
      for (const bye of await Promise.all([trunk.receivesRequest("BYE"), desk.receivesRequest("BYE")]))
        expect(header(bye, "Reason")).toBeDefined();
      await silence(pbx);
      await isRepaired(pbx, "engines/signalling/main.js");
    });

    it("(the signalling engine) stops the phone that rings when it is back, and refuses the caller", async () => {
      const { pbx } = office;
      const [person, device] = await pbx.personWithPhone();
      await using desk = await peerPhone(pbx, device);
      await using trunk = await providerPeer(pbx);
      const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
      (await IncomingCall.at(desk)).rings();
      await call.rings();
      await kill(pbx, "engines/signalling/main.js");
      await Promise.all([desk.receivesRequest("CANCEL"), call.refused()]);
      await silence(pbx);
      await isRepaired(pbx, "engines/signalling/main.js");
    });

    it.each([
      ["the signalling engine", "engines/signalling/main.js"],
      ["the media engine", "engines/media/main.js"],
      ["Redis", "redis-server"],
    ])("(%s) is started again, and the next call rings and reaches voicemail", async (_, program) => {
      const { pbx } = office;
      const [person, device] = await pbx.personWithPhone();
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
      const { pbx } = office;
      await using talk = await conversation(pbx);
      await kill(pbx, "redis-server");
      await isRepaired(pbx, "redis-server");
      await answersACall(pbx, ...(await pbx.personWithPhone()));
      await talk.ends();
    });

    it("(the signalling engine) takes its calls with it, and nothing of them stays", async () => {
      const { pbx } = office;
      await using _talk = await conversation(pbx);
      await kill(pbx, "engines/signalling/main.js");
      await isRepaired(pbx, "engines/signalling/main.js");
      await silence(pbx);
      await answersACall(pbx, ...(await pbx.personWithPhone()));
    });

    it("(the media engine) ends a message that is being left: what was said is kept, the caller is released", async () => {
      const { pbx } = office;
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
}
