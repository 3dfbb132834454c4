import type { Socket } from "node:net";
import { MAX_UNSENT_BYTES } from "../limits.ts";
import { bodyBlock, commandReader, headBlock, replyText } from "./framing.ts";
import type { SocketCommand } from "./framing.ts";
import type { EventHub, EventListener } from "./hub.ts";
import { filter, NOTHING, subscribe, unsubscribe } from "./subscription.ts";
import type { Subscribed, Subscription } from "./subscription.ts";

/** What commands of a connection can do; the connection itself knows only subscriptions. */
export interface CommandTarget {
  /** `api …`: the text of the answer. */
  api(line: string): string | Promise<string>;
  /** `sendmsg UUID`; without a UUID, the channel of this connection. The reply's text. */
  sendMessage(uuid: string | undefined, headers: ReadonlyMap<string, string>, body: string): string;
}

export interface ConnectionParts {
  readonly socket: Socket;
  readonly hub: EventHub;
  readonly target: CommandTarget;
  /** Asked for before anything else; undefined for a connection that we opened ourselves. */
  readonly password: string | undefined;
  /** The answer to `connect`, on a connection that belongs to a channel. */
  readonly channel?: { readonly uuid: string; describe(): string };
  onClosed(): void;
}

const AUTHENTICATE_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 5_000;
const GOODBYE = "Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n";

/** One TCP connection that speaks the event socket's protocol. Answers come in the order of the commands. */
export class EventSocketConnection implements EventListener, Disposable {
  readonly #parts: ConnectionParts;
  readonly #reader = commandReader();
  #subscription: Subscription = NOTHING;
  #authenticated: boolean;
  #closed = false;
  /** Ends when all commands before have been answered. */
  #answered: Promise<void> = Promise.resolve();
  #unanswered = 0;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#authenticated = parts.password === undefined;
    const { socket } = parts;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#receive(chunk));
    socket.on("error", () => this.#close()); // a reset ends the connection like a FIN; "close" may come much later
    socket.on("end", () => this.#close());
    socket.on("close", () => this.#close());
    parts.hub.attach(this);
  }

  /** Greets an application that connected to us; it has a limited time to say who it is. */
  greet(): void {
    this.#parts.socket.setTimeout(AUTHENTICATE_WITHIN_MS, () => this[Symbol.dispose]());
    this.send(headBlock({ "Content-Type": "auth/request" }));
  }

  get subscription(): Subscription {
    return this.#subscription;
  }

  send(block: string): void {
    if (this.#closed) return;
    this.#parts.socket.write(block);
    if (this.#parts.socket.writableLength > MAX_UNSENT_BYTES) this.#parts.socket.destroy();
  }

  /** Says goodbye and closes. */
  disconnect(): void {
    if (this.#closed) return;
    const { channel } = this.#parts;
    const own =
      channel === undefined ? {} : { "Controlled-Session-UUID": channel.uuid, "Content-Disposition": "disconnect" };
    this.send(bodyBlock({ "Content-Type": "text/disconnect-notice", ...own }, GOODBYE));
    this.#close();
  }

  /** Closes without a word. */
  [Symbol.dispose](): void {
    this.#parts.socket.destroy();
    this.#close();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#parts.hub.detach(this);
    const { socket } = this.#parts;
    socket.end();
    socket.setTimeout(CLOSE_WITHIN_MS, () => socket.destroy()); // a peer that never closes its side
    this.#parts.onClosed();
  }

  #receive(chunk: Buffer): void {
    if (this.#closed) return;
    const commands = this.#reader.feed(chunk);
    if (commands === undefined) {
      this.#parts.socket.destroy();
      return;
    }
    for (const command of commands) this.#inOrder(command);
  }

  /** Runs a command at once when none before it is still waiting for its answer. */
  #inOrder(command: SocketCommand): void {
    if (this.#unanswered === 0) {
      const answer = this.#perform(command);
      if (answer instanceof Promise) this.#awaitAnswer(answer);
      return;
    }
    this.#awaitAnswer(this.#answered.then(() => this.#perform(command)));
  }

  #awaitAnswer(answer: Promise<void>): void {
    this.#unanswered++;
    this.#answered = answer.finally(() => this.#unanswered--);
  }

  #perform(command: SocketCommand): void | Promise<void> {
    if (this.#closed) return;
    const words = command.line.split(/\s+/);
    const verb = (words[0] ?? "").toLowerCase();
    if (!this.#authenticated) return this.#authenticate(verb, command.line.slice(verb.length).trim());

    switch (verb) {
      case "api":
        return this.#api(command.line.slice(verb.length).trim());
      case "event":
        return this.#subscribe(subscribe(this.#subscription, words.slice(1)));
      case "nixevent":
        return this.#subscribe(unsubscribe(this.#subscription, words.slice(1)));
      case "noevents":
        return this.#subscribe(unsubscribe(this.#subscription, "all"));
      case "filter":
        return this.#subscribe(filter(this.#subscription, words.slice(1)));
      case "sendmsg":
        return this.#reply(
          this.#parts.target.sendMessage(words[1] ?? this.#parts.channel?.uuid, command.headers, command.body),
        );
      case "connect":
        return this.#connect();
      case "auth":
        return this.#reply("+OK accepted");
      case "exit":
        this.#reply("+OK bye");
        return this.disconnect();
      default:
        return this.#reply("-ERR command not found");
    }
  }

  #authenticate(verb: string, password: string): void {
    if (verb === "auth" && password === this.#parts.password) {
      this.#authenticated = true;
      this.#parts.socket.setTimeout(0);
      return this.#reply("+OK accepted");
    }
    if (verb === "exit") this.#reply("+OK bye");
    else this.#reply(verb === "auth" ? "-ERR invalid" : "-ERR command not found");
    if (verb === "auth" || verb === "exit") this.disconnect();
  }

  #subscribe({ subscription, reply }: Subscribed): void {
    this.#subscription = subscription;
    this.#reply(reply);
  }

  #connect(): void {
    const { channel } = this.#parts;
    if (channel === undefined) return this.#reply("-ERR command not found");
    this.send(channel.describe());
  }

  #api(line: string): void | Promise<void> {
    const answer = this.#parts.target.api(line);
    if (typeof answer !== "string") return answer.then((text) => this.#respond(text));
    this.#respond(answer);
  }

  #respond(text: string): void {
    // clients take a length of 0 for no body, and never see the answer's end
    this.send(bodyBlock({ "Content-Type": "api/response" }, text === "" ? "-ERR no reply\n" : text));
  }

  #reply(text: string): void {
    this.send(headBlock({ "Content-Type": "command/reply", "Reply-Text": replyText(text) }));
  }
}
