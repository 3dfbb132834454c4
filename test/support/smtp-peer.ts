import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";

/** What the server does with the next e-mail; after the last of them it accepts. */
export type SmtpTurn =
  | "accept"
  /** To RCPT TO. */
  | { readonly recipient: number }
  /** To the end of DATA. */
  | { readonly data: number; readonly text?: string }
  /** To RCPT TO of these only. */
  | { readonly refuses: Readonly<Record<string, number>> }
  /** The connection goes. */
  | { readonly drops: Drop };
type Drop = "at-once" | "at-mail" | "before-data" | "instead-of-answer";

export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly messageId: string;
  readonly raw: string;
  /** The content of its WAV, if it has one. */
  readonly wav: Buffer | undefined;
}

/** A mail server that does as it is told, and keeps what it has accepted. */
export interface SmtpPeer extends AsyncDisposable {
  readonly url: string;
  readonly turns: SmtpTurn[];
  readonly accepted: ReceivedMail[];
  /** Attempts that got as far as RCPT TO. */
  readonly attempts: number;
  /** Whole e-mails that were handed over, taken or not. */
  readonly handedOver: ReceivedMail[];
  /** It dies with all its connections, and is back at the same place. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  /** Called when an e-mail is complete, before it is answered. */
  beforeAnswer: () => Promise<void>;
}

class SmtpRefusal extends Error {
  readonly responseCode: number;
  constructor(responseCode: number, text: string) {
    super(text);
    this.responseCode = responseCode;
  }
}

export interface SmtpPeerOptions {
  readonly size?: number;
  /** No client hands mail over without this log-in. */
  readonly login?: { readonly user: string; readonly password: string };
  /** No client hands mail over without STARTTLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export async function smtpPeer({ size = 50_000_000, login, tls }: SmtpPeerOptions = {}): Promise<SmtpPeer> {
  const turns: SmtpTurn[] = [];
  const accepted: ReceivedMail[] = [];
  const handedOver: ReceivedMail[] = [];
  const sockets = new Set<{ destroy(): void; readonly remotePort?: number | undefined }>();
  let attempts = 0;
  let turn: SmtpTurn = "accept";
  const drop = (session: SMTPServerSession): void => {
    for (const socket of sockets) if (socket.remotePort === session.remotePort) socket.destroy();
  };
  /** Whether the connection goes at this command. */
  const dropsAt = (when: Drop, session: SMTPServerSession): boolean => {
    const [next] = turns;
    const isNext = typeof next === "object" && "drops" in next && next.drops === when;
    if (isNext && when !== "before-data") turns.shift();
    if (isNext) drop(session);
    return isNext;
  };
  const makeServer = (): SMTPServer =>
    new SMTPServer({
      authOptional: login === undefined,
      allowInsecureAuth: true,
      ...(tls === undefined ? { disabledCommands: ["STARTTLS"] } : tls),
      size,
      closeTimeout: 200,
      onConnect(session, callback) {
        if (!dropsAt("at-once", session)) callback();
      },
      onAuth({ username, password }, _session, callback) {
        if (username === login?.user && password === login?.password) callback(null, { user: username });
        else callback(new SmtpRefusal(535, "5.7.8 wrong password"));
      },
      onMailFrom(_address, session, callback) {
        if (dropsAt("at-mail", session)) return;
        if (tls !== undefined && !session.secure) return callback(new SmtpRefusal(530, "5.7.0 STARTTLS first"));
        callback();
      },
      onRcptTo({ address }, session, callback) {
        attempts++;
        turn = turns.shift() ?? "accept";
        if (typeof turn === "object" && "refuses" in turn) {
          const status = turn.refuses[address];
          return status === undefined ? callback() : callback(new SmtpRefusal(status, `not here: ${address}`));
        }
        if (typeof turn === "object" && "recipient" in turn)
          return callback(new SmtpRefusal(turn.recipient, "not here"));
        if (typeof turn === "object" && "drops" in turn && turn.drops === "before-data") return drop(session);
        callback();
      },
      onData(stream, session, callback) {
        void (async () => {
          const mail = await readMail(stream, session).catch(() => undefined);
          if (mail === undefined) return; // one of the two died before all of it had come
          handedOver.push(mail);
          await peer.beforeAnswer();
          if (typeof turn === "object" && "data" in turn)
            return callback(new SmtpRefusal(turn.data, turn.text ?? "not now"));
          if (typeof turn === "object" && "drops" in turn) return drop(session);
          if (!isUp) return; // it died meanwhile
          accepted.push(mail);
          callback();
        })();
      },
    });
  let server = makeServer();
  let isUp = false;
  const listen = async (port: number): Promise<number> => {
    server.on("error", () => undefined);
    const { server: listener } = server as unknown as { server: Server };
    listener.on("connection", (socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    const listening = once(listener, "listening");
    server.listen(port, "127.0.0.1");
    await listening;
    isUp = true;
    return (listener.address() as AddressInfo).port;
  };
  const crash = async (): Promise<void> => {
    isUp = false;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const port = await listen(0);
  const credentials = login === undefined ? "" : `${login.user}:${login.password}@`;
  const peer = {
    url: `smtp://${credentials}127.0.0.1:${port}`,
    turns,
    accepted,
    handedOver,
    get attempts() {
      return attempts;
    },
    beforeAnswer: () => Promise.resolve(),
    crash,
    async restart() {
      server = makeServer();
      await listen(port);
    },
    [Symbol.asyncDispose]: () => (isUp ? crash() : Promise.resolve()),
  };
  return peer;
}

async function readMail(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<ReceivedMail> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  const raw = Buffer.concat(parts).toString("latin1");
  const [, head = ""] = /^([^]*?)\r\n\r\n/.exec(raw) ?? [];
  const unfolded = head.replaceAll(/\r\n[ \t]+/g, " ");
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, "im").exec(unfolded)?.[1] ?? "";
  const base64 = /Content-Type: audio\/wav[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(raw)?.[1];
  return {
    to: session.envelope.rcptTo.map(({ address }) => address).join(","),
    subject: decodeWords(header("Subject")),
    messageId: header("Message-ID"),
    raw,
    wav: base64 === undefined ? undefined : Buffer.from(base64, "base64"),
  };
}

/** RFC 2047 encoded words. */
function decodeWords(text: string): string {
  return text
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?utf-8\?(?:q\?([^?]*)|b\?([^?]*))\?=/gi, (_, quoted?: string, base64?: string) =>
      base64 !== undefined
        ? Buffer.from(base64, "base64").toString("utf8")
        : Buffer.from(
            (quoted ?? "")
              .replaceAll("_", " ")
              .replaceAll(/=([0-9A-F]{2})/gi, (__, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
            "latin1",
          ).toString("utf8"),
    );
}
