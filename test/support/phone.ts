import type { Clock } from "../../src/runtime/clock.ts";
import { createSocket, type Socket } from "node:dgram";
import { randomBytes } from "node:crypto";
import {
  branchOf,
  headerOf,
  methodOf,
  readSip,
  statusOf,
  tagOf,
  writeSip,
  type SipText,
} from "../unit/calls/sip-text.ts";

/** Longer than any time of the PBX that a test waits for. */
const WAIT_MS = 200_000;

/** A SIP phone of the test's own on UDP: it does nothing by itself but ACK, repeat and obey CANCEL. */
export class Phone {
  readonly port: number;
  /** What went over the wire, without repetitions: "< INVITE", "> 180 INVITE". */
  readonly ladder: string[] = [];
  /** false: lets a CANCEL pass as if its INVITE had been answered already. */
  obeysCancel = true;
  /** false: a BYE is left to the test. */
  takesByes = true;
  /** true: takes every change of a session of its, with its own SDP. */
  takesChanges = false;
  readonly #socket: Socket;
  readonly clock: Clock;
  readonly #inbox: SipText[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #sent = new Map<string, string>();
  readonly #seen = new Set<string>();

  private constructor(socket: Socket, clock: Clock) {
    this.#socket = socket;
    this.clock = clock;
    this.port = socket.address().port;
    socket.on("message", (bytes, from) => this.#receive(bytes.toString("utf8"), from.port));
  }

  static async start(clock: Clock, address = "127.0.0.1"): Promise<Phone> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, address, resolve));
    return new Phone(socket, clock);
  }

  get contact(): string {
    return `<sip:phone@127.0.0.1:${this.port}>`;
  }

  close(): void {
    this.#socket.close();
  }

  /** The first message received from now or earlier that fits and wasn't taken yet. */
  async next(what: string, fits: (message: SipText) => boolean): Promise<SipText> {
    const deadlineMs = this.clock.nowMs() + WAIT_MS;
    for (;;) {
      const index = this.#inbox.findIndex(fits);
      if (index !== -1) return this.#inbox.splice(index, 1)[0]!;
      if (this.clock.nowMs() >= deadlineMs) throw new Error(`no ${what}; so far: ${this.ladder.join(", ")}`);
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake);
          tooLate.disarm();
          resolve();
        };
        const tooLate = this.clock.arm(deadlineMs - this.clock.nowMs(), wake);
        this.#waiting.add(wake);
      });
    }
  }

  async incoming(): Promise<IncomingInvite> {
    const invite = await this.next(
      "INVITE",
      (message) => methodOf(message) === "INVITE" && tagOf(headerOf(message, "to")) === "",
    );
    return new IncomingInvite(this, invite);
  }

  call(engine: number, user: string, options: CallOptions = {}): OutgoingInvite {
    return new OutgoingInvite(this, engine, user, options);
  }

  send(text: string, port: number): void {
    const message = readSip(text);
    const cseq = headerOf(message, "cseq").split(" ")[1] ?? "";
    this.ladder.push(statusOf(message) > 0 ? `> ${statusOf(message)} ${cseq}` : `> ${methodOf(message)}`);
    if (statusOf(message) > 0) this.#sent.set(`${branchOf(message)} ${cseq}`, text);
    this.#socket.send(text, port, "127.0.0.1");
  }

  respond(request: SipText, status: number, { tag = "", body = "", headers = [] as [string, string][] } = {}): void {
    const to = headerOf(request, "to");
    const via = request.headers.get("via") ?? [];
    const text = writeSip(
      `SIP/2.0 ${status} Test`,
      [
        ...via.map((value) => ["Via", value] as const),
        ...(request.headers.get("record-route") ?? []).map((value) => ["Record-Route", value] as const),
        ["From", headerOf(request, "from")],
        ["To", tag === "" || to.includes(";tag=") ? to : `${to};tag=${tag}`],
        ["Call-ID", headerOf(request, "call-id")],
        ["CSeq", headerOf(request, "cseq")],
        ...(headers.some(([name]) => name === "Contact") ? [] : [["Contact", this.contact] as const]),
        ...headers,
      ],
      body,
    );
    this.send(text, Number(/:(\d+)/.exec(via[0] ?? "")?.[1] ?? 5060));
  }

  #receive(text: string, port: number): void {
    const message = readSip(text);
    const cseq = headerOf(message, "cseq").split(" ")[1] ?? "";
    const isRequest = statusOf(message) === 0;
    const key = `${message.startLine} ${branchOf(message)} ${headerOf(message, "cseq")}`;
    if (this.#seen.has(key) && methodOf(message) !== "ACK") {
      const answer = isRequest ? this.#sent.get(`${branchOf(message)} ${cseq}`) : undefined;
      if (answer !== undefined) this.#socket.send(answer, port, "127.0.0.1");
      return;
    }
    this.#seen.add(key);
    this.ladder.push(isRequest ? `< ${methodOf(message)}` : `< ${statusOf(message)} ${cseq}`);
    if (methodOf(message) === "BYE" && this.takesByes) this.respond(message, 200);
    if (methodOf(message) === "CANCEL") this.respond(message, 200);
    if (methodOf(message) === "NOTIFY" && headerOf(message, "event").startsWith("refer")) this.respond(message, 200);
    if (this.takesChanges && methodOf(message) === "INVITE" && tagOf(headerOf(message, "to")) !== "") {
      this.respond(message, 200, { body: sdp(this.port) });
      return;
    }
    this.#inbox.push(message);
    for (const wake of [...this.#waiting]) wake();
  }
}

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
    return headerOf(this.invite, name);
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
    const cancel = await this.phone.next(
      "CANCEL",
      (message) => methodOf(message) === "CANCEL" && this.#isMine(message),
    );
    if (this.phone.obeysCancel) this.refuse(487);
    return cancel;
  }

  acked(): Promise<SipText> {
    return this.phone.next("ACK", (message) => methodOf(message) === "ACK" && this.#isMine(message));
  }

  #isMine(message: SipText): boolean {
    return headerOf(message, "call-id") === this.header("call-id");
  }
}

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
      const headers = this.#identity("ACK", headerOf(response, "to"));
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
    return this.early("PRACK", provisional, cseq, [["RAck", `${headerOf(provisional, "rseq")} 1 INVITE`]]);
  }

  /** A request in the early dialog that a provisional response made, to its Contact. @param cseq  above all before */
  async early(
    method: string,
    provisional: SipText,
    cseq: number,
    more: readonly (readonly [string, string])[] = [],
    body = "",
  ): Promise<SipText> {
    const uri = /<([^>]+)>/.exec(headerOf(provisional, "contact"))?.[1] ?? "";
    const headers = this.#identity(method, headerOf(provisional, "to"))
      .filter(([name]) => name !== "Via" && name !== "CSeq")
      .concat([
        ["Via", `SIP/2.0/UDP 127.0.0.1:${this.#phone.port};rport;branch=${newBranch()}`],
        ["CSeq", `${cseq} ${method}`],
        ...more,
      ]);
    this.#phone.send(writeSip(`${method} ${uri} SIP/2.0`, headers, body), this.#engine);
    return await this.#phone.next(
      `response to ${method}`,
      (message) => statusOf(message) >= 200 && headerOf(message, "cseq") === `${cseq} ${method}`,
    );
  }

  /** The final refusal, acknowledged. */
  async refused(): Promise<SipText> {
    const response = await this.#response((status) => status >= 200);
    if (statusOf(response) < 300) throw new Error("the call was answered");
    const headers = this.#identity("ACK", headerOf(response, "to"));
    this.#phone.send(writeSip(`ACK ${this.#uri} SIP/2.0`, headers), this.#engine);
    return response;
  }

  /** @param answer  the ACK's body: for a late offer */
  async answered(answer = ""): Promise<Dialog & { readonly response: SipText }> {
    const response = await this.#response((status) => status >= 200);
    if (statusOf(response) >= 300) throw new Error(`the call was refused: ${response.startLine}`);
    const dialog = new Dialog(this.#phone, {
      callId: this.callId,
      local: this.#from,
      remote: headerOf(response, "to"),
      target: headerOf(response, "contact"),
    });
    dialog.ack(1, answer);
    return Object.assign(dialog, { response });
  }

  #response(fits: (status: number) => boolean): Promise<SipText> {
    return this.#phone.next(
      "response",
      (message) =>
        fits(statusOf(message)) &&
        headerOf(message, "call-id") === this.callId &&
        headerOf(message, "cseq").endsWith("INVITE"),
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

function newBranch(): string {
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
        headerOf(message, "call-id") === this.#identity.callId &&
        headerOf(message, "cseq") === `${cseq} ${method}`,
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
      (message) => methodOf(message) === method && headerOf(message, "call-id") === this.#identity.callId,
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
        ["Via", `SIP/2.0/UDP 127.0.0.1:${this.#phone.port};rport;branch=z9hG4bK${randomBytes(6).toString("hex")}`],
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

/** An offer or answer for audio at this port. */
export function sdp(port: number, direction = "sendrecv", codec = "0 8"): string {
  return [
    "v=0",
    `o=- ${port} ${direction.length} IN IP4 127.0.0.1`,
    "s=-",
    "c=IN IP4 127.0.0.1",
    "t=0 0",
    `m=audio ${port} RTP/AVP ${codec}`,
    `a=${direction}`,
    "",
  ].join("\r\n");
}

/** An offer with keys (RFC 4733). */
export function keysSdp(port: number): string {
  return `${sdp(port, "sendrecv", "8 101")}a=rtpmap:101 telephone-event/8000\r\n`;
}
