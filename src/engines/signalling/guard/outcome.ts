import { headerValue, headerValues } from "../../../sip/message/headers.ts";
import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";

/** What an application's answer says of the sender of a request outside of dialogs. */
export type Outcome =
  /** A password was proved, or a trunk is trusted. */
  | "success"
  /** A wrong password or name, or no right to ask at all. */
  | "failure"
  | "nothing";

/** OPTIONS is answered 200 to every source. */
const PROVING = new Set(["REGISTER", "INVITE", "SUBSCRIBE", "PUBLISH", "MESSAGE"]);

export function outcomeOf(request: SipRequest, response: SipResponse): Outcome {
  const { status } = response;
  if (status > 100 && status < 300) return PROVING.has(request.method) ? "success" : "nothing";
  const showsPassword = ["authorization", "proxy-authorization"].some(
    (name) => headerValue(request, name) !== undefined,
  );
  if (status === 403) return showsPassword ? "nothing" : "failure";
  const isChallenge = status === 401 || status === 407;
  return isChallenge && showsPassword && !isStale(response) ? "failure" : "nothing";
}

/** The password was right, its nonce too old (RFC 7616 §3.3). */
function isStale(response: SipResponse): boolean {
  const challenges = ["www-authenticate", "proxy-authenticate"].flatMap((name) => headerValues(response, name));
  return challenges.some((challenge) => /\bstale\s*=\s*"?true/i.test(challenge));
}
