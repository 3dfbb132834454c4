import { paramValue } from "../sip/params.ts";
import { parseSipUri } from "../sip/uri.ts";

/** What a phone is to its push service (RFC 8599 §7): parameters of its Contact's URI. */
export interface PushTarget {
  /** "apns", "fcm", "webpush" or another. */
  readonly provider: string;
  /** Of the push service: the application, a project's number. */
  readonly param: string | undefined;
  /** The phone among all of the push service. */
  readonly prid: string;
}

/** Undefined: the phone isn't woken up by push. */
export function pushTargetOf(contact: string): PushTarget | undefined {
  const uri = contact.includes("pn-") ? parseSipUri(contact) : undefined;
  const provider = uri && paramValue(uri.params, "pn-provider");
  const prid = uri && paramValue(uri.params, "pn-prid");
  if (uri === undefined || !provider || !prid) return undefined;
  return { provider: provider.toLowerCase(), prid, param: paramValue(uri.params, "pn-param") };
}
