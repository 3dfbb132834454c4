/** Why our side of a dialog is over. */
export type LegEnd =
  /** BYE from the phone, or from our engine because the phone never sent its ACK (RFC 3261 §13.3.1.4). */
  | { readonly by: "peer"; readonly reason: string | undefined }
  /** The session was not refreshed in time: the peer is gone without a BYE (RFC 4028 §10). */
  | { readonly by: "session-timer" }
  | { readonly by: "us" }
  /** The signalling engine is gone, and with it the dialog. */
  | { readonly by: "engine" };
