import type { Header, SipRequest } from "../../../sip/message/message.ts";
import { isLooseRoute, parseUri } from "../../../sip/uri.ts";
import type { Dialog, InDialogRequest, OutgoingInDialog } from "./dialog.ts";
import { contactUriOf, sequenceOf, uriOf } from "./reading.ts";

const NOTHING = new Uint8Array();

/** Filled in by the dialog, whatever the user says. */
const THE_DIALOGS = new Set(["via", "max-forwards", "from", "to", "call-id", "cseq", "route", "content-length"]);

/** How many hops a request of ours may take (RFC 3261 §8.1.1.6). */
const MAX_FORWARDS: Header = { name: "Max-Forwards", value: "70" };

/** Our next request in the dialog (RFC 3261 §12.2.1.1). Not for ACK and CANCEL. */
export function requestWithin(dialog: Dialog, wanted: InDialogRequest): OutgoingInDialog {
  // The first number is ours to choose; counting on from theirs makes traces easy to read.
  const sequence = (dialog.localSequence ?? dialog.remoteSequence ?? 0) + 1;
  return {
    ...fill(dialog, wanted, sequence),
    dialog: { ...dialog, localSequence: sequence },
  };
}

/** The ACK to a 2xx: it has the INVITE's CSeq number and makes no transaction (RFC 3261 §13.2.2.4). */
export function ackWithin(
  dialog: Dialog,
  inviteSequence: number,
  wanted: Omit<InDialogRequest, "method">,
): OutgoingInDialog {
  return { ...fill(dialog, { ...wanted, method: "ACK" }, inviteSequence), dialog };
}

function fill(dialog: Dialog, wanted: InDialogRequest, sequence: number): Omit<OutgoingInDialog, "dialog"> {
  const { uri, routes, nextHopUri } = routed(dialog, wanted.uri ?? dialog.remoteTarget);
  const body = wanted.body ?? NOTHING;
  const headers: Header[] = [
    ...routes.map((value) => ({ name: "Route", value })),
    MAX_FORWARDS,
    { name: "From", value: dialog.local },
    { name: "To", value: dialog.remote },
    { name: "Call-ID", value: dialog.callId },
    { name: "CSeq", value: `${sequence} ${wanted.method}` },
    ...(wanted.headers ?? []).filter(({ name }) => !THE_DIALOGS.has(name.toLowerCase())),
    { name: "Content-Length", value: `${body.length}` },
  ];
  return { request: { kind: "request", method: wanted.method, uri, headers, body }, nextHopUri };
}

/** RFC 3261 §12.2.1.1: loose routing, or a first route that is a strict router (RFC 2543) and wants to be the Request-URI. */
function routed(dialog: Dialog, target: string): { uri: string; routes: readonly string[]; nextHopUri: string } {
  const [first, ...rest] = dialog.routeSet;
  const firstUri = first === undefined ? undefined : uriOf(first);
  if (firstUri === undefined) return { uri: target, routes: [], nextHopUri: target };
  const parsed = parseUri(firstUri);
  if (parsed.ok && isLooseRoute(parsed.value)) return { uri: target, routes: dialog.routeSet, nextHopUri: firstUri };
  return { uri: firstUri, routes: [...rest, `<${target}>`], nextHopUri: firstUri };
}

/** What becomes of a request of theirs in the dialog. */
export type Received =
  | { readonly kind: "in-order"; readonly dialog: Dialog }
  /** RFC 3261 §12.2.2: older than one that we have seen: 500. */
  | { readonly kind: "out-of-order" };

/** Methods whose Contact moves the remote target (RFC 3261 §12.2.2, RFC 3311 §5.1, RFC 6665 §4.4.1). */
const REFRESHING = new Set(["INVITE", "UPDATE", "SUBSCRIBE", "NOTIFY"]);

/** Takes note of their request. ACK and CANCEL have the CSeq of their INVITE and are not asked about. */
export function receiveWithin(dialog: Dialog, request: SipRequest): Received {
  const sequence = sequenceOf(request);
  if (sequence === undefined || sequence < (dialog.remoteSequence ?? 0)) return { kind: "out-of-order" };
  const target = REFRESHING.has(request.method) ? contactUriOf(request) : undefined;
  return {
    kind: "in-order",
    dialog: { ...dialog, remoteSequence: sequence, remoteTarget: target ?? dialog.remoteTarget },
  };
}
