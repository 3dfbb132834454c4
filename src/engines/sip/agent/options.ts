import type { Clock } from "../../../runtime/clock.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import type { TimerSettings } from "../transaction/timers.ts";
import type { Arrival } from "../transport/hop.ts";
import type { HandOver, ListenOn, WireLimits } from "../transport/listen.ts";
import type { SipLogger } from "../transport/logger.ts";
import type { SourceGuard } from "../transport/source-guard.ts";
import type { OpenWire } from "../transport/wire.ts";
import type { AgentHandlers } from "./agent.ts";
import type { Refusal } from "./stateless.ts";

export interface AgentOptions {
  /** Sockets to open; none of them stays open when one cannot be. */
  readonly listen: readonly ListenOn[];
  /** Where WebSockets are handed over that another server was asked for. */
  readonly handOver?: HandOver;
  readonly clock: Clock;
  readonly handlers: AgentHandlers;
  readonly logger?: SipLogger;
  readonly timers?: Partial<TimerSettings>;
  /** 100 Trying with the arrival of each INVITE, instead of after 200 ms without an answer (RFC 3261 §17.2.1). */
  readonly sendTryingAtOnce?: boolean;
  /** Client and server transactions alive at once; above it a new request gets 503. */
  readonly maxTransactions?: number;
  readonly limits?: Partial<WireLimits>;
  /** Addresses of this machine and of private networks are not followed where a name leads there. */
  readonly publicNamesOnly?: boolean;
  /** Drops messages before they are parsed, and says of whose requests nothing is kept; absent: all senders are known. */
  readonly guard?: SourceGuard;
  /** What a new request is answered before it costs anything, as there is too much to do; undefined: it is served. */
  readonly refuse?: (request: SipRequest) => Refusal | undefined;
  /** What a new request is answered without a transaction, for good: the challenge to one that shows no password. Undefined: it is served. */
  readonly answerAtOnce?: (request: SipRequest, arrival: Arrival) => Refusal | undefined;
  /** Replaces the sockets, for tests: `listen` is then not looked at. */
  readonly openWire?: OpenWire;
}
