import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";
import { requestChannels } from "./keys.ts";
import { subscribe } from "./subscriber.ts";

/** A process that has not replied by then is left out; it may be dying. */
const REPLY_WITHIN_MS = 2_000;
/** Requests of one process that wait for replies at once. */
const MOST_PENDING = 1_000;
/** A longer message is none of ours. */
const MOST_CHARACTERS = 4_000_000;

export interface RequestReplyOptions<Request, Reply> {
  readonly redis: Redis;
  /** What this process replies to a request: its own, or one of another process. */
  readonly reply: (request: Request) => Promise<Reply>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly prefix?: string;
}

/**
 * Requests that go to every application process, as each holds calls of its own and a request of the API may come to any.
 * With Redis away a process asks itself alone.
 */
export class RequestReply<Request, Reply> implements Disposable {
  readonly #options: RequestReplyOptions<Request, Reply>;
  readonly #self = randomUUID();
  readonly #channels: ReturnType<typeof requestChannels>;
  readonly #subscription: Disposable;
  readonly #pending = new Map<string, PendingRequest>();

  constructor(options: RequestReplyOptions<Request, Reply>) {
    this.#options = options;
    this.#channels = requestChannels(options.prefix);
    this.#subscription = subscribe(options.redis, {
      channels: [this.#channels.requests, this.#channels.replies(this.#self)],
      onMessage: (text, channel) => void this.#receive(text, channel),
    });
  }

  /** What all processes reply, this one first. What others reply comes within two seconds, or not at all. */
  async request(request: Request): Promise<readonly Reply[]> {
    const own = this.#options.reply(request);
    const [first, others] = await Promise.all([own, this.#requestOthers(request)]);
    return [first, ...others];
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
    for (const pending of this.#pending.values()) pending.giveUp();
  }

  async #requestOthers(request: Request): Promise<readonly Reply[]> {
    if (this.#pending.size >= MOST_PENDING) return [];
    const { redis, clock } = this.#options;
    const id = randomUUID();
    const pending = new PendingRequest();
    const tooLate = clock.arm(REPLY_WITHIN_MS, () => pending.giveUp());
    this.#pending.set(id, pending);
    redis.publish(this.#channels.requests, JSON.stringify({ id, from: this.#self, request })).then(
      (receivers) => pending.expect(receivers), // this process among them: its own request counts as a reply
      () => pending.giveUp(),
    );
    const replies = await pending.complete;
    tooLate.disarm();
    this.#pending.delete(id);
    return replies as readonly Reply[];
  }

  async #receive(text: string, channel: string): Promise<void> {
    const message = text.length > MOST_CHARACTERS ? undefined : readMessage(text);
    if (message === undefined) return;
    const isRequest = channel === this.#channels.requests;
    const pending = this.#pending.get(message.id);
    if (pending !== undefined) {
      pending.receive(isRequest ? [] : [message.reply]);
      return;
    }
    if (!isRequest || message.from === this.#self || message.from === undefined) return;
    const { redis, logger } = this.#options;
    try {
      const reply = await this.#options.reply(message.request as Request);
      await redis.publish(this.#channels.replies(message.from), JSON.stringify({ id: message.id, reply }));
    } catch (failure) {
      logger.warn({ event: "request.unanswered", err: failure }, "another process gets no reply");
    }
  }
}

/** A request that waits for as many replies as there are processes that received it. */
class PendingRequest {
  readonly complete: Promise<readonly unknown[]>;
  readonly #replies: unknown[] = [];
  #settle: (replies: readonly unknown[]) => void = () => undefined;
  #received = 0;
  #expected: number | undefined;

  constructor() {
    this.complete = new Promise((resolve) => (this.#settle = resolve));
  }

  expect(receivers: number): void {
    this.#expected = receivers;
    this.#check();
  }

  receive(replies: readonly unknown[]): void {
    this.#received += 1;
    this.#replies.push(...replies);
    this.#check();
  }

  /** What has come by now is all. */
  giveUp(): void {
    this.#settle(this.#replies);
  }

  #check(): void {
    if (this.#expected !== undefined && this.#received >= this.#expected) this.#settle(this.#replies);
  }
}

interface Message {
  readonly id: string;
  readonly from?: string;
  readonly request?: unknown;
  readonly reply?: unknown;
}

function readMessage(text: string): Message | undefined {
  try {
    return JSON.parse(text) as Message;
  } catch {
    return undefined; // no process of the PBX writes such
  }
}
