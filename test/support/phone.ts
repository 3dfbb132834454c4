import { createSocket, type Socket } from "node:dgram";
import type { Clock } from "../../src/runtime/clock.ts";
import {
  branchOf,
  header,
  headers,
  isRequest,
  methodOf,
  readSip,
  statusOf,
  tagOf,
  writeSip,
  type SipText,
} from "./sip-text.ts";
import { IncomingInvite } from "./incoming-invite.ts";
import { OutgoingInvite, type CallOptions } from "./outgoing-invite.ts";
import { sdp } from "./sdp.ts";

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
      (message) => isRequest(message, "INVITE") && tagOf(header(message, "to")) === undefined,
    );
    return new IncomingInvite(this, invite);
  }

  call(engine: number, user: string, options: CallOptions = {}): OutgoingInvite {
    return new OutgoingInvite(this, engine, user, options);
  }

  send(text: string, port: number): void {
    const message = readSip(text);
    if (message === undefined) throw new Error(`a test sends no SIP:\n${text}`);
    const [status, method] = [statusOf(message), methodOf(message)];
    this.ladder.push(status > 0 ? `> ${status} ${method}` : `> ${method}`);
    if (status > 0) this.#sent.set(`${branchOf(message)} ${method}`, text);
    this.#socket.send(text, port, "127.0.0.1");
  }

  respond(
    request: SipText,
    status: number,
    { tag = "", body = "", headers: more = [] as [string, string][] } = {},
  ): void {
    const to = header(request, "to");
    const via = headers(request, "via");
    const text = writeSip(
      `SIP/2.0 ${status} Test`,
      [
        ...via.map((value) => ["Via", value] as const),
        ...headers(request, "record-route").map((value) => ["Record-Route", value] as const),
        ["From", header(request, "from")],
        ["To", tag === "" || to.includes(";tag=") ? to : `${to};tag=${tag}`],
        ["Call-ID", header(request, "call-id")],
        ["CSeq", header(request, "cseq")],
        ...(more.some(([name]) => name === "Contact") ? [] : [["Contact", this.contact] as const]),
        ...more,
      ],
      body,
    );
    this.send(text, Number(/:(\d+)/.exec(via[0] ?? "")?.[1] ?? 5060));
  }

  #receive(text: string, port: number): void {
    const message = readSip(text);
    if (message === undefined) return; // a keep-alive
    const [status, method] = [statusOf(message), methodOf(message)];
    const key = `${message.startLine} ${branchOf(message)} ${header(message, "cseq")}`;
    if (this.#seen.has(key) && !isRequest(message, "ACK")) {
      const answer = status === 0 ? this.#sent.get(`${branchOf(message)} ${method}`) : undefined;
      if (answer !== undefined) this.#socket.send(answer, port, "127.0.0.1");
      return;
    }
    this.#seen.add(key);
    this.ladder.push(status === 0 ? `< ${method}` : `< ${status} ${method}`);
    if (isRequest(message, "BYE") && this.takesByes) this.respond(message, 200);
    if (isRequest(message, "CANCEL")) this.respond(message, 200);
    if (isRequest(message, "NOTIFY") && header(message, "event").startsWith("refer")) this.respond(message, 200);
    if (this.takesChanges && isRequest(message, "INVITE") && tagOf(header(message, "to")) !== undefined) {
      this.respond(message, 200, { body: sdp(this.port) });
      return;
    }
    this.#inbox.push(message);
    for (const wake of [...this.#waiting]) wake();
  }
}
