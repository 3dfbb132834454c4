import { randomBytes } from "node:crypto";
import { branchOf, header, statusOf, writeSip, type SipText } from "./sip-text.ts";
import { Dialog, newBranch } from "./dialog.ts";
import type { Phone } from "./phone.ts";
import { sdp } from "./sdp.ts";

export interface CallOptions {
  readonly from?: string;
  readonly sdp?: string;
  readonly headers?: readonly (readonly [string, string])[];
}

/** A call that the phone makes. */
export class OutgoingInvite {
  readonly callId = `${randomBytes(8).toString("hex")}@test`;
  readonly #phone: Phone;
  readonly #engine: number;
  readonly #uri: string;
  readonly #from: string;
  readonly #options: CallOptions;
  #branch = newBranch();

  constructor(phone: Phone, engine: number, user: string, options: CallOptions) {
    this.#phone = phone;
    this.#options = options;
    this.#engine = engine;
    this.#uri = `sip:${user}@127.0.0.1:${engine}`;
    this.#from = `${options.from ?? "<sip:+33612345678@127.0.0.1>"};tag=${randomBytes(4).toString("hex")}`;
    this.#send();
  }

  /** The same INVITE by another way, as an upstream proxy that forks would bring it; its final refusal. */
  async comesTwice(): Promise<SipText> {
    const first = this.#branch;
    this.#branch = newBranch();
    const second = this.#branch;
    this.#send();
    try {
      const response = await this.#phone.next(
        "answer to the second INVITE",
        (message) => statusOf(message) >= 200 && branchOf(message) === second,
      );
      const headers = this.#identity("ACK", header(response, "to"));
      this.#phone.send(writeSip(`ACK ${this.#uri} SIP/2.0`, headers), this.#engine);
      return response;
    } finally {
      this.#branch = first;
    }
  }

  #send(): void {
    const headers = [
      ...this.#identity("INVITE", `<${this.#uri}>`),
      ["Contact", this.#phone.contact] as const,
      ...(this.#options.headers ?? []),
    ];
    const body = this.#options.sdp ?? sdp(this.#phone.port);
    this.#phone.send(writeSip(`INVITE ${this.#uri} SIP/2.0`, headers, body), this.#engine);
  }

  cancel(reason = ""): void {
    const headers = [...this.#identity("CANCEL", `<${this.#uri}>`), ["Reason", reason] as const];
    this.#phone.send(writeSip(`CANCEL ${this.#uri} SIP/2.0`, headers), this.#engine);
  }

  async provisional(): Promise<SipText> {
    return this.#response((status) => status > 100 && status < 200);
  }

  /** Acknowledges a reliable provisional response (RFC 3262 §4). @param cseq  above all before */
  prack(provisional: SipText, cseq: number): Promise<SipText> {
    return this.early("PRACK", provisional, cseq, [["RAck", `${header(provisional, "rseq")} 1 INVITE`]]);
  }

  /** A request in the early dialog that a provisional response made, to its Contact. @param cseq  above all before */
  async early(
    method: string,
    provisional: SipText,
    cseq: number,
    more: readonly (readonly [string, string])[] = [],
    body = "",
  ): Promise<SipText> {
    const uri = /<([^>]+)>/.exec(header(provisional, "contact"))?.[1] ?? "";
    const headers = this.#identity(method, header(provisional, "to"))
      .filter(([name]) => name !== "Via" && name !== "CSeq")
      .concat([
        ["Via", `SIP/2.0/UDP 127.0.0.1:${this.#phone.port};rport;branch=${newBranch()}`],
        ["CSeq", `${cseq} ${method}`],
        ...more,
      ]);
    this.#phone.send(writeSip(`${method} ${uri} SIP/2.0`, headers, body), this.#engine);
    return await this.#phone.next(
      `response to ${method}`,
      (message) => statusOf(message) >= 200 && header(message, "cseq") === `${cseq} ${method}`,
    );
  }

  /** The final refusal, acknowledged. */
  async refused(): Promise<SipText> {
    const response = await this.#response((status) => status >= 200);
    if (statusOf(response) < 300) throw new Error("the call was answered");
    const headers = this.#identity("ACK", header(response, "to"));
    this.#phone.send(writeSip(`ACK ${this.#uri} SIP/2.0`, headers), this.#engine);
    return response;
  }

  /** @param answer  the ACK's body: for a late offer; null: the ACK is left to the test */
  async answered(answer: string | null = ""): Promise<Dialog & { readonly response: SipText }> {
    const response = await this.#response((status) => status >= 200);
    if (statusOf(response) >= 300) throw new Error(`the call was refused: ${response.startLine}`);
    const dialog = new Dialog(this.#phone, {
      callId: this.callId,
      local: this.#from,
      remote: header(response, "to"),
      target: header(response, "contact"),
    });
    if (answer !== null) dialog.ack(1, answer);
    return Object.assign(dialog, { response });
  }

  #response(fits: (status: number) => boolean): Promise<SipText> {
    return this.#phone.next(
      "response",
      (message) =>
        fits(statusOf(message)) &&
        header(message, "call-id") === this.callId &&
        header(message, "cseq").endsWith("INVITE"),
    );
  }

  #identity(method: string, to: string): (readonly [string, string])[] {
    return [
      ["Via", `SIP/2.0/UDP 127.0.0.1:${this.#phone.port};rport;branch=${this.#branch}`],
      ["Max-Forwards", "70"],
      ["From", this.#from],
      ["To", to],
      ["Call-ID", this.callId],
      ["CSeq", `1 ${method}`],
    ];
  }
}
