/** One message, head and body: what a UDP datagram can hold, and no stream may send more (RFC 3261 §18.1.1). */
export const MAX_MESSAGE_BYTES = 65_535;

/** Header lines of one message: a request that crossed 70 proxies has 70 Via and 70 Record-Route lines. */
export const MAX_HEADERS = 256;

/** One header line, folds included: an identity token (RFC 8224) with its certificate address is the longest seen. */
export const MAX_HEADER_CHARS = 16_384;

/** Parameters of one value or URI: comparing two sets of them looks at each pair. */
export const MAX_PARAMS = 64;
