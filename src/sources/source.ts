import { BoundedMap } from "../runtime/bounded-map.ts";
import { KNOWN_FLOW_MS, PEER_MS, REMEMBERED, SOURCE_LIMITS as LIMITS } from "./limits.ts";
import { MOST_STEPS, type Retries } from "./retries.ts";
import { TokenBucket } from "./token-bucket.ts";

/** A flow that has proved who it is. */
interface KnownFlow {
  readonly untilMs: number;
  readonly requests: TokenBucket;
}

/** A flow that has failed, or that is heard under a ban. */
interface DoubtfulFlow {
  failures: number;
  requests: TokenBucket | undefined;
  heardUntilMs: number;
  heardTimes: number;
}

/** One source of messages: what it has proved, and what it still may do. Has no clock. */
export class Source {
  /** Trunks' addresses and the allow-list's are neither counted nor banned. */
  isTrusted = false;
  bannedUntilMs = -Infinity;
  /** Until when it counts as one whose phones have proved their passwords, here or in another process. */
  isOfficeUntilMs = -Infinity;
  openRequests = 0;
  connections = 0;
  /** How to cut each connection without a registration or call, the oldest first. */
  readonly unproven = new Set<() => void>();
  #known: BoundedMap<string, KnownFlow> | undefined;
  #doubtful: BoundedMap<string, DoubtfulFlow> | undefined;
  #newFlows: TokenBucket | undefined;
  #glances: TokenBucket | undefined;
  #replaced: TokenBucket | undefined;
  /** Under a ban: the shares of those that repeat as a telephone does, by the steps that they have come to. */
  #patient: TokenBucket[] | undefined;
  readonly #retries: (nowMs: number) => Retries | undefined;
  readonly #requests: TokenBucket;
  readonly #bytes: TokenBucket;
  readonly #answers: TokenBucket;

  /** @param retries  how its ports repeat their requests; undefined where that can't be remembered */
  constructor(nowMs: number, retries: (nowMs: number) => Retries | undefined) {
    this.#retries = retries;
    this.#requests = new TokenBucket(LIMITS.requests, nowMs);
    this.#bytes = new TokenBucket(LIMITS.bytes, nowMs);
    this.#answers = new TokenBucket(LIMITS.answersBeyondRequests, nowMs);
  }

  isOffice(nowMs: number): boolean {
    return nowMs < this.isOfficeUntilMs;
  }

  isBanned(nowMs: number): boolean {
    return nowMs < this.bannedUntilMs && !this.isTrusted;
  }

  isKnown(flow: string, nowMs: number): boolean {
    return nowMs < (this.#known?.get(flow)?.untilMs ?? -Infinity);
  }

  /** Whether nothing is known of this sender, so that nothing must be kept of what it asks beyond the answer. */
  isStranger(flow: string, nowMs: number): boolean {
    return !this.isTrusted && !this.isKnown(flow, nowMs);
  }

  /** We have sent a request there: its answers, and its requests in that dialog, are awaited. */
  noteSentTo(flow: string, nowMs: number): void {
    this.#know(flow, nowMs + PEER_MS, nowMs);
  }

  noteSuccess(flow: string, nowMs: number): void {
    const untilMs = nowMs + KNOWN_FLOW_MS;
    this.#know(flow, untilMs, nowMs);
    this.#doubtful?.delete(flow);
    this.isOfficeUntilMs = Math.max(this.isOfficeUntilMs, untilMs);
  }

  noteFailure(flow: string): void {
    this.#doubt(flow).failures++;
  }

  noteClosed(flow: string): void {
    this.#known?.delete(flow);
    this.#doubtful?.delete(flow);
  }

  /**
   * Whether this message may cost a parse. Known flows pass whatever their neighbours do; under a ban a new flow does now
   * and then; of all others the source's own share decides.
   */
  admits(flow: string, bytes: number, nowMs: number): boolean {
    if (this.isTrusted) return true;
    const known = this.#known?.get(flow);
    if (known !== undefined && nowMs < known.untilMs) return known.requests.take(1, LIMITS.requestsOfKnownFlow, nowMs);
    return this.#isHeard(flow, nowMs) && this.#share(bytes, this.isOffice(nowMs), nowMs);
  }

  mayOpenRequest(nowMs: number): boolean {
    return this.openRequests < (this.isOffice(nowMs) ? LIMITS.openRequestsOfOffice : LIMITS.openRequests);
  }

  /** Whether it may have one more connection; "instead": of its oldest one without a registration. */
  mayConnect(nowMs: number): boolean | "instead" {
    if (this.isTrusted) return true;
    if (this.connections >= LIMITS.connections) return false;
    const mostUnproven = this.isOffice(nowMs) ? LIMITS.unprovenConnectionsOfOffice : LIMITS.unprovenConnections;
    if (this.unproven.size < mostUnproven) return true;
    this.#replaced ??= new TokenBucket(LIMITS.replacedConnections, nowMs);
    return this.#replaced.take(1, LIMITS.replacedConnections, nowMs) && "instead";
  }

  /** Whether a message that a ban silences is parsed all the same, to see who it says that it is. */
  mayBeGlancedAt(flow: string, nowMs: number): boolean {
    const failures = this.#doubtful?.get(flow)?.failures ?? 0;
    if (!this.isBanned(nowMs) || failures >= LIMITS.failuresUntilSlowed) return false;
    this.#glances ??= new TokenBucket(LIMITS.glances, nowMs);
    return this.#glances.take(1, LIMITS.glances, nowMs);
  }

  /** Under a ban this flow, and what it sends next, is heard. */
  hear(flow: string, nowMs: number): void {
    const heard = this.#doubt(flow);
    heard.heardUntilMs = nowMs + LIMITS.newFlowMs;
    heard.heardTimes = 1;
  }

  /** A stranger's address may be forged: its owner gets hardly more from us than was sent in its name. */
  mayAnswer(bytes: number, nowMs: number): boolean {
    return this.#answers.take(bytes, LIMITS.answersBeyondRequests, nowMs);
  }

  #know(flow: string, untilMs: number, nowMs: number): void {
    this.#known ??= new BoundedMap(REMEMBERED.knownFlows);
    const known = this.#known.get(flow);
    const requests = known?.requests ?? new TokenBucket(LIMITS.requestsOfKnownFlow, nowMs);
    this.#known.set(flow, { untilMs: Math.max(untilMs, known?.untilMs ?? 0), requests });
  }

