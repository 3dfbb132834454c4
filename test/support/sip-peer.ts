import { randomBytes } from "node:crypto";
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { connect, type Socket as TcpSocket } from "node:net";
import { connect as connectTls } from "node:tls";
import { WebSocket } from "ws";
import { tellAtFailure } from "./at-failure.ts";
import { authorization, type Secret } from "./digest.ts";
import { EventLog } from "./event-log.ts";
import { ladderOf, rung, type Step } from "./ladder.ts";
import { callIdOf, header, headers, isRequest, readSip, statusOf, tagOf, type SipText } from "./sip-text.ts";

export interface SipPeerOptions {
  /** host:port of the switch. */
  readonly server: string;
  readonly address?: string;
  /** Default: a free one. Only for UDP. */
  readonly port?: number;
  readonly transport?: "udp" | "tcp" | "tls" | "ws";
  /** The page that opens its WebSocket, and the path; only for WS. */
  readonly origin?: string;
  readonly path?: string;
  /** The sent-by of its Via, and no rport: it listens on another port than it sends from. Only for UDP. */
  readonly sentBy?: string;
  /** Requests of this method it takes by itself, with 200. */
  readonly takes?: "NOTIFY";
}

export interface RequestOptions {
  readonly method: string;
  readonly uri: string;
  /** Name-addr without tag. */
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly fromTag: string;
  readonly toTag?: string | undefined;
  readonly cseq: number;
  /** ACK of a refusal and CANCEL repeat the INVITE's. */
  readonly branch?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
  /** Of the body; a session's unless it is said. */
  readonly contentType?: string;
  readonly contact?: string;
}

/** How long a peer waits for what must come at once. */
const PATIENCE_MS = 20_000;

/**
 * A SIP element without any timer or opinion: it sends exactly what a test says, when it says it, and logs what comes.
 * For what sipp can't do: races, odd registrations, one peer in several roles.
 */
export class SipPeer implements AsyncDisposable {
  readonly steps = new EventLog<Step>(rung);
  readonly address: string;
  readonly port: number;
  readonly server: string;
  readonly transport: "udp" | "tcp" | "tls" | "ws";
  readonly #sentBy: string | undefined;
  readonly #takes: string | undefined;
  readonly #wire: UdpSocket | TcpSocket | WebSocket;
  readonly #witness = tellAtFailure("a peer", () => this.steps.all.map(rung));

  private constructor(
    wire: UdpSocket | TcpSocket | WebSocket,
    options: Required<Pick<SipPeerOptions, "server" | "address" | "transport">> & SipPeerOptions,
    port: number,
  ) {
    this.#wire = wire;
    this.#sentBy = options.sentBy;
    this.#takes = options.takes;
    this.address = options.address;
    this.server = options.server;
    this.transport = options.transport;
    this.port = port;
  }

