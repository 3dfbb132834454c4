import { toneFile } from "../support/wav-file.ts";
import { describe, expect, it } from "vitest";
import { shareOf } from "../support/audio.ts";
import { BrowserTelephone } from "../support/browser-telephone.ts";
import { ENGINES } from "../support/engines.ts";
import { eventually } from "../support/eventually.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { sdpOf } from "../support/sdp.ts";
import type { SipPeer } from "../support/sip-peer.ts";
import { audioTarget, header } from "../support/sip-text.ts";
import { deskPhone, peerPhone, providerPeer, silence, theOffice } from "./office.ts";

const office = theOffice();
/** France's ringing tone. */
const RINGING_HERTZ = 440;

const offerOf = (ear: RtpPeer): string =>
  sdpOf({ address: ear.address, port: ear.port, codecs: ["PCMA", "EVENTS"], version: 1 });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** An outside caller, with an ear and a mouth. */
class Caller implements AsyncDisposable {
  readonly call: OutgoingCall;
  readonly ear: RtpPeer;
  readonly #peer: SipPeer;
  readonly #answer: string;

  private constructor(call: OutgoingCall, ear: RtpPeer, peer: SipPeer, answer: string) {
    this.call = call;
    this.ear = ear;
    this.#peer = peer;
    this.#answer = answer;
  }

  /** Calls and is answered. */
  static async reaches(number: string): Promise<Caller> {
    const peer = await providerPeer(office.pbx);
    const ear = await RtpPeer.open();
    const call = await OutgoingCall.place(peer, { to: number, sdp: offerOf(ear) });
    const { body } = await call.answered();
    const caller = new Caller(call, ear, peer, body);
    caller.says(0);
    return caller;
  }

