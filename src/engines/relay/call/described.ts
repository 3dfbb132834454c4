import type { StreamRewrite } from "../sdp/rewrite.ts";

/** What a request says of one description. */
export interface Described {
  readonly sdp: string;
  /** Where the SIP of the description's author comes from. */
  readonly receivedFrom: string | undefined;
  /** Where the description goes to, as far as that is known before the party there has said anything. */
  readonly receiver: string | undefined;
  /** The profile that the receiver is offered; undefined: that of the description. */
  readonly protocol: string | undefined;
  /** The receiver is offered keys beside a plain profile (RFC 8643). */
  readonly offersKeys: boolean;
  readonly mux: StreamRewrite["mux"];
  readonly replacesOrigin: boolean;
}
