import { describe, expect, it } from "vitest";
import type { Device } from "../support/api-client.ts";
import { authorization } from "../support/digest.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { sdpOf } from "../support/sdp.ts";
import { OutgoingCall } from "../support/sip-call.ts";
import { newCallId, newTag, type SipPeer } from "../support/sip-peer.ts";
import { header, headers, methodOf, statusOf } from "../support/sip-text.ts";
import { deskPhone, peerPhone, providerPeer, secretOf, silence, telephone, theOffice } from "./office.ts";

const office = theOffice();
const PICKER_HERTZ = 700;

const offerOf = (ear: RtpPeer): string =>
  sdpOf({ address: ear.address, port: ear.port, codecs: ["PCMA", "EVENTS"], version: 1 });

/** A phone's key with a lamp: each NOTIFY is taken. */
class BusyLamp implements AsyncDisposable {
  readonly #phone: SipPeer;
  #seen = 0;
  readonly #end = new AbortController();

  private constructor(phone: SipPeer) {
    this.#phone = phone;
    void this.#takeNotifies();
  }

  /** @param device  whose phone has the key  @param watched  an extension or a parking slot */
  static async of(device: Device, watched: string): Promise<BusyLamp> {
    const phone = await peerPhone(office.pbx, device);
    const lamp = new BusyLamp(phone);
    const uri = `sip:${watched}@${phone.server}`;
    const from = `<sip:${device.sipUsername}@${phone.server}>`;
    const about = { method: "SUBSCRIBE", uri, from, to: `<${uri}>`, callId: newCallId(), fromTag: newTag() };
    const lines = ["Event: dialog", "Expires: 600", `Contact: ${phone.contact(device.sipUsername)}`];
    const challenged = await phone.receivesFinal(phone.request({ ...about, cseq: 1, headers: lines }));
    const [challenge = ""] = headers(challenged, "WWW-Authenticate");
    const proof = authorization({ ...secretOf(device), method: "SUBSCRIBE", uri, challenge });
    const proven = [...lines, `Authorization: ${proof}`];
    const accepted = await phone.receivesFinal(phone.request({ ...about, cseq: 2, headers: proven }));
    expect(statusOf(accepted)).toBe(200);
    await lamp.shows("dark");
    return lamp;
  }

  /** Waits until a NOTIFY after the last one looked at says so. */
  async shows(what: "dark" | "early" | "confirmed" | "terminated"): Promise<string> {
    const fits = (body: string): boolean =>
      what === "dark" ? !body.includes("<dialog ") : body.includes(`<state>${what}</state>`);
    const { body } = await this.#phone.receives(
      `NOTIFY that says ${what}`,
      (message) => methodOf(message) === "NOTIFY" && /dialog-info/.test(message.body) && fits(message.body),
      { from: this.#seen },
    );
    this.#seen = this.#phone.steps.all.length;
    return body;
  }

