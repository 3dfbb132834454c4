import type { Clock } from "../../runtime/clock.ts";
import type { Endpoint, MediaEngineSettings } from "./settings.ts";

/** What is alive in the engine; everything but the connections is zero when no call is up. */
export interface MediaCounts {
  readonly channels: number;
  readonly rtpSockets: number;
  readonly timers: number;
  readonly sipTransactions: number;
  readonly eventSocketConnections: number;
}

/** The part of a pino logger that the engine uses. */
export interface MediaLogger {
  debug(facts: object, text: string): void;
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
}

export interface MediaEngineParts {
  readonly clock: Clock;
  readonly logger: MediaLogger;
}

/** A running media server: drachtio-fsmrf connects to it as to FreeSWITCH. */
export interface MediaEngine extends AsyncDisposable {
  /** Where it listens, with the ports that were found for 0. */
  readonly eventSocket: Endpoint;
  readonly sip: Endpoint;
  readonly metrics: Endpoint | undefined;
  counts(): MediaCounts;
}

/**
 * Opens everything and serves until disposed.
 * @throws MediaPortTaken, MediaListenFailed, SipPortTaken, SipListenFailed
 */
export declare function startMediaEngine(settings: MediaEngineSettings, parts: MediaEngineParts): Promise<MediaEngine>;