  #share(bytes: number, isOffice: boolean, nowMs: number): boolean {
    const requests = isOffice ? LIMITS.requestsOfOffice : LIMITS.requests;
    const volume = isOffice ? LIMITS.bytesOfOffice : LIMITS.bytes;
    if (!this.#bytes.take(bytes, volume, nowMs) || !this.#requests.take(1, requests, nowMs)) return false;
    this.#answers.give(bytes, LIMITS.answersBeyondRequests);
    return true;
  }

  /** A flow that has failed time after time is slowed, under a ban silenced; one that hasn't is tried even under a ban. */
  #isHeard(name: string, nowMs: number): boolean {
    const isBanned = this.isBanned(nowMs);
    const flow = this.#doubtful?.get(name);
    if (flow !== undefined && flow.failures >= LIMITS.failuresUntilSlowed) {
      flow.requests ??= new TokenBucket(LIMITS.requestsOfSlowedFlow, nowMs);
      return !isBanned && flow.requests.take(1, LIMITS.requestsOfSlowedFlow, nowMs);
    }
    if (!isBanned) return true;
    if (flow !== undefined && nowMs < flow.heardUntilMs) return ++flow.heardTimes <= LIMITS.messagesOfNewFlow;
    if (!this.#takesTurn(name, nowMs)) return false;
    this.hear(name, nowMs);
    return true;
  }

  /**
   * Whether a new flow is heard under a ban. One share is for the first to come, which a sender with ever new ports takes; each
   * step of RFC 3261's schedule of repetitions has a share of its own, so that a telephone's turn comes while it repeats.
   */
  #takesTurn(name: string, nowMs: number): boolean {
    const steps = Math.min(this.#stepsOf(name, nowMs), MOST_STEPS);
    const rate = LIMITS.patientFlowsUnderBan;
    for (let step = steps; step > 0; step--) {
      this.#patient ??= Array.from({ length: MOST_STEPS }, () => new TokenBucket(rate, nowMs));
      if (this.#patient[step - 1]?.take(1, rate, nowMs) === true) return true;
    }
    const first = this.isOffice(nowMs) ? LIMITS.newFlowsUnderBanOfOffice : LIMITS.newFlowsUnderBan;
    this.#newFlows ??= new TokenBucket(first, nowMs);
    return this.#newFlows.take(1, first, nowMs);
  }

  /** A connection repeats nothing: TCP does that. */
  #stepsOf(name: string, nowMs: number): number {
    const port = /^\d{1,5}$/.test(name) ? Number(name) : undefined;
    return port === undefined ? 0 : (this.#retries(nowMs)?.note(port, nowMs) ?? 0);
  }

  #doubt(name: string): DoubtfulFlow {
    this.#doubtful ??= new BoundedMap(REMEMBERED.doubtfulFlows);
    const flow = this.#doubtful.get(name) ?? {
      failures: 0,
      requests: undefined,
      heardUntilMs: -Infinity,
      heardTimes: 0,
    };
    this.#doubtful.set(name, flow);
    return flow;
  }
}
