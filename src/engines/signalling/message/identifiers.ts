import { randomInt, randomUUID } from "node:crypto";
import { randomHex } from "../../../runtime/random-hex.ts";

/** Names a message or a transaction on the control connection. */
export const newId = (): string => randomUUID();

/** A tag of ours: at least 32 bits of randomness (RFC 3261 §19.3). */
export const newTag = (): string => randomHex(7);

/** Where our CSeq numbers start: below 2^27, so that a long dialog never reaches 2^31 (RFC 3261 §8.1.1.5). */
export const firstSequence = (): number => randomInt(1, 0x7ff_ffff);

/** Where the RSeq of our reliable responses starts (RFC 3262 §3: 1 to 2^31-1). */
export const firstRSeq = (): number => randomInt(1, 0x7fff_ffff);

/** The name of a dialog on the control connection: the Call-ID and the From tag of the INVITE or SUBSCRIBE that makes it. */
export const dialogIdOf = (callId: string, fromTag: string): string => `${callId};from-tag=${fromTag}`;