  static async open({
    server,
    address = "127.0.0.1",
    port: wanted = 0,
    transport = "udp",
    ...more
  }: SipPeerOptions): Promise<SipPeer> {
    const options = { server, address, transport, ...more };
    const { host, port } = hostPort(server);
    if (transport === "ws") {
      const { origin, path = "/" } = more;
      const socket = new WebSocket(`ws://${server}${path}`, "sip", {
        localAddress: address,
        ...(origin === undefined ? {} : { origin }),
      });
      const isOpen = once(socket, "open");
      socket.on("error", () => undefined);
      await isOpen;
      const peer = new SipPeer(socket, options, 0);
      socket.on("message", (data: Buffer) => peer.#take(data.toString("utf8")));
      return peer;
    }
    if (transport !== "udp") {
      const to = { host, port, localAddress: address, noDelay: true };
      const socket = transport === "tcp" ? connect(to) : connectTls({ ...to, rejectUnauthorized: false });
      await once(socket, transport === "tcp" ? "connect" : "secureConnect");
      const peer = new SipPeer(socket, options, socket.localPort!);
      socket.on("error", () => undefined); // a connection that the switch drops shows in the log as silence
      peer.#readStream(socket);
      return peer;
    }
    const socket = createSocket({ type: address.includes(":") ? "udp6" : "udp4", recvBufferSize: 4_000_000 });
    socket.bind(wanted, address);
    await once(socket, "listening");
    const peer = new SipPeer(socket, options, socket.address().port);
    socket.on("message", (datagram) => peer.#take(datagram.toString("utf8")));
    return peer;
  }

  /** As it stands in a URI; of a browser, which has no address to be called at (RFC 7118 §5.1). */
  get hostPort(): string {
    if (this.transport === "ws") return "of-a-browser.invalid";
    return `${this.address.includes(":") ? `[${this.address}]` : this.address}:${this.port}`;
  }

  contact(user: string): string {
    return `<sip:${user}@${this.hostPort}${this.transport === "udp" ? "" : `;transport=${this.transport}`}>`;
  }

  /** Puts bytes on the wire as they are. */
  send(bytes: Uint8Array | string): void {
    if (this.#wire instanceof WebSocket) {
      this.#wire.send(bytes);
      return;
    }
    if (!("setRecvBufferSize" in this.#wire)) {
      this.#wire.write(bytes);
      return;
    }
    const { host, port } = hostPort(this.server);
    this.#wire.send(bytes, port, host);
  }

  request(options: RequestOptions): SipText {
    const { method, uri, from, to, callId, fromTag, toTag, cseq, body = "", branch = newBranch() } = options;
    const sentBy = this.#sentBy === undefined ? `${this.hostPort};rport` : this.#sentBy;
    const via = `SIP/2.0/${this.transport.toUpperCase()} ${sentBy};branch=${branch}`;
    const lines = [
      `${method} ${uri} SIP/2.0`,
      `Via: ${via}`,
      "Max-Forwards: 70",
      `From: ${from};tag=${fromTag}`,
      `To: ${to}${toTag === undefined ? "" : `;tag=${toTag}`}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
      ...(options.contact === undefined ? [] : [`Contact: ${options.contact}`]),
      ...(options.headers ?? []),
      ...(body === "" ? [] : [`Content-Type: ${options.contentType ?? "application/sdp"}`]),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    return this.#transmit(`${lines.join("\r\n")}\r\n\r\n${body}`);
  }

  respond(to: SipText, status: number, reason: string, parts: ResponseParts = {}): SipText {
    const { tag, body = "", contact } = parts;
    const toLine = header(to, "To");
    const lines = [
      `SIP/2.0 ${status} ${reason}`,
      ...headers(to, "Via").map((via) => `Via: ${via}`),
      ...headers(to, "Record-Route").map((route) => `Record-Route: ${route}`),
      `From: ${header(to, "From")}`,
      `To: ${toLine}${tag === undefined || tagOf(toLine) !== undefined ? "" : `;tag=${tag}`}`,
      `Call-ID: ${callIdOf(to)}`,
      `CSeq: ${header(to, "CSeq")}`,
      ...(contact === undefined ? [] : [`Contact: ${contact}`]),
      ...(parts.headers ?? []),
      ...(body === "" ? [] : ["Content-Type: application/sdp"]),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    return this.#transmit(`${lines.join("\r\n")}\r\n\r\n${body}`);
  }

  /** The next message of this call, from position `from` of the log, that matches. */
  async receives(
    what: string,
    matches: (message: SipText) => boolean,
    { callId = undefined as string | undefined, withinMs = PATIENCE_MS, from = 0 } = {},
  ): Promise<SipText> {
    const ofCall = ({ message }: Step): boolean => callId === undefined || callIdOf(message) === callId;
    const step = await this.steps.waitFor((one) => one.direction === "<" && ofCall(one) && matches(one.message), {
      withinMs,
      from,
      what,
    });
    return step.message;
  }

  receivesRequest(
    method: string,
    options: { callId?: string; withinMs?: number; from?: number } = {},
  ): Promise<SipText> {
    return this.receives(method, (message) => isRequest(message, method), options);
  }

  /** The final response to what was sent. */
  receivesFinal(request: SipText, { withinMs = PATIENCE_MS } = {}): Promise<SipText> {
    const cseq = header(request, "CSeq");
    return this.receives(
      `final response to ${cseq}`,
      (message) => statusOf(message) >= 200 && header(message, "CSeq") === cseq,
      { callId: callIdOf(request), withinMs },
    );
  }

  /** Sends a request outside of dialogs, and once more with credentials where they are asked for. @returns the final response */
  async asks(
    { username, password }: Secret,
    to: string,
    request: Pick<RequestOptions, "method" | "headers" | "body" | "contentType">,
  ): Promise<SipText> {
    const uri = `sip:${to}@${this.server}`;
    const common = {
      ...{ ...request, uri, from: `<sip:${username}@${this.server}>`, to: `<${uri}>` },
      ...{ callId: newCallId(), fromTag: newTag(), contact: this.contact(username) },
    };
    const answer = await this.receivesFinal(this.request({ ...common, cseq: 1 }));
    if (statusOf(answer) !== 401) return answer;
    const challenge = header(answer, "WWW-Authenticate");
    const proof = authorization({ username, password, method: request.method, uri, challenge });
    const headers = [...(request.headers ?? []), `Authorization: ${proof}`];
    return this.receivesFinal(this.request({ ...common, cseq: 2, headers }));
  }

  ladder(callId: string): readonly string[] {
    return ladderOf(this.steps.all.filter(({ message }) => callIdOf(message) === callId));
  }

  /** Registers with digest and gives the 200 (or the first other answer to the credentials). */
  async registers(secret: Secret, options: RegisterOptions = {}): Promise<SipText> {
    const registration = new Registration(this, secret, options);
    const challenge = await registration.sends();
    if (statusOf(challenge) !== 401) return challenge;
    return registration.sends(registration.proof(challenge));
  }

  #transmit(text: string): SipText {
    const message = readSip(text);
    if (message === undefined) throw new Error(`a test sends no SIP:\n${text}`);
    this.steps.add({ direction: ">", message, atMs: Date.now() });
    this.send(text);
    return message;
  }

  #take(text: string): void {
    const message = readSip(text);
    if (message === undefined) return;
    this.steps.add({ direction: "<", message, atMs: Date.now() });
    if (this.#takes !== undefined && isRequest(message, this.#takes)) this.respond(message, 200, "OK");
  }

  #readStream(socket: TcpSocket): void {
    let rest = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        while (rest.subarray(0, 2).toString() === "\r\n") rest = rest.subarray(2);
        const head = rest.indexOf("\r\n\r\n");
        if (head < 0) return;
        const length = /\r\n(?:content-length|l)[ \t]*:[ \t]*(\d+)/i.exec(rest.subarray(0, head).toString())?.[1];
        const end = head + 4 + Number(length ?? 0);
        if (rest.length < end) return;
        this.#take(rest.subarray(0, end).toString("utf8"));
        rest = rest.subarray(end);
      }
    });
  }

  /** Nothing more is sent or heard, as with a pulled plug. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#witness[Symbol.dispose]();
    if ("setRecvBufferSize" in this.#wire) {
      await new Promise<void>((resolve) => (this.#wire as UdpSocket).close(resolve));
    } else if (this.#wire instanceof WebSocket) {
      this.#wire.terminate();
    } else {
      this.#wire.destroy();
    }
  }
}

export interface ResponseParts {
  readonly tag?: string;
  readonly contact?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

export interface RegisterOptions {
  readonly expires?: number;
  /** Whole Contact values; by default the peer's own address. None: only asks. */
  readonly contacts?: readonly string[];
  readonly algorithm?: "MD5" | "SHA-256";
  readonly callId?: string;
  readonly headers?: readonly string[];
  /** How long each answer may take. */
  readonly withinMs?: number;
}

/** The REGISTERs of one phone under one Call-ID, each with the next CSeq. */
export class Registration {
  readonly callId: string;
  readonly #peer: SipPeer;
  readonly #secret: Secret;
  readonly #options: RegisterOptions;
  #cseq = 0;

  constructor(peer: SipPeer, secret: Secret, options: RegisterOptions = {}) {
    this.#peer = peer;
    this.#secret = secret;
    this.#options = options;
    this.callId = options.callId ?? newCallId();
  }

  /** One REGISTER and its answer. */
  async sends(proof?: string, changed: RegisterOptions & { readonly cseq?: number } = {}): Promise<SipText> {
    const peer = this.#peer;
    const { username } = this.#secret;
    const { expires = 300, contacts = [peer.contact(username)], ...options } = { ...this.#options, ...changed };
    const { headers: more = [], withinMs = PATIENCE_MS } = options;
    this.#cseq = changed.cseq ?? this.#cseq + 1;
    const request = peer.request({
      method: "REGISTER",
      uri: this.#registrar,
      from: `<sip:${username}@${peer.server}>`,
      to: `<sip:${username}@${peer.server}>`,
      callId: this.callId,
      fromTag: newTag(),
      cseq: this.#cseq,
      headers: [
        ...contacts.map((contact) => `Contact: ${contact}`),
        `Expires: ${expires}`,
        ...(proof === undefined ? [] : [`Authorization: ${proof}`]),
        ...more,
      ],
    });
    return peer.receivesFinal(request, { withinMs });
  }

  /** Credentials for the challenge of a 401. */
  proof(challenged: SipText, nonceCount = 1, password = this.#secret.password): string {
    const algorithm = this.#options.algorithm ?? "MD5";
    const offered = headers(challenged, "WWW-Authenticate");
    const challenge = offered.find((line) => new RegExp(`algorithm="?${algorithm}"?(?:,|\\s|$)`, "i").test(line));
    if (challenge === undefined) throw new Error(`no ${algorithm} challenge in: ${offered.join(" | ")}`);
    const { username } = this.#secret;
    return authorization({ username, password, method: "REGISTER", uri: this.#registrar, challenge, nonceCount });
  }

  get #registrar(): string {
    return `sip:${this.#peer.server}`;
  }
}

export function newBranch(): string {
  return `z9hG4bK${randomBytes(8).toString("hex")}`;
}

export function newTag(): string {
  return randomBytes(4).toString("hex");
}

export function newCallId(): string {
  return `${randomBytes(8).toString("hex")}@peer`;
}

function hostPort(server: string): { readonly host: string; readonly port: number } {
  const { host = "", port = "" } = /^\[?(?<host>.*?)\]?:(?<port>\d+)$/.exec(server)?.groups ?? {};
  return { host, port: Number(port) };
}
