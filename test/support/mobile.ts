import { expect } from "vitest";
import { eventually } from "./eventually.ts";
import { RtpPeer } from "./rtp-peer.ts";
import type { Dialog } from "./dialog.ts";
import { IncomingInvite } from "./incoming-invite.ts";
import type { Phone } from "./phone.ts";
import { sdp } from "./sdp.ts";
import { isRequest, type SipText } from "./sip-text.ts";

/** An offer or answer with RFC 4733 events. */
export function keysSdp(port: number): string {
  return sdp(port, "sendrecv", "8 101") + "a=rtpmap:101 telephone-event/8000\r\n";
}

/** Where the other side wants its media. */
export function mediaOf(body: string): { address: string; port: number } {
  return { address: /c=IN IP4 (\S+)/.exec(body)?.[1] ?? "", port: Number(/m=audio (\d+)/.exec(body)?.[1] ?? 0) };
}

/** What a mobile sounds like to the party connected with it. */
export const VOICE_HZ = 400;

/** A telephone of the public network, behind a provider's switch, that does what the test says. */
export class Mobile implements AsyncDisposable {
  readonly ear: RtpPeer;
  readonly ringing: IncomingInvite;
  /** false: a line without RFC 4733; keys are tones in the sound. */
  hasEvents = true;
  #dialog: Dialog | undefined;
  #hungUp = false;
  #endsLate: () => void = () => undefined;
  #joined: "directly" | "through the media server" | undefined;

  private constructor(ear: RtpPeer, ringing: IncomingInvite) {
    this.ear = ear;
    this.ringing = ringing;
  }

  /** The next call that the provider gets for this number. */
  static async called(provider: Phone, number: string): Promise<Mobile> {
    const invite = await provider.next(
      `INVITE for ${number}`,
      (message) => isRequest(message, "INVITE") && message.startLine.includes(encodeURI(`sip:${number}@`)),
    );
    return new Mobile(await RtpPeer.open({ clock: provider.clock }), new IncomingInvite(provider, invite));
  }

  get sdp(): string {
    return this.hasEvents ? keysSdp(this.ear.port) : sdp(this.ear.port, "sendrecv", "8");
  }

  /** Picks up; silence runs, so that keys can be pressed. */
  async answers(): Promise<Dialog> {
    this.#dialog = this.ringing.answer(this.sdp);
    await this.ringing.acked();
    this.ear.speaks(mediaOf(this.ringing.invite.body), "PCMA", 0);
    return this.#dialog;
  }

  /** The prompt has begun. */
  async listens(): Promise<void> {
    const { clock } = this.ringing.phone;
    await eventually("prompt", () => Promise.resolve(expect(this.ear.packets.length).toBeGreaterThan(0)), { clock });
  }

  async pressesByInfo(key: string): Promise<SipText> {
    return await this.dialog.request("INFO", `Signal=${key}\r\nDuration=160\r\n`, [
      ["Content-Type", "application/dtmf-relay"],
    ]);
  }

  /** After a 1: takes the caller's media in place of the prompt, and talks. */
  async joined(): Promise<SipText> {
    const offer = await this.dialog.received("INVITE");
    this.dialog.respond(offer, 200, this.sdp);
    this.#joined = "directly";
    if (offer.body !== "") this.ear.speaks(mediaOf(offer.body), "PCMA", VOICE_HZ);
    return offer;
  }

  /** After a 1: will not leave the media server for the caller, and talks. */
  async staysWhereItIs(): Promise<void> {
    this.dialog.respond(await this.dialog.received("INVITE"), 488);
    this.#joined = "through the media server";
    this.ear.speaks(mediaOf(this.ringing.invite.body), "PCMA", VOICE_HZ);
  }

  /** After a 1: says nothing more, until it is hung up. */
  async fallsSilent(): Promise<void> {
    const offer = await this.dialog.received("INVITE");
    this.#endsLate = () => this.dialog.respond(offer, 487); // RFC 3261 §15.1.2
  }

  async hangsUp(): Promise<void> {
    this.#hungUp = true;
    await this.dialog.bye();
  }

  get hungUp(): boolean {
    return this.#hungUp;
  }

  /** How it was connected with the caller. */
  get wasJoined(): "directly" | "through the media server" | undefined {
    return this.#joined;
  }

  get hasAnswered(): boolean {
    return this.#dialog !== undefined;
  }

  get dialog(): Dialog {
    if (this.#dialog === undefined) throw new Error("the mobile has not answered");
    return this.#dialog;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#endsLate();
    return this.ear[Symbol.asyncDispose]();
  }
}
