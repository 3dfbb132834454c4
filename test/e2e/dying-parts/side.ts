import { header, methodOf, statusOf, type SipText } from "../../support/sip-text.ts";
import type { SipPeer } from "../../support/sip-peer.ts";

/** How a party's side of a call was ended, as its telephone shows it: "BYE", "CANCEL" or the status of a refusal. */
export interface Ending {
  readonly by: string;
  readonly reason: string;
}

interface TelephoneCall {
  readonly callId: string;
  hangsUp(): Promise<unknown>;
}

/** One party's side of a call. */
export class Side {
  readonly who: string;
  readonly #peer: SipPeer;
  readonly #call: TelephoneCall;
  readonly #callId: string;
  readonly #from: number;

  /** From now on its end is looked for. */
  constructor(who: string, peer: SipPeer, call: TelephoneCall) {
    this.who = who;
    this.#peer = peer;
    this.#call = call;
    this.#callId = call.callId;
    this.#from = peer.steps.all.length;
  }

  /** Waits for its end. */
  isEnded(withinMs: number): Promise<SipText> {
    const options = { callId: this.#callId, withinMs, from: this.#from };
    return this.#peer.receives(`end of ${this.who}`, isEnd, options);
  }

  /** Waits for its end, and answers it as a telephone does. */
  async ended(withinMs: number): Promise<Ending> {
    const last = await this.isEnded(withinMs);
    const ending = { by: nameOf(last), reason: header(last, "Reason") };
    if (statusOf(last) === 0) this.#peer.respond(last, 200, "OK");
    if (ending.by === "CANCEL") this.#refuse();
    if (statusOf(last) > 0) this.#acknowledge(last);
    return ending;
  }

  /** It has not been ended. */
  async hangsUp(): Promise<void> {
    await this.#call.hangsUp();
  }

  #refuse(): void {
    const invite = this.#find("<", "INVITE");
    if (invite !== undefined) this.#peer.respond(invite, 487, "Request Terminated", { tag: "ended" });
  }

  #acknowledge(refusal: SipText): void {
    const invite = this.#find(">", "INVITE");
    if (invite === undefined) return;
    const [branch] = /(?<=;branch=)[^;,\s]+/.exec(header(invite, "Via")) ?? [];
    this.#peer.send(
      [
        `ACK ${invite.startLine.split(" ")[1]} SIP/2.0`,
        `Via: SIP/2.0/UDP ${this.#peer.hostPort};branch=${branch}`,
        `From: ${header(invite, "From")}`,
        `To: ${header(refusal, "To")}`,
        `Call-ID: ${this.#callId}`,
        `CSeq: ${header(invite, "CSeq").replace("INVITE", "ACK")}`,
        "Content-Length: 0\r\n\r\n",
      ].join("\r\n"),
    );
  }

  #find(direction: "<" | ">", method: string): SipText | undefined {
    return this.#peer.steps.all.find(
      (step) =>
        step.direction === direction &&
        statusOf(step.message) === 0 &&
        methodOf(step.message) === method &&
        header(step.message, "Call-ID") === this.#callId,
    )?.message;
  }
}

function isEnd(message: SipText): boolean {
  const method = methodOf(message);
  if (statusOf(message) === 0) return method === "BYE" || method === "CANCEL";
  return method === "INVITE" && statusOf(message) >= 300;
}

function nameOf(message: SipText): string {
  return statusOf(message) > 0 ? String(statusOf(message)) : methodOf(message);
}
