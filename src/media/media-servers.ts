import { createHash } from "node:crypto";
import type { Logger } from "../observability/logging.ts";
import { Outage } from "../observability/outage.ts";
import { isAborted } from "../runtime/aborted.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import { withinOrElse } from "../runtime/deadline.ts";
import { openEventSocketListener, type EventSocketListener } from "./event-socket-listener.ts";
import { FsmrfMediaEndpoint } from "./endpoint.ts";
import { MediaRefused, MediaServerSilent, MediaServersAway } from "./errors.ts";
import { createFsmrf, type Fsmrf, type FsmrfEndpoint, type FsmrfServer } from "./fsmrf.ts";
import type { Media, MediaEndpoint, MediaServerStatus } from "./media-port.ts";
import { mediaOffer, type MediaOffer } from "../sdp/media-offer.ts";
import { sipAnswers } from "./sip-answer.ts";
import { probe, type MediaServerAddress } from "./probe.ts";
import type { Srf } from "../srf/srf.ts";
import { OpeningLimit } from "./opening-limit.ts";
import { answerWithin } from "./command-answer.ts";

export interface MediaOptions {
  readonly servers: readonly MediaServerAddress[];
  /** A connected drachtio-srf: the media servers are invited through it. */
  readonly srf: Srf;
  /** Where the media servers' event sockets reach us; the port is any free one. */
  readonly listenAddress: string;
  /** What they are told instead, where there is an address translation between us. */
  readonly advertisedAddress?: string;
  readonly promptsDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Connecting takes a handshake and one question; the library gives up on the question after 1 s. */
const CONNECT_WITHIN_MS = 5_000;
/** INVITE, 200, the server's own connection to us (which the library gives 4 s). */
const OPEN_WITHIN_MS = 6_000;
/** A server that stands still is known within this and the time for an answer. */
const ASK_EACH_MS = 1_000;
const ANSWER_WITHIN_MS = 1_000;
/** Its SIP is looked at once a minute, and each time when the event socket is while something is wrong with it. */
const OPTIONS_EACH_MS = 60_000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
/** More of them one process doesn't open on one server: its ports and processor belong to others too. */
const MOST_ENDPOINTS_A_SERVER = 2_000;

interface Server {
  readonly address: MediaServerAddress;
  /** Undefined while it is away. */
  connected: FsmrfServer | undefined;
  /** Opened before the first connection, and kept. */
  listener: EventSocketListener | undefined;
  endpoints: number;
  retry: Alarm | undefined;
  retryAfterMs: number;
  readonly outage: Outage;
  /** What keeps a connected server from serving; undefined: nothing. */
  fault: "event-socket" | "sip" | undefined;
  /** When its SIP has answered last. */
  sipAnsweredAtMs: number;
}

/** The media servers behind drachtio-fsmrf. Comes up in the background and stays connected by itself. */
export class MediaServers implements Media {
  readonly #options: MediaOptions;
  readonly #fsmrf: Fsmrf;
  readonly #servers: readonly Server[];
  readonly #opening: OpeningLimit;
  #closed = false;

