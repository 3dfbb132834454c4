import type { RequestIdentity } from "../../trunks/identify.ts";
import { readNameAddress, readNameAddresses, type NameAddress } from "../../sip/name-addr.ts";
import { paramValue } from "../../sip/params.ts";
import { isAnonymous, parsePrivacy } from "../../sip/privacy.ts";
import { isTelephoneNumber, telephoneIn } from "../../sip/telephone.ts";
import { parseUri, type Uri } from "../../sip/uri.ts";
import { globalNumber } from "../../numbering/phone-context.ts";
import type { SrfRequest } from "../../srf/srf.ts";

/** Longer than any number that is dialled and any display name. */
const MOST_CHARACTERS = 128;

/** What was dialled: the user part of a Request-URI (RFC 3261 §19.1.1, RFC 3966); "" where there is none. */
export function dialledUser(uri: string): string {
  const parsed = parseUri(uri);
  return parsed.ok ? dialledIn(parsed.value) : "";
}

/** The same of a URI that was read: a local number that says where it is dialled as the global one that it is there. */
export function dialledIn(uri: Uri): string {
  const { number, context } = telephoneIn(uri);
  const global = context === undefined ? undefined : globalNumber(number, context);
  return (global ?? number).slice(0, MOST_CHARACTERS);
}

/** The user part of the first URI in a header of addresses; "" where there is none. */
export function headerUser(header: string): string {
  return dialledUser(readNameAddress(header)?.uri ?? "");
}

/** What an INVITE says of its caller; the source of the call decides whether it is believed. */
export function requestIdentity(req: SrfRequest): RequestIdentity {
  const from = req.get("From") ?? "";
  const claimed = readNameAddress(from);
  const remote = readNameAddresses(req.get("Remote-Party-ID") ?? "").filter(isCaller);
  const asserted = [...readNameAddresses(req.get("P-Asserted-Identity") ?? ""), ...remote];
  const shown = callerAmong(asserted, claimed);
  const callingUser = shown === undefined ? "" : dialledUser(shown.uri);
  const callingName = [shown, ...asserted, claimed].map(displayNameOf).find((name) => name !== undefined);
  return {
    sourceAddress: req.source_address,
    calledUser: dialledUser(req.uri),
    calledParties: [headerUser(req.get("P-Called-Party-ID") ?? ""), headerUser(req.get("To") ?? "")],
    callingUser: callingUser === "" ? undefined : callingUser,
    ...(callingName === undefined ? {} : { callingName }),
    withheld: isWithheld(req.get("Privacy"), from) || remote.some(hidesCaller),
    ...divertedBy(req),
  };
}

/** Of what providers that don't know P-Asserted-Identity assert, what is about the caller (draft-ietf-sip-privacy-04 §5). */
function isCaller({ params }: NameAddress): boolean {
  const about = (paramValue(params, "party") ?? "calling").toLowerCase();
  const kind = (paramValue(params, "id-type") ?? "subscriber").toLowerCase();
  return about === "calling" && (kind === "subscriber" || kind === "user");
}

/** "full" hides name and number, "uri" the number, each perhaps with "-network" behind it. */
function hidesCaller({ params }: NameAddress): boolean {
  const hidden = paramValue(params, "privacy")?.toLowerCase() ?? "off";
  return ["full", "uri"].some((value) => hidden === value || hidden.startsWith(`${value}-`));
}

/** More forwards than this no call has met. */
const MOST_DIVERSIONS = 20;

/** History-Info names each target: those that the call was sent on from have an entry behind them (RFC 7044 §5). */
function divertedBy(req: SrfRequest): Pick<RequestIdentity, "divertedUsers"> {
  const diversions = readNameAddresses(req.get("Diversion") ?? "");
  const history = readNameAddresses(req.get("History-Info") ?? "").slice(0, -1);
  const users = [...diversions, ...history].slice(0, MOST_DIVERSIONS).map(({ uri }) => dialledUser(uri));
  return users.length === 0 ? {} : { divertedUsers: users };
}

/** RFC 3323 §4.2, RFC 3325 §9.3: "id", "user" and "header" hide the caller; so does an anonymous From (RFC 3323 §4.1.1.3). */
function isWithheld(privacy: string | undefined, from: string): boolean {
  const hidden = parsePrivacy(privacy);
  const sender = parseUri(readNameAddress(from)?.uri ?? "");
  return ["id", "user", "header"].some((value) => hidden.has(value)) || (sender.ok && isAnonymous(sender.value));
}

/**
 * Network-asserted before self-claimed: a provider that may be believed asserts. Of several assertions (RFC 3325 §9.1: a name
 * and a number of the same caller) the one that is a number, and of two the global one; a name that is asserted doesn't hide
 * the number that the caller's own From says.
 */
function callerAmong(asserted: readonly NameAddress[], claimed: NameAddress | undefined): NameAddress | undefined {
  const numbers = asserted.filter(({ uri }) => isTelephoneNumber(dialledUser(uri)));
  const isNumber = claimed !== undefined && isTelephoneNumber(dialledUser(claimed.uri));
  return (
    numbers.find(({ uri }) => dialledUser(uri).startsWith("+")) ??
    numbers[0] ??
    (isNumber ? claimed : undefined) ??
    asserted[0] ??
    claimed
  );
}

function displayNameOf(address: NameAddress | undefined): string | undefined {
  const name = address?.display?.trim() ?? "";
  return name === "" ? undefined : name.slice(0, MOST_CHARACTERS);
}
