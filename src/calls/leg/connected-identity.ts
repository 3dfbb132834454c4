import { nameAddress, printNameAddress, quotedNameAddress } from "../../sip/name-addr.ts";
import { printSipUri } from "../../sip/uri.ts";
import { ANONYMOUS } from "../../sip/privacy.ts";
import type { Headers } from "../../srf/srf.ts";

/** Whom a telephone of ours shows as its peer: connected identity. Without a number: withheld, or unknown. */
export interface Shown {
  /** E.164, an extension or a feature code. */
  readonly number: string | undefined;
  readonly name: string | undefined;
}

/**
 * A party as a name-addr, for From and P-Asserted-Identity (RFC 3261 §20.20, RFC 3325). The engine puts its address where
 * "localhost" stands.
 */
export function printShown({ number, name }: Shown): string {
  return number === undefined ? ANONYMOUS : nameAddr(name, number);
}

/**
 * What a re-INVITE, UPDATE or 2xx says of the party whom the telephone talks to now: P-Asserted-Identity, and for telephones
 * that know only that one, Remote-Party-ID (draft-ietf-sip-privacy-04 §5). A party who is withheld is told as such: a display
 * would go on showing the one before.
 */
export function connectedIdentityHeaders(shown: Shown, message: "request" | "response"): Headers {
  const address = printShown(shown);
  const isWithheld = shown.number === undefined;
  const party = message === "request" ? "calling" : "called";
  return {
    "P-Asserted-Identity": address,
    "Remote-Party-ID": `${address};party=${party};privacy=${isWithheld ? "full" : "off"};screen=yes`,
    ...(isWithheld ? { Privacy: "id" } : {}),
  };
}

/** name-addr with a quoted display name; what a quoted-string can't hold is left out (RFC 3261 §25.1). */
function nameAddr(name: string | undefined, user: string): string {
  const uri = printSipUri(user, "localhost");
  const shown = (name ?? "").replace(/[\p{Cc}\p{Cf}]/gu, "").trim();
  return shown === "" ? printNameAddress(nameAddress(uri)) : quotedNameAddress(shown, uri);
}

/** Whom one telephone shows as its peer, and whom it was told last. */
export class ConnectedIdentity {
  shown: Shown | undefined;
  #told: Shown | undefined;

  show(shown: Shown | undefined, isTold: boolean): void {
    this.shown = shown;
    if (isTold) this.#told = shown;
  }

  /** Whether the telephone hasn't heard yet whom it talks to. */
  get isNews(): boolean {
    if (this.shown === undefined) return false;
    return this.#told === undefined || this.shown.number !== this.#told.number || this.shown.name !== this.#told.name;
  }

  /** For the message that is sent now. */
  tell(message: "request" | "response"): Headers {
    this.#told = this.shown;
    return this.shown === undefined ? {} : connectedIdentityHeaders(this.shown, message);
  }
}
