import { reasonsIn } from "../../sip/reason.ts";
import { readReason } from "./reasons.ts";
import { isTimerExpired } from "./session-timer.ts";

/** Why our side of a dialog is over. */
export type LegEnd =
  /** BYE from the phone, or from our engine because the phone never sent its ACK (RFC 3261 §13.3.1.4). */
  | { readonly by: "peer"; readonly reason: string | undefined }
  /** The session was not refreshed in time: the peer is gone without a BYE (RFC 4028 §10). */
  | { readonly by: "session-timer" }
  /** The engine has lost the connection by which alone the peer could be reached: its browser is closed, or off its network. */
  | { readonly by: "connection-lost" }
  | { readonly by: "us" }
  /** The signalling engine is gone, and with it the dialog. */
  | { readonly by: "engine" };

/** A BYE, as srf shows it: the phone's, or one of our engine's own. */
interface Bye {
  readonly source?: string;
  get(header: string): string | undefined;
}

/** What a BYE says of the end. What the engine writes into its own ("ACK timeout") is no reason of the peer's. */
export function endSaidBy(bye: Bye): LegEnd {
  if (bye.source === "network") return { by: "peer", reason: readReason(bye) };
  if (isTimerExpired(bye)) return { by: "session-timer" };
  const isCutOff = reasonsIn(bye.get("Reason")).some(({ text }) => text === "Connection lost");
  return isCutOff ? { by: "connection-lost" } : { by: "peer", reason: undefined };
}