  constructor(options: MediaOptions) {
    this.#options = options;
    this.#opening = new OpeningLimit(options.clock);
    this.#fsmrf = createFsmrf(options.srf);
    this.#servers = options.servers.map((address) => ({
      address,
      connected: undefined,
      listener: undefined,
      endpoints: 0,
      retry: undefined,
      retryAfterMs: FIRST_RETRY_MS,
      outage: new Outage(),
      fault: undefined,
      sipAnsweredAtMs: -Infinity,
    }));
    for (const server of this.#servers) void this.#connect(server);
  }

  status(): readonly MediaServerStatus[] {
    return this.#servers.map(({ address, connected, endpoints, fault }) => ({
      address: `${address.host}:${address.port}`,
      up: connected !== undefined && fault === undefined,
      endpoints,
    }));
  }

  /** Asks each server time and again whether it still serves, as `status` tells then; until the end. */
  async watch(end: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!isAborted(end)) {
      await Promise.all(this.#servers.map((server) => this.#look(server)));
      await clock.sleep(ASK_EACH_MS, end).catch(() => undefined);
    }
  }

  async open(offer: string | undefined, signal: AbortSignal, near?: string): Promise<MediaEndpoint> {
    using _place = await this.#opening.take(signal);
    let failure: unknown;
    for (const server of near === undefined ? this.#best() : this.#home(near)) {
      signal.throwIfAborted();
      try {
        return await this.#openOn(server, offer, signal);
      } catch (cause) {
        // Another server would say the same of this offer; everything else may be this server's own trouble.
        if (cause instanceof MediaRefused || signal.aborted) throw cause;
        failure = cause;
        this.#options.logger.warn(
          { event: "media.open-failed", server: server.address.host, err: cause },
          "media server failed",
        );
      }
    }
    throw new MediaServersAway(failure === undefined ? undefined : { cause: failure });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const server of this.#servers) {
      server.retry?.disarm();
      server.connected?.disconnect();
      server.connected = undefined;
      await server.listener?.[Symbol.asyncDispose]();
    }
  }

  async #look(server: Server): Promise<void> {
    const { clock, logger } = this.#options;
    const { connected, address } = server;
    if (connected === undefined) return;
    const fault = await this.#faultOf(server, connected);
    if (server.connected !== connected || fault === server.fault) return;
    server.fault = fault;
    const facts = { server: `${address.host}:${address.port}` };
    if (fault === undefined) logger.info({ event: "media.answers", ...facts }, "media server answers again");
    else logger.warn({ event: "media.silent", by: fault, ...facts }, "media server doesn't answer");
    if (fault === undefined) server.sipAnsweredAtMs = clock.nowMs();
  }

  async #faultOf(server: Server, connected: FsmrfServer): Promise<Server["fault"]> {
    const { srf, clock } = this.#options;
    const says = await withinOrElse(connected.api("status"), { withinMs: ANSWER_WITHIN_MS, clock }, () => "");
    if (says === "") return "event-socket";
    const { address } = connected.sip.ipv4.udp;
    const isDue = server.fault !== undefined || clock.nowMs() - server.sipAnsweredAtMs >= OPTIONS_EACH_MS;
    if (address === undefined || !isDue) return undefined;
    if (!(await sipAnswers(srf, address, clock))) return "sip";
    server.sipAnsweredAtMs = clock.nowMs();
    return undefined;
  }

  /** Those that are up, the least used by us first; those that don't answer come last. */
  #best(): readonly Server[] {
    return this.#servers
      .filter(({ connected, endpoints }) => connected !== undefined && endpoints < MOST_ENDPOINTS_A_SERVER)
      .sort(
        (one, other) =>
          Number(one.fault !== undefined) - Number(other.fault !== undefined) || one.endpoints - other.endpoints,
      );
  }

  /** Rendezvous hashing: every application process finds the same one, and only the rooms of a lost server move. */
  #home(name: string): readonly Server[] {
    const weight = ({ address }: Server): string =>
      createHash("sha256").update(`${address.host}:${address.port} ${name}`).digest("hex");
    const [home] = this.#best().toSorted((one, other) => weight(one).localeCompare(weight(other)));
    return home === undefined ? [] : [home];
  }

  async #openOn(server: Server, offer: string | undefined, signal: AbortSignal): Promise<MediaEndpoint> {
    const { connected } = server;
    if (connected === undefined) throw new MediaServersAway();
    const taken = offer === undefined ? undefined : mediaOffer(offer);
    if (taken?.kind === "unusable") throw new MediaRefused(488, { warning: taken.warning });
    server.endpoints += 1;
    const first = taken === undefined || taken.isEncrypted ? {} : { remoteSdp: taken.offer };
    const opening = connected.createEndpoint(first);
    const owned = opening.then(async (opened) => {
      const endpoint = this.#own(server, opened);
      if (offer !== undefined && taken !== undefined) await begin(endpoint, offer, taken);
      return endpoint;
    });
    opening.catch(() => (server.endpoints -= 1)); // one that was opened counts until it has ended
    let endpoint: MediaEndpoint;
    try {
      endpoint = await answerWithin(OPEN_WITHIN_MS, "INVITE", owned, this.#options.clock);
    } catch (failure) {
      // It may still come, too late to be wanted.
      owned.then((late) => late[Symbol.asyncDispose]()).catch(() => undefined);
      throw openFailure(failure);
    }
    if (signal.aborted) {
      void endpoint[Symbol.asyncDispose]();
      signal.throwIfAborted();
    }
    return endpoint;
  }

  #own(server: Server, endpoint: FsmrfEndpoint): FsmrfMediaEndpoint {
    const { clock, promptsDir } = this.#options;
    const owned = new FsmrfMediaEndpoint(endpoint, {
      clock,
      promptsDir,
      ask: (command) => server.connected?.api(command) ?? Promise.resolve(""),
    });
    void owned.ended.then(() => (server.endpoints -= 1));
    return owned;
  }

  async #connect(server: Server): Promise<void> {
    const { clock, logger } = this.#options;
    const facts = { server: `${server.address.host}:${server.address.port}` };
    try {
      for (const warning of await probe(server.address, clock))
        logger.error({ event: "media.unsuited", ...facts, warning }, "media server will trouble calls");
      const listener = await this.#listenerOf(server);
      if (listener === undefined) return;
      const connecting = this.#fsmrf.connect(this.#how(server, listener));
      const connected = await answerWithin(CONNECT_WITHIN_MS, "connect", connecting, clock).catch(
        (failure: unknown) => {
          connecting.then((late) => late.disconnect()).catch(() => undefined);
          throw failure;
        },
      );
      if (this.#isClosed()) {
        connected.disconnect();
        return;
      }
      this.#up(server, connected, listener);
      logger.info({ event: "media.up", ...facts }, "media server connected");
    } catch (failure) {
      const reason = server.outage.news(failure);
      if (reason !== undefined)
        logger.warn({ event: "media.unreachable", ...facts, reason }, "media server not reached");
      this.#again(server);
    }
  }

  /** Undefined: closed meanwhile. */
  async #listenerOf(server: Server): Promise<EventSocketListener | undefined> {
    server.listener ??= await openEventSocketListener(this.#options.listenAddress);
    if (!this.#isClosed()) return server.listener;
    await server.listener[Symbol.asyncDispose]();
    return undefined;
  }

  #how({ address }: Server, { port }: EventSocketListener): Parameters<Fsmrf["connect"]>[0] {
    const { listenAddress, advertisedAddress } = this.#options;
    return {
      address: address.host,
      port: address.port,
      secret: address.secret,
      listenAddress,
      listenPort: 0, // its own listener is not used
      advertisedPort: port,
      ...(advertisedAddress === undefined ? {} : { advertisedAddress }),
    };
  }

  #up(server: Server, connected: FsmrfServer, listener: EventSocketListener): void {
    server.connected = connected;
    server.outage.end();
    server.fault = undefined;
    server.sipAnsweredAtMs = -Infinity;
    server.retryAfterMs = FIRST_RETRY_MS;
    // The library would reconnect by itself but forget its subscriptions, and mix old answers with new questions.
    connected.conn.reconnectOpts = { maxAttempts: 1 };
    // It writes commands in pieces: with Nagle's algorithm each would take 40 ms.
    connected.conn.socket?.setNoDelay(true);
    listener.accept((connection) => void connected._server.server.emit("connection", connection));
    connected.on("error", () => undefined);
    connected.on("end", () => {
      if (server.connected !== connected) return;
      server.connected = undefined;
      connected.disconnect();
      this.#options.logger.warn({ event: "media.lost", server: server.address.host }, "media server lost");
      this.#again(server);
    });
  }

  #again(server: Server): void {
    if (this.#isClosed()) return;
    server.retry = this.#options.clock.arm(server.retryAfterMs, () => void this.#connect(server));
    server.retryAfterMs = Math.min(2 * server.retryAfterMs, LONGEST_RETRY_MS);
  }

  #isClosed(): boolean {
    return this.#closed;
  }
}

/**
 * The other side's offer is answered; an endpoint whose answer can't be used is none. An encrypted offer comes in a re-INVITE: the
 * library takes every one for DTLS, and refuses to begin with it.
 */
async function begin(
  endpoint: FsmrfMediaEndpoint,
  offer: string,
  taken: Extract<MediaOffer, { kind: "usable" }>,
): Promise<void> {
  try {
    if (taken.isEncrypted) await endpoint.renegotiate(offer);
    else endpoint.answers(taken);
  } catch (failure) {
    void endpoint[Symbol.asyncDispose]();
    throw failure;
  }
  await endpoint.detectDtmf(taken.offer);
}

/** A final response of the media server says something about the offer; 5xx and silence say something about the server. */
function openFailure(failure: unknown): unknown {
  const status = (failure as { status?: unknown }).status;
  if (typeof status !== "number" || failure instanceof MediaRefused) return failure;
  return status >= 400 && status < 500 && status !== 408
    ? new MediaRefused(status, { cause: failure })
    : new MediaServerSilent("INVITE", { cause: failure });
}
