/** Calls at once: each has two pairs of ports or more, and a core carries no more streams than these have. */
export const MAX_CALLS = 2_500;
/** Streams (m= lines) of one call that are relayed; a telephone has audio, video, perhaps a fax. */
export const MAX_STREAMS = 8;
/** Replies that are kept for requests that come again (their sender has lost the reply), and for how long. */
export const MAX_KEPT_REPLIES = 4_096;
export const KEEP_REPLIES_MS = 10_000;
/** Requests that are being carried out at once; more are told to come again. */
export const MAX_REQUESTS = 512;
/** A call of which nothing is heard for so long is over, and its end was lost: on hold telephones send reports at least. */
export const SILENT_MS = 3_600_000;
/** How often that is looked at. */
export const LOOK_EVERY_MS = 60_000;
/** Packets that wait in the kernel while the relay is busy: a burst of all streams. */
export const RECEIVE_BUFFER_BYTES = 256 * 1024;
