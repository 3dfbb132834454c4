import { dialledUser } from "../route/request-identity.ts";
import type { DialogName } from "../leg/dialog-name.ts";
import { readReplaces } from "../leg/leg-directory.ts";
import type { LegRequest } from "../leg/leg.ts";

/** Where a telephone wants the one it talks to sent. */
export type Referred =
  /** A blind transfer (RFC 5589 §6). */
  | { readonly kind: "to"; readonly dialled: string }
  /** To somebody whom the telephone talks to, or rings, already (RFC 5589 §7). */
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
  const silent = /^\s*false\s*(?:;|$)/i.test(request.headers.get("Refer-Sub") ?? "");
  return { referred: readTarget(request.headers.get("Refer-To") ?? ""), silent };
}

function readTarget(referTo: string): Referred {
  if (referTo.length > MOST_CHARACTERS) return { kind: "refused", status: 400 };
  const quoted = /^[^<]*<([^>]*)>\s*(?:;[^,]*)?$/.exec(referTo)?.[1];
  const uri = (quoted ?? /^\s*([^<>,;?\s]+)/.exec(referTo)?.[1] ?? "").trim();
  const [address = "", headers = ""] = uri.split("?");
  const dialled = dialledUser(address);
  if (!/^(?:sips?|tel):/i.test(address) || dialled === "") return { kind: "refused", status: 400 };
  const method = /;method=([^;]+)/i.exec(address)?.[1];
  if (method !== undefined && method.toUpperCase() !== "INVITE") return { kind: "refused", status: 603 };
  const replaces = headerOf(headers, "replaces");
  if (replaces === undefined) return { kind: "to", dialled };
  const dialog = readReplaces(replaces);
  return dialog === undefined ? { kind: "refused", status: 400 } : { kind: "replacing", dialled, dialog };
}

/** One of a URI's headers, unescaped (RFC 3261 §19.1.1). */
function headerOf(headers: string, name: string): string | undefined {
  for (const header of headers.split("&")) {
    const equals = header.indexOf("=");
    if (header.slice(0, equals).toLowerCase() !== name) continue;
    try {
      return decodeURIComponent(header.slice(equals + 1));
    } catch {
      return header.slice(equals + 1); // a "%" that escapes nothing
    }
  }
  return undefined;
}
