import { defined } from "../runtime/defined.ts";
import { readNameAddress } from "../sip/name-addr.ts";
import type { SrfRequestOptions } from "../srf/srf.ts";
import type { JournalledDialog } from "./journalled-dialog.ts";

/** What ends a dialog, or an INVITE, that the engine knows nothing of. */
export type Farewell =
  | { readonly kind: "request"; readonly uri: string; readonly options: SrfRequestOptions }
  /** A SIP message as it stands. */
  | { readonly kind: "response"; readonly message: string };

/** The transaction of an engine that is gone, as the embedded engine takes it up; a drachtio-server knows none of that name. */
export const FORGOTTEN = "forgotten";
/** More requests than these no dialog of ours has seen; a gap is allowed (RFC 3261 §12.2.2). */
const SEQUENCE_GAP = 1_000_000;
/** A caller whose call was cut off may try again at once. */
const RETRY_AFTER_SECONDS = 1;

/** BYE of a dialog; CANCEL of our INVITE, which our engine turns into ACK and BYE where it was answered; 503 to the peer's INVITE. */
export function farewell(dialog: JournalledDialog, reason: string): Farewell {
  const { callId, from, to, sequence } = dialog;
  const headers = { From: from, To: to, "Call-ID": callId, Reason: reason };
  switch (dialog.kind) {
    case "confirmed": {
      const { remoteTarget: uri, routeSet, proxy } = dialog;
      const route = routeSet.length === 0 ? {} : { Route: routeSet.join(", ") };
      const bye = { method: "BYE", headers: { ...headers, ...route, CSeq: `${sequence + SEQUENCE_GAP} BYE` } };
      return { kind: "request", uri, options: { ...bye, ...defined({ proxy: proxy ?? uriOfRoute(routeSet[0]) }) } };
    }
    case "calling": {
      const { uri, via, proxy } = dialog;
      const cancel = { method: "CANCEL", headers: { Via: via, ...headers, CSeq: `${sequence} CANCEL` } };
      return { kind: "request", uri, options: { ...cancel, stackTxnId: FORGOTTEN, ...defined({ proxy }) } };
    }
    case "called": {
      const lines = [
        "SIP/2.0 503 Service Unavailable",
        ...dialog.vias.map((via) => `Via: ${via}`),
        `From: ${from}`,
        `To: ${to}`,
        `Call-ID: ${callId}`,
        `CSeq: ${sequence} INVITE`,
        `Reason: ${reason}`,
        `Retry-After: ${RETRY_AFTER_SECONDS}`,
        "Content-Length: 0",
      ];
      return { kind: "response", message: `${lines.join("\r\n")}\r\n\r\n` };
    }
  }
}

/** The next hop is the first route (RFC 3261 §8.1.2). */
function uriOfRoute(route: string | undefined): string | undefined {
  return route === undefined ? undefined : readNameAddress(route)?.uri;
}
