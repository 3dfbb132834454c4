import { parseTokenAndParams } from "../../sip/event.ts";
import { parseReferTo } from "../../sip/refer-to.ts";
import { dialogIn, type DialogName } from "../leg/dialog-name.ts";
import type { LegRequest } from "../leg/leg-request.ts";
import { dialledIn } from "../route/request-identity.ts";

/** Where a telephone wants the one it talks to sent. */
export type Referred =
  /** A blind transfer (RFC 5589 §6). */
  | { readonly kind: "to"; readonly dialled: string }
  /** An attended transfer: to a party whom the telephone talks to, or rings, already (RFC 5589 §7). */
  | { readonly kind: "replacing"; readonly dialled: string; readonly dialog: DialogName }
  /** What it wants we don't do; with this status. */
  | { readonly kind: "refused"; readonly status: 400 | 603 };

/** How a REFER is read. */
export interface Refer {
  readonly referred: Referred;
  /** The telephone doesn't want to be told how it goes (RFC 4488 §4). */
  readonly silent: boolean;
}

const MOST_CHARACTERS = 1_000;

/**
 * Refer-To = ( name-addr / addr-spec ) *( SEMI generic-param )   RFC 3515 §2.1
 *
 * One target, to be called: a REFER for another method asks for something that we don't do (603, RFC 3515 §2.4.2).
 */
export function readRefer(request: Pick<LegRequest, "headers">): Refer {
  const silent = parseTokenAndParams(request.headers.get("Refer-Sub") ?? "")?.token === "false";
  return { referred: readTarget(request.headers.get("Refer-To") ?? ""), silent };
}

function readTarget(text: string): Referred {
  if (text.length > MOST_CHARACTERS) return { kind: "refused", status: 400 };
  const referTo = parseReferTo(text);
  const dialled = referTo.ok ? dialledIn(referTo.value.uri) : "";
  if (!referTo.ok || dialled === "") return { kind: "refused", status: 400 };
  const { method, replaces } = referTo.value;
  if (method !== "INVITE") return { kind: "refused", status: 603 };
  if (replaces === undefined) return { kind: "to", dialled };
  return { kind: "replacing", dialled, dialog: dialogIn(replaces) };
}
