import type { Logger } from "pino";
import { headerValue } from "../../../sip/message/headers.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import type { Refusal } from "../../sip/agent/stateless.ts";
import { tagIn } from "../../sip/dialog/reading.ts";
import { MOST_WAIT_MS, type Backlog } from "./backlog.ts";
import { isEmergency } from "./emergency.ts";

/** What a request costs, in registrations, and how long it may have to wait. */
interface Price {
  readonly units: number;
  readonly mostWaitMs: number;
}

const PRICES: ReadonlyMap<string, Price> = new Map([
  ["REGISTER", { units: 1, mostWaitMs: MOST_WAIT_MS }],
  ["SUBSCRIBE", { units: 1, mostWaitMs: 0.8 * MOST_WAIT_MS }],
  ["INVITE", { units: 8, mostWaitMs: MOST_WAIT_MS }],
]);
/** A phone that has its challenge is nearly registered: it goes before those that begin. */
const UNPROVEN_REGISTER: Price = { units: 1, mostWaitMs: 0.8 * MOST_WAIT_MS };
/** An event loop that is busy for more of its time than this has none left for what comes. */
const SATURATED = 0.99;
const LOOK_EACH_MS = 200;
/** By so much the part of new work changes that a saturated engine refuses; a burst of two seconds is no reason to refuse any. */
const SHARE_STEP = 0.1;
const LEAST_SHARE = -1;
const MOST_SHARE = 0.9;
/** The refused come back spread over this time. */
const RETRY_AFTER_SECONDS = { least: 5, most: 15 };
const LOG_EACH_MS = 1_000;

export interface OverloadOptions {
  readonly nowMs: () => number;
  /** Of the applications that tell how they do. */
  readonly backlogs: () => readonly Backlog[];
  /** Which part of its time the engine's event loop was busy since this was asked last, up to 1. */
  readonly utilization: () => number;
  /** Whether the engine asks for passwords by itself: a REGISTER without one costs an application nothing yet. */
  readonly challenges: () => boolean;
  readonly log: Pick<Logger, "warn" | "info">;
  readonly random: () => number;
}

/**
 * Refuses new work before it costs anything when there is too much of it (RFC 3261 §21.5.4, RFC 6357): new calls and
 * registrations get 503. Calls to emergency services, and what belongs to calls that exist, go on.
 */
export class Overload {
  readonly #options: OverloadOptions;
  /** The part of new work that is refused as the engine itself is saturated; below 0 it is none yet. */
  #share = LEAST_SHARE;
  #lookedAtMs = -Infinity;
  #refused = 0;
  #unlogged = 0;
  #loggedAtMs = -Infinity;

  constructor(options: OverloadOptions) {
    this.#options = options;
  }

  /** Requests refused since the start. */
  get refused(): number {
    return this.#refused;
  }

  /** What a request is answered instead of being served; undefined: it is served. */
  refuse(request: SipRequest): Refusal | undefined {
    const price = priceOf(request);
    if (price === undefined) return undefined;
    const { backlogs, random } = this.#options;
    const nowMs = this.#options.nowMs();
    const known = backlogs();
    // Applications get new work in turn: the one that is doing best says whether there is room.
    const waitMs = known.length === 0 ? 0 : Math.min(...known.map((backlog) => backlog.waitMs(nowMs)));
    this.#look(nowMs);
    if (waitMs <= price.mostWaitMs && (this.#share <= 0 || random() >= this.#share)) {
      const units = price === UNPROVEN_REGISTER && this.#options.challenges() ? 0 : price.units;
      for (const backlog of known) backlog.give(units / known.length);
      return undefined;
    }
    this.#note(waitMs, nowMs);
    const { least, most } = RETRY_AFTER_SECONDS;
    const seconds = least + Math.floor(random() * (most - least + 1));
    return { status: 503, headers: [{ name: "Retry-After", value: String(seconds) }] };
  }

  /** The engine itself: while it is saturated it refuses more and more, and less and less once it isn't. */
  #look(nowMs: number): void {
    if (nowMs - this.#lookedAtMs < LOOK_EACH_MS) return;
    this.#lookedAtMs = nowMs;
    const step = this.#options.utilization() > SATURATED ? SHARE_STEP : -SHARE_STEP;
    this.#share = Math.min(MOST_SHARE, Math.max(LEAST_SHARE, this.#share + step));
  }

  #note(waitMs: number, nowMs: number): void {
    this.#refused += 1;
    this.#unlogged += 1;
    if (nowMs - this.#loggedAtMs < LOG_EACH_MS) return;
    const facts = {
      event: "overload",
      refused: this.#unlogged,
      waitMs: Math.round(waitMs),
    };
    this.#options.log.warn(facts, "too much at once: new calls and registrations are refused");
    this.#loggedAtMs = nowMs;
    this.#unlogged = 0;
  }
}

function priceOf(request: SipRequest): Price | undefined {
  const price = PRICES.get(request.method);
  if (price === undefined || tagIn(request, "to") !== undefined) return undefined;
  if (request.method === "INVITE" && isEmergency(request.uri)) return undefined;
  const isUnproven = request.method === "REGISTER" && headerValue(request, "authorization") === undefined;
  return isUnproven ? UNPROVEN_REGISTER : price;
}
