import { SOURCE_LIMITS } from "../../../sources/limits.ts";
import type { WireLimits } from "./listen.ts";

/** File descriptors are what runs out first; a server with more phones on TCP raises this and `ulimit -n` together. */
const MAX_CONNECTIONS = 20_000;
/** A peer that does not read: above this its connection is cut instead of filling our memory. */
const MAX_UNSENT_BYTES = 1_048_576;
/** A connection that is not established by then is given up, so that the next hop gets its chance long before timer B. */
const CONNECT_WITHIN_MS = 5_000;
/** A peer that connects must have said something whole by then; so must one that has begun a message. */
const HALF_OPEN_MS = 20_000;
/** A connection on which nothing moves for so long: longer than the hour for which phones usually register. */
const IDLE_MS = 4_500_000;
/** What a peer that is slow to read gets to read the last words before its connection is cut. */
export const LAST_WORDS_MS = 250;
/** How often connections are looked at for these limits. */
export const SWEEP_MS = 2_000;
/** Quiet connections are probed by the kernel after so long, to notice peers that have vanished. */
export const TCP_KEEP_ALIVE_MS = 60_000;
/** A WebSocket on which nothing was heard for so long is asked whether its peer is there (RFC 6455 §5.5.2), sooner than proxies forget it. */
export const WEB_SOCKET_PING_MS = 25_000;
/** A peer that doesn't answer that within so long has gone. */
export const WEB_SOCKET_PONG_WITHIN_MS = 20_000;
/** Keep-alives of one connection, a WebSocket's pings and pongs among them, between two looks at the connections: a phone sends one in some seconds. */
export const MAX_KEEP_ALIVES = 50;
/** A phone that registers 200 colleagues' phones at once must not lose datagrams; the kernel may give less. */
export const UDP_RECEIVE_BUFFER_BYTES = 4_194_304;

export const DEFAULT_WIRE_LIMITS: WireLimits = {
  maxConnections: MAX_CONNECTIONS,
  maxUnsentBytes: MAX_UNSENT_BYTES,
  connectWithinMs: CONNECT_WITHIN_MS,
  halfOpenMs: HALF_OPEN_MS,
  idleMs: IDLE_MS,
  unprovenMs: SOURCE_LIMITS.unprovenForMs,
};