  async #takeNotifies(): Promise<void> {
    for (let from = 0; ;) {
      const notify = await this.#phone.receivesRequest("NOTIFY", { from, withinMs: 60_000 }).catch(() => undefined);
      if (notify === undefined || this.#end.signal.aborted) return;
      from = this.#phone.steps.all.findIndex(({ message }) => message === notify) + 1;
      this.#phone.respond(notify, 200, "OK");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#phone[Symbol.asyncDispose]();
  }
}

describe("picking up", () => {
  it("a call that rings at a colleague's: the lamp blinks, ** takes it, both hear each other", async () => {
    const { pbx } = office;
    const [alice, aliceDevice] = await pbx.personWithPhone();
    const [, brunoDevice] = await pbx.personWithPhone();
    const lampDevice = await pbx.api.addDevice((await pbx.person()).id);
    await using lamp = await BusyLamp.of(lampDevice, alice.extension);
    await using rings = await telephone(pbx, aliceDevice, { scenario: "phone-rings" });
    await using bruno = await deskPhone(pbx, brunoDevice, { hears: PICKER_HERTZ, answer: "manual" });
    await using trunk = await providerPeer(pbx);
    await using ear = await RtpPeer.open();

    const call = await OutgoingCall.place(trunk, { to: alice.number, sdp: offerOf(ear) });
    await call.rings();
    expect(await lamp.shows("early")).toContain('direction="recipient"');
    await bruno.dial(`**${alice.extension}`);
    await call.answered();
    await ear.hears(PICKER_HERTZ);
    await rings.succeeds();
    expect(header(rings.request("CANCEL"), "Reason")).toBe('SIP;cause=200;text="Call completed elsewhere"');
    await lamp.shows("terminated");
    await call.hangsUp();
    await silence(pbx);
  });
});

describe("parking", () => {
  it("a caller is sent to a slot, hears music, and is taken at another phone; the slot's lamp says so", async () => {
    const { pbx } = office;
    const [alice, aliceDevice] = await pbx.personWithPhone();
    const [, brunoDevice] = await pbx.personWithPhone();
    const lampDevice = await pbx.api.addDevice((await pbx.person()).id);
    await using lamp = await BusyLamp.of(lampDevice, "702");
    await using desk = await deskPhone(pbx, aliceDevice, { hears: 500, answer: "manual" });
    await using bruno = await deskPhone(pbx, brunoDevice, { hears: PICKER_HERTZ, answer: "manual" });
    await using trunk = await providerPeer(pbx);
    await using ear = await RtpPeer.open();

    const call = await OutgoingCall.place(trunk, { to: alice.number, sdp: offerOf(ear) });
    await desk.tells("CALL_INCOMING");
    await desk.answers();
    await call.answered();
    await ear.hears(500);
    let from = trunk.steps.all.length;
    await desk.command("transfer", `sip:702@${pbx.sip}`);
    await call.isReinvited(offerOf(ear), from);
    const parkedAtMs = Date.now();
    await lamp.shows("confirmed");
    const parked = await pbx.api.do<{ items: unknown[] }>("GET", "/parked-calls");
    expect(parked.items).toMatchObject([{ slot: "702", caller: "+33612345678", parkedBy: alice.id }]);
    await desk.tells("CALL_CLOSED");
    await ear.hearsSomething();
    expect(await pbx.api.do("GET", `/users/${alice.id}/state`)).toEqual({ state: "idle", calls: 0, ringing: 0 });

    from = trunk.steps.all.length;
    await bruno.dial("702");
    await call.isReinvited(offerOf(ear), from);
    await ear.hears(PICKER_HERTZ, { sinceMs: parkedAtMs });
    await lamp.shows("terminated");
    await call.hangsUp();
    await bruno.tells("CALL_CLOSED");
    await silence(pbx);
  });

  it("a call that isn't taken comes back to the user who parked it", async () => {
    const { pbx } = office;
    await pbx.api.do("PATCH", "/tenant", { parking: { waitSeconds: 5 } });
    const [alice, device] = await pbx.personWithPhone();
    await using desk = await deskPhone(pbx, device, { hears: 500, answer: "manual" });
    await using trunk = await providerPeer(pbx);
    await using ear = await RtpPeer.open();
    const call = await OutgoingCall.place(trunk, { to: alice.number, sdp: offerOf(ear) });
    await desk.tells("CALL_INCOMING");
    await desk.answers();
    await call.answered();
    let from = trunk.steps.all.length;
    await desk.command("transfer", `sip:701@${pbx.sip}`);
    await call.isReinvited(offerOf(ear), from);
    const parkedAtMs = Date.now();
    const closed = await desk.tells("CALL_CLOSED");
    await desk.tells("CALL_INCOMING", { from: desk.events.all.indexOf(closed) });
    from = trunk.steps.all.length;
    await desk.answers();
    await call.isReinvited(offerOf(ear), from);
    await ear.hears(500, { sinceMs: parkedAtMs });
    await call.hangsUp();
    await silence(pbx);
    await pbx.api.do("PATCH", "/tenant", { parking: { waitSeconds: 120 } });
  });
});
