import { parseCSeq } from "../sip/cseq.ts";
import { splitValues } from "../sip/message/headers.ts";
import { readNameAddress } from "../sip/name-addr.ts";
import { parseSipUri } from "../sip/uri.ts";
import type { SrfMessage, SrfRequest, SrfResponse } from "../srf/srf.ts";

interface Named {
  readonly callId: string;
  /** From and To as our requests in the dialog, or our responses to the INVITE, have them. */
  readonly from: string;
  readonly to: string;
  /** Of the INVITE. */
  readonly sequence: number;
}

/** What is noted of one side of a call; plain data, kept in Redis as JSON. */
export type JournalledDialog = Named & {
  /** The signalling engine that has it. */
  readonly engine: string;
  /** The call that it is part of; undefined: not known yet. */
  readonly call?: string | undefined;
} & (
    | {
        /** We have sent an INVITE that has no final answer. */
        readonly kind: "calling";
        /** Request-URI, and where it was sent instead. */
        readonly uri: string;
        readonly proxy?: string | undefined;
        /** Our Via: its branch names the transaction. */
        readonly via: string;
      }
    | {
        /** We have an INVITE without a final answer. */
        readonly kind: "called";
        readonly uri: string;
        /** All Vias of the INVITE, the topmost as the engine has stamped it (RFC 3581 §4). */
        readonly vias: readonly string[];
      }
    | {
        readonly kind: "confirmed";
        readonly remoteTarget: string;
        readonly routeSet: readonly string[];
        /** Where the peer's messages come from, where that isn't where its Contact leads. */
        readonly proxy?: string | undefined;
      }
  );

/** Not every text that a peer writes makes a note: undefined, and that dialog is left to its own timers. */
export type NotedDialog = Omit<JournalledDialog, "engine"> | undefined;

const KINDS: ReadonlySet<unknown> = new Set<JournalledDialog["kind"]>(["calling", "called", "confirmed"]);

/** A note as Redis has it; undefined: it is none, or one of another version. */
export function readDialog(text: string): JournalledDialog | undefined {
  try {
    const note = JSON.parse(text) as Partial<JournalledDialog> | null;
    return KINDS.has(note?.kind) ? (note as JournalledDialog) : undefined;
  } catch {
    return undefined;
  }
}

/** The name of a dialog, and of the INVITE that makes it. A provider may return our own call, with its Call-ID. */
export function dialogKey(role: "uac" | "uas", callId: string): string {
  return `${role} ${callId}`;
}

/** An INVITE of ours, as it went out. */
export function ourInvite(invite: SrfRequest, proxy: string | undefined): NotedDialog {
  const named = namesIn(invite);
  const [via] = splitValues(invite.get("Via") ?? "");
  if (named === undefined || via === undefined) return undefined;
  return { ...named, kind: "calling", uri: invite.uri, via, proxy } as NotedDialog;
}

/** An INVITE of the peer's. */
export function theirInvite(invite: SrfRequest): NotedDialog {
  const named = namesIn(invite);
  const vias = splitValues(invite.get("Via") ?? "");
  if (named === undefined || vias.length === 0) return undefined;
  return { ...named, kind: "called", uri: invite.uri, vias } as NotedDialog;
}

/** The dialog that the peer's 2xx to our INVITE made (RFC 3261 §12.1.2). */
export function dialogOfUac(invite: SrfRequest, success: Pick<SrfMessage, "get"> & Source): NotedDialog {
  const named = namesIn(invite);
  const remoteTarget = uriIn(success.get("Contact"));
  if (named === undefined || remoteTarget === undefined) return undefined;
  const routeSet = splitValues(success.get("Record-Route") ?? "").toReversed();
  const proxy = routeSet.length > 0 ? undefined : behindNat(remoteTarget, success, "callee");
  return {
    ...named,
    to: success.get("To") ?? named.to,
    kind: "confirmed",
    remoteTarget,
    routeSet,
    proxy,
  } as NotedDialog;
}

/** The dialog that our 2xx to the peer's INVITE made (RFC 3261 §12.1.1). */
export function dialogOfUas(invite: SrfRequest, localTag: string): NotedDialog {
  const named = namesIn(invite);
  const remoteTarget = uriIn(invite.get("Contact"));
  if (named === undefined || remoteTarget === undefined) return undefined;
  const routeSet = splitValues(invite.get("Record-Route") ?? "");
  const proxy = routeSet.length > 0 ? undefined : behindNat(remoteTarget, invite, "caller");
  // Our numbers begin anew in this direction.
  return {
    ...{ callId: named.callId, from: `${named.to};tag=${localTag}`, to: named.from, sequence: 0 },
    ...{ kind: "confirmed", remoteTarget, routeSet, proxy },
  };
}

/** Where the message came from; empty where the engine made it up. */
type Source = Pick<SrfResponse, "source_address" | "source_port" | "protocol">;

function namesIn(invite: SrfMessage): Named | undefined {
  const [callId, from, to] = [invite.get("Call-ID"), invite.get("From"), invite.get("To")];
  const cseq = parseCSeq(invite.get("CSeq") ?? "");
  if (callId === undefined || from === undefined || to === undefined || !cseq.ok) return undefined;
  return { callId, from, to, sequence: cseq.value.sequence };
}

export function uriIn(contact: string | undefined): string | undefined {
  return readNameAddress(contact ?? "")?.uri;
}

/**
 * A peer over UDP whose Contact isn't where it sends from is reached where it sends from, as the embedded engine does. A callee answers
 * from the port that it was called on, so its port says nothing. A stream that was lost leads nowhere.
 */
function behindNat(contact: string, { source_address, source_port, protocol }: Source, peer: "caller" | "callee") {
  const uri = parseSipUri(contact);
  if (protocol !== "udp" || source_address === undefined || source_address === "" || source_port === undefined) return;
  const isSameHost = uri?.host === source_address;
  if (isSameHost && (peer === "callee" || uri.port === Number(source_port))) return;
  const host = source_address.includes(":") ? `[${source_address}]` : source_address;
  return `sip:${host}:${source_port};transport=udp`;
}
