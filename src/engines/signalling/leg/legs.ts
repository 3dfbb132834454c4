import type { SipMessage } from "../../../sip/message/message.ts";
import { dialogIdOf } from "../message/ids.ts";
import type { Leg } from "./leg.ts";
import type { Parts } from "../parts.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import { tagIn } from "../../sip/dialog/reading.ts";

/** The name of the dialog that their INVITE or SUBSCRIBE makes, or that ours does: it has the sender's tag. */
export function dialogIdBy(request: SipMessage): string {
  return dialogIdOf(headerValue(request, "call-id") ?? "", tagIn(request, "from") ?? "");
}

/** The leg that a request of theirs belongs to (RFC 3261 §12.2.2): Call-ID and both tags match. */
export function legOf(parts: Parts, request: SipMessage): Leg | undefined {
  const callId = headerValue(request, "call-id") ?? "";
  const theirs = tagIn(request, "from") ?? "";
  const ours = tagIn(request, "to");
  if (ours === undefined) return undefined;
  const asUas = parts.legs.get(dialogIdOf(callId, theirs));
  if (asUas?.role === "uas" && asUas.dialog.localTag === ours) return asUas;
  const asUac = parts.legs.get(dialogIdOf(callId, ours));
  return asUac?.role === "uac" && asUac.dialog.remoteTag === theirs ? asUac : undefined;
}

/** The leg whose INVITE a response of theirs answers: From is ours. */
export function legOfResponse(parts: Parts, response: SipMessage): Leg | undefined {
  const callId = headerValue(response, "call-id") ?? "";
  const ours = tagIn(response, "from") ?? "";
  const theirs = tagIn(response, "to") ?? "";
  const asUac = parts.legs.get(dialogIdOf(callId, ours));
  if (asUac?.role === "uac" && asUac.dialog.remoteTag === theirs) return asUac;
  const asUas = parts.legs.get(dialogIdOf(callId, theirs));
  return asUas?.role === "uas" && asUas.dialog.localTag === ours ? asUas : undefined;
}