  says(hertz: number): void {
    this.ear.speaks(audioTarget(this.#answer), "PCMA", hertz);
  }

  /** One key after the other, as a hand does. */
  async presses(keys: string): Promise<void> {
    for (const key of keys) {
      this.ear.presses(key);
      await pause(260);
    }
  }

  /** Waits until a voice is heard. */
  listens(): Promise<void> {
    return this.ear.hearsSomething();
  }

  /** A key; then the other side's media comes in place of the PBX's. */
  async isPutThrough(key: string): Promise<void> {
    const from = this.#peer.steps.all.length;
    this.ear.presses(key);
    await this.call.isReinvited(offerOf(this.ear), from);
  }

  async hangsUp(): Promise<void> {
    await this.call.hangsUp();
    await silence(office.pbx);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ear[Symbol.asyncDispose]();
    await this.#peer[Symbol.asyncDispose]();
  }
}

/** A thing with an extension and a direct number of its own. */
let things = 0;
async function make(
  kind: "receptionist" | "ring-group" | "conference",
  settings: Record<string, unknown>,
): Promise<{ readonly id: string; readonly kind: typeof kind; readonly number: string; readonly extension: string }> {
  const extension = String(6001 + things++);
  const number = `+3317000${extension}`;
  const { api } = office.pbx;
  const { id } = await api.do<{ id: string }>("POST", `/${kind}s`, {
    name: `${kind} ${extension}`,
    extension,
    ...settings,
  });
  await api.addNumber(number, { kind, id });
  return { id, kind, number, extension };
}

/** A telephone of this person that does what the test says. */
async function phoneOf(person: { readonly id: string }): Promise<SipPeer> {
  return peerPhone(office.pbx, await office.pbx.api.addDevice(person.id));
}

describe("a virtual receptionist", () => {
  it("greets, lets the caller hear ringing, and then the one whom the key reaches", async () => {
    const [alice, device] = await office.pbx.personWithPhone();
    await using desk = await deskPhone(office.pbx, device, { hears: 600, answer: "manual" });
    const { number } = await make("receptionist", { keys: { "1": { kind: "user", id: alice.id } } });
    await using caller = await Caller.reaches(number);
    await caller.listens();
    const from = Date.now();
    const through = caller.isPutThrough("1");
    await caller.ear.hears(RINGING_HERTZ, { sinceMs: from });
    await desk.answers();
    await through;
    await caller.ear.hears(600, { sinceMs: Date.now() });
    await caller.hangsUp();
  });

  it("takes an extension dialled behind the greeting, and a name spelled on the keys", async () => {
    const person = await office.pbx.person({ name: "Zoë Quirrell" });
    await using phone = await phoneOf(person);
    const { number } = await make("receptionist", { keys: { "9": { kind: "dial-by-name" } }, language: "en" });
    for (const keys of [person.extension, "9784#1"]) {
      await using caller = await Caller.reaches(number);
      await caller.listens();
      const from = phone.steps.all.length;
      await caller.presses(keys);
      const ringing = await IncomingCall.at(phone, { from });
      await ringing.refuses(486, "Busy Here"); // their mailbox answers
      await eventually("the mailbox", async () => {
        const { items } = await office.pbx.api.do<{ items: { state: string }[] }>("GET", "/calls");
        expect(items).toMatchObject([{ state: "voicemail" }]);
      });
      await caller.hangsUp();
    }
  });

  it("speaks with a greeting of the company's own, also when she is closed, and then takes a message", async () => {
    const bob = await office.pbx.person();
    const { api } = office.pbx;
    const { id, number } = await make("receptionist", {
      ...{ closedNow: { until: null }, whenClosed: { kind: "mailbox", id: bob.id } },
      hours: { weekly: [{ day: "monday", from: "00:00", to: "24:00" }], holidays: { country: "FR", state: null } },
    });
    await upload(`/receptionists/${id}/greetings/open`, 900);
    await upload(`/receptionists/${id}/greetings/closed`, 1_200);
    expect(await api.do("GET", `/receptionists/${id}/schedule`)).toMatchObject({
      open: false,
      because: { kind: "by-hand" },
    });
    await using late = await Caller.reaches(number);
    await late.ear.hears(1_200);
    await late.ear.hears(1_000); // the mailbox's tone
    late.says(700);
    await pause(1_500);
    await late.hangsUp();
    await eventually("the message", async () => expect(await api.voicemails(bob.id)).toHaveLength(1));

    await api.do("PATCH", `/receptionists/${id}`, { closedNow: null, hours: { weekly: null, holidays: null } });
    await using early = await Caller.reaches(number);
    await early.ear.hears(900);
    await early.hangsUp();
  });

  it("asks so often, sends those who say nothing elsewhere, and no caller round for ever", async () => {
    const one = await make("receptionist", { tries: 1, waitSeconds: 2, dialByExtension: false });
    const onNoInput = { kind: "receptionist", id: one.id };
    const two = await make("receptionist", { tries: 1, waitSeconds: 2, dialByExtension: false, onNoInput });
    const room = await make("conference", {});
    const { api } = office.pbx;
    await api.do("PATCH", `/receptionists/${one.id}`, { onNoInput: { kind: "conference", id: room.id } });
    await using caller = await Caller.reaches(two.number);
    await caller.call.isReinvited(offerOf(caller.ear), 0); // the conference is where its others are
    const refused = await api.ask("DELETE", `/receptionists/${one.id}`);
    expect(refused).toMatchObject({ status: 409, body: { usedBy: [{ kind: "number" }, { kind: "receptionist" }] } });
    await caller.hangsUp();
  });
});

describe("a ring group", () => {
  it("rings all, one after the other, or in turn; and overflows to the receptionist", async () => {
    const people = [await office.pbx.person(), await office.pbx.person()];
    await using one = await phoneOf(people[0]!);
    await using two = await phoneOf(people[1]!);
    const receptionist = await make("receptionist", {});
    const { id, number } = await make("ring-group", {
      ...{ members: people.map((person) => person.id), ringTimeSeconds: 10, memberTimeSeconds: 5 },
      overflow: { kind: "receptionist", id: receptionist.id },
    });
    const callAndRefuse = async (order: readonly SipPeer[][]): Promise<void> => {
      const before = new Map([one, two].map((phone) => [phone, phone.steps.all.length]));
      const answered = Caller.reaches(number);
      for (const together of order) {
        const calls = await Promise.all(together.map((phone) => IncomingCall.at(phone, { from: before.get(phone)! })));
        for (const call of calls) await call.refuses(486, "Busy Here");
      }
      await using caller = await answered;
      await caller.listens(); // the receptionist
      await caller.hangsUp();
    };
    await callAndRefuse([[one, two]]);
    await office.pbx.api.do("PATCH", `/ring-groups/${id}`, { strategy: "sequential" });
    await callAndRefuse([[one], [two]]);
    await office.pbx.api.do("PATCH", `/ring-groups/${id}`, { strategy: "round-robin" });
    await callAndRefuse([[one], [two]]);
    await callAndRefuse([[two], [one]]);
  });

  it("overflows outside, shown as the company's, with a Diversion of its number", async () => {
    const { number } = await make("ring-group", { overflow: { kind: "outside", number: "+33612345699" } });
    await using provider = await providerPeer(office.pbx);
    const { items } = await office.pbx.api.do<{ items: { id: string }[] }>("GET", "/trunks");
    await office.pbx.api.do("PATCH", `/trunks/${items[0]!.id}`, { port: provider.port });
    await using ear = await RtpPeer.open();
    const call = await OutgoingCall.place(provider, { to: number, sdp: offerOf(ear) });
    const outside = await IncomingCall.at(provider);
    expect(outside.invite.startLine).toContain("33612345699");
    expect(header(outside.invite, "Diversion")).toContain(number.slice(1));
    await outside.refuses(486, "Busy Here");
    expect((await call.refused()).startLine).toContain("486");
    await office.pbx.api.do("PATCH", `/trunks/${items[0]!.id}`, { port: office.trunkPort });
    await silence(office.pbx);
  });
});

describe("a conference", () => {
  it("opens with its PIN, announces who comes, and lets participants be heard who aren't muted", async () => {
    const { number } = await make("conference", {
      pin: "4711",
      moderatorPin: "2580",
      muteOnEntry: true,
      maxMembers: 2,
    });
    await using guest = await Caller.reaches(number);
    await guest.listens();
    await guest.presses("4711#");
    await using moderator = await Caller.reaches(number);
    await moderator.listens();
    await moderator.presses("2580#");
    await pause(2_500); // "Somebody has joined the conference."
    moderator.says(700);
    guest.says(1_300);
    const from = Date.now() + 200;
    await guest.ear.hears(700, { sinceMs: from });
    expect(shareOf(1_300, moderator.ear.heard({ sinceMs: from }))).toBeLessThan(0.1);

    await using third = await Caller.reaches(number);
    await third.listens();
    await third.presses("4711#");
    await third.call.hungUp(15_000); // it is full
    await guest.call.hangsUp();
    await moderator.hangsUp();
  });

  it.runIf(ENGINES.embedded)(
    "takes a desk phone with Opus that agrees on keys in its stream (DTLS-SRTP), and talks in no other way",
    async () => {
      const { extension, number } = await make("conference", {});
      const [, device] = await office.pbx.personWithPhone();
      await using desk = await deskPhone(office.pbx, device, {
        hears: 600,
        encryption: "dtls",
        codecs: "opus/48000/2",
      });
      await desk.dial(extension);
      await using outside = await Caller.reaches(number);
      outside.says(900);
      await outside.ear.hears(600);
      await pause(1_000);
      await outside.call.hangsUp();
      await desk.hangsUp();
      await silence(office.pbx);
      expect(shareOf(900, desk.heard())).toBeGreaterThan(0.3);
    },
  );

  it.runIf(ENGINES.embedded)(
    "brings a browser and a telephone together, and goes on when the browser has changed its network",
    async () => {
      const { number } = await make("conference", { pin: "4711" });
      await using browser = await BrowserTelephone.open(`http://127.0.0.1:${office.pbx.ports.http}`, 1_500);
      await using peer = await providerPeer(office.pbx);
      const call = await OutgoingCall.place(peer, { to: number, sdp: await browser.offer() });
      const { body } = await call.answered();
      await browser.takesAnswer(body);
      await browser.isConnected();
      await browser.presses("4711#");

      await using telephone = await Caller.reaches(number);
      await telephone.listens();
      await telephone.presses("4711#");
      telephone.says(700);
      await browser.hears(700);
      await telephone.ear.hears(1_500, { sinceMs: Date.now() });

      await browser.takesAnswer((await call.reinvites(await browser.offerAnew())).body);
      await telephone.ear.hears(1_500, { sinceMs: Date.now() });
      await browser.hears(700);
      await telephone.call.hangsUp();
      await call.hangsUp();
      await silence(office.pbx);
    },
  );
});

/** A tone of two seconds as a greeting. */
async function upload(path: string, hertz: number): Promise<void> {
  const { api, ports } = office.pbx;
  const answer = await fetch(`http://127.0.0.1:${ports.http}/api/v1${path}`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${api.token}`, "Content-Type": "audio/wav" },
    body: new Uint8Array(toneFile(hertz, 2_000)),
  });
  expect(answer.status).toBe(204);
}
