import { expect } from "vitest";
import { RtpPeer } from "../support/rtp-peer.ts";
import { IncomingInvite, sdp, type Dialog, type Phone } from "./phone.ts";
import { methodOf, type SipText } from "./sip-text.ts";

/** An offer or answer with RFC 4733 events. */
export function keysSdp(port: number): string {
  return sdp(port, "sendrecv", "8 101") + "a=rtpmap:101 telephone-event/8000\r\n";
}

/** Where the other side wants its media. */
export function mediaOf(body: string): { address: string; port: number } {
  return { address: /c=IN IP4 (\S+)/.exec(body)?.[1] ?? "", port: Number(/m=audio (\d+)/.exec(body)?.[1] ?? 0) };
}

/** A telephone of the public network, behind a provider's switch, that does what the test says. */
export class Mobile implements AsyncDisposable {
  readonly ear: RtpPeer;
  readonly ringing: IncomingInvite;
  #dialog: Dialog | undefined;
  #hungUp = false;

  private constructor(ear: RtpPeer, ringing: IncomingInvite) {
    this.ear = ear;
    this.ringing = ringing;
  }

  /** The next call that the provider gets for this number. */
  static async called(provider: Phone, number: string): Promise<Mobile> {
    const invite = await provider.next(
      `INVITE for ${number}`,
      (message) => methodOf(message) === "INVITE" && message.startLine.includes(encodeURI(`sip:${number}@`)),
    );
    return new Mobile(await RtpPeer.open(), new IncomingInvite(provider, invite));
  }

  get sdp(): string {
    return keysSdp(this.ear.port);
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
    await expect.poll(() => this.ear.packets.length, { timeout: 5_000 }).toBeGreaterThan(0);
  }

  async pressesByInfo(key: string): Promise<SipText> {
    return await this.dialog.request("INFO", `Signal=${key}\r\nDuration=160\r\n`, [
      ["Content-Type", "application/dtmf-relay"],
    ]);
  }

  /** After a 1: takes the caller's media in place of the prompt. */
  async joined(): Promise<SipText> {
    const offer = await this.dialog.received("INVITE");
    this.dialog.respond(offer, 200, this.sdp);
    return offer;
  }

  async hangsUp(): Promise<void> {
    this.#hungUp = true;
    await this.dialog.bye();
  }

  get hungUp(): boolean {
    return this.#hungUp;
  }

  get hasAnswered(): boolean {
    return this.#dialog !== undefined;
  }

  get dialog(): Dialog {
    if (this.#dialog === undefined) throw new Error("the mobile has not answered");
    return this.#dialog;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.ear[Symbol.asyncDispose]();
  }
}
