import { isPrivateAddress } from "../../runtime/address-class.ts";
import type { AuthorNote } from "../../sdp/author-note.ts";

/** A device's or trunk's setting: whether its audio is encrypted (SRTP). Undefined: as the other party has it. */
export type EncryptionPolicy = "required" | "preferred" | "off" | undefined;

/** Why an RTP relay stands between a leg's telephone and the party that it talks to. */
export type RelayReason =
  "trunk-asks" | "telephone-behind-nat" | "other-behind-nat" | "private-address" | "encryption-differs";

/** How a description encrypts: not at all, as the reader likes (keys beside a plain profile), or in any case. */
export type Encryption = "none" | "optional" | "only";

export interface RelayQuestion {
  /** The telephone that is to get the offer. */
  readonly telephone: {
    /** Where its SIP goes to; undefined: a host name, which is taken for a public one. */
    readonly address: string | undefined;
    readonly isBehindNat: boolean;
    /** Its session so far; undefined: it begins. */
    readonly session: Encryption | undefined;
    readonly encryption: EncryptionPolicy;
    /** Its trunk's setting. */
    readonly relay: "always" | "auto" | "never";
  };
  /** The offer, and its author as far as that is known. */
  readonly offer: {
    readonly address: string | undefined;
    readonly encryption: Encryption;
    readonly note: AuthorNote | undefined;
  };
}

/** What is done with an offer. */
export type MediaDecision =
  /** It goes to the telephone as it is; `withoutKeys`: but for keys beside a plain profile. */
  | { readonly relay: false; readonly withoutKeys?: true }
  | {
      readonly relay: true;
      readonly why: RelayReason;
      /** What the telephone is offered, where that isn't the offer's own. */
      readonly profile?: "RTP/AVP" | "RTP/SAVP";
      /** Keys beside the plain profile. */
      readonly offersKeys?: true;
    }
  /** Audio would have to go in the clear, or encrypted, and no relay may stand between. */
  | { readonly relay: "impossible" };

/**
 * Whether the relay is needed between a telephone and the author of an offer. Pure. Media goes straight between the two wherever
 * it can: both are reachable as they say, and they agree about encryption.
 */
export function needsRelay({ telephone, offer }: RelayQuestion): MediaDecision {
  const wanted = encryptionFor(telephone, offer.encryption);
  if (telephone.relay === "never")
    return wanted === undefined || wanted.withoutKeys ? { relay: false, ...wanted } : { relay: "impossible" };
  const { withoutKeys, ...profile } = wanted ?? {};
  const why = reasonOf(telephone, offer) ?? (wanted === undefined || withoutKeys ? undefined : "encryption-differs");
  if (why === undefined) return { relay: false, ...(withoutKeys ? { withoutKeys } : {}) };
  return { relay: true, why, ...(withoutKeys ? { profile: "RTP/AVP" } : profile) };
}

interface Wanted {
  readonly profile?: "RTP/AVP" | "RTP/SAVP";
  readonly offersKeys?: true;
  readonly withoutKeys?: true;
}

/** What the telephone must be offered in the place of the offer's own encryption; undefined: that will do. */
function encryptionFor({ session, encryption }: RelayQuestion["telephone"], offered: Encryption): Wanted | undefined {
  if (session === "only") return offered === "none" ? { profile: "RTP/SAVP" } : undefined;
  if (session === "optional") return offered === "none" ? { offersKeys: true } : undefined;
  if (encryption === "required") return offered === "only" ? undefined : { profile: "RTP/SAVP" };
  if (session === "none") return offered === "only" ? { profile: "RTP/AVP" } : undefined;
  if (encryption === "preferred") return offered === "none" ? { offersKeys: true } : undefined;
  if (encryption !== "off" || offered === "none") return undefined;
  return offered === "only" ? { profile: "RTP/AVP" } : { withoutKeys: true };
}

function reasonOf(
  telephone: RelayQuestion["telephone"],
  { address, note }: RelayQuestion["offer"],
): RelayReason | undefined {
  if (telephone.relay === "always" || note?.relay === "asked") return "trunk-asks";
  if (note?.relay === "never" || address === undefined) return undefined; // nothing is to be heard there, or it follows its peers itself
  if (note?.relay === "nat") return "other-behind-nat";
  if (telephone.isBehindNat) return "telephone-behind-nat";
  const isFar = telephone.address === undefined || !isPrivateAddress(telephone.address);
  return isFar === isPrivateAddress(address) ? "private-address" : undefined;
}
