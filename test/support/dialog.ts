import { randomBytes } from "node:crypto";
import { header, isRequest, statusOf, writeSip, type SipText } from "./sip-text.ts";
import type { Phone } from "./phone.ts";

/** The transaction that a Via names (RFC 3261 §8.1.1.7). */
export function newBranch(): string {
  return `z9hG4bK${randomBytes(6).toString("hex")}`;
}

interface Identity {
  readonly callId: string;
  readonly local: string;
  readonly remote: string;
  readonly target: string;
}

/** A conversation of the phone. */
export class Dialog {
  readonly #phone: Phone;
  readonly #identity: Identity;
  #cseq = 1;

  constructor(phone: Phone, identity: Identity) {
    this.#phone = phone;
    this.#identity = identity;
  }

  ack(cseq: number, body = ""): void {
    this.#send("ACK", cseq, body);
  }

  /** The same conversation on another phone, or on the same one in another network. */
  on(phone: Phone): Dialog {
    const moved = new Dialog(phone, this.#identity);
    moved.#cseq = this.#cseq;
    return moved;
  }

  /** Sends a request and waits for its final response; an accepted INVITE is acknowledged. */
  async request(
    method: string,
    body = "",
    headers: readonly (readonly [string, string])[] = [],
    answer = "",
  ): Promise<SipText> {
    const cseq = ++this.#cseq;
    this.#send(method, cseq, body, headers);
    const response = await this.#phone.next(
      `response to ${method}`,
      (message) =>
        statusOf(message) >= 200 &&
        header(message, "call-id") === this.#identity.callId &&
        header(message, "cseq") === `${cseq} ${method}`,
    );
    if (method === "INVITE") this.ack(cseq, answer);
    return response;
  }

  bye(reason = ""): Promise<SipText> {
    return this.request("BYE", "", [["Reason", reason]]);
  }

  /** The next request of the other side. */
  received(method: string): Promise<SipText> {
    return this.#phone.next(
      method,
      (message) => isRequest(message, method) && header(message, "call-id") === this.#identity.callId,
    );
  }

  respond(request: SipText, status: number, body = ""): void {
    this.#phone.respond(request, status, { body });
  }

  #send(method: string, cseq: number, body: string, headers: readonly (readonly [string, string])[] = []): void {
    const { callId, local, remote, target } = this.#identity;
    const uri = /<([^>]+)>/.exec(target)?.[1] ?? target;
    const text = writeSip(
      `${method} ${uri} SIP/2.0`,
      [
        ["Via", `SIP/2.0/UDP 127.0.0.1:${this.#phone.port};rport;branch=${newBranch()}`],
        ["Max-Forwards", "70"],
        ["From", local],
        ["To", remote],
        ["Call-ID", callId],
        ["CSeq", `${cseq} ${method}`],
        ["Contact", this.#phone.contact],
        ...headers,
      ],
      body,
    );
    this.#phone.send(text, Number(/:(\d+)(?=[;?]|$)/.exec(uri)?.[1] ?? 5060));
  }
}
