import type { Replaces } from "../../sip/replaces.ts";

/** A dialog as we see it. In a Replaces header our tag is the to-tag (RFC 3891 §3). */
export interface DialogName {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
}

/** The dialog that a Replaces names. */
export function dialogIn({ callId, toTag, fromTag }: Replaces): DialogName {
  return { callId, localTag: toTag, remoteTag: fromTag };
}
