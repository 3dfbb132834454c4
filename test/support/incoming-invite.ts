import { randomBytes } from "node:crypto";
import { header, isRequest, type SipText } from "./sip-text.ts";
import { Dialog } from "./dialog.ts";
import type { Phone } from "./phone.ts";

/** A call that rings at the phone. */
export class IncomingInvite {
  readonly phone: Phone;
  readonly invite: SipText;
  readonly tag = randomBytes(4).toString("hex");

  constructor(phone: Phone, invite: SipText) {
    this.phone = phone;
    this.invite = invite;
  }

  header(name: string): string {
    return header(this.invite, name);
  }

  ring(): void {
    this.phone.respond(this.invite, 180, { tag: this.tag });
  }

  early(sdp: string): void {
    this.phone.respond(this.invite, 183, { tag: this.tag, body: sdp });
  }

  refuse(status: number): void {
    this.phone.respond(this.invite, status, { tag: this.tag });
  }

  answer(sdp: string): Dialog {
    this.phone.respond(this.invite, 200, {
      tag: this.tag,
      body: sdp,
      headers: [["Allow", "INVITE, ACK, CANCEL, BYE, INFO, UPDATE"]],
    });
    return new Dialog(this.phone, {
      callId: this.header("call-id"),
      local: `${this.header("to")};tag=${this.tag}`,
      remote: this.header("from"),
      target: this.header("contact"),
    });
  }

  /** The CANCEL; the INVITE is answered with 487. */
  async cancelled(): Promise<SipText> {
    const cancel = await this.phone.next("CANCEL", (message) => isRequest(message, "CANCEL") && this.#isMine(message));
    if (this.phone.obeysCancel) this.refuse(487);
    return cancel;
  }

  acked(): Promise<SipText> {
    return this.phone.next("ACK", (message) => isRequest(message, "ACK") && this.#isMine(message));
  }

  #isMine(message: SipText): boolean {
    return header(message, "call-id") === this.header("call-id");
  }
}
