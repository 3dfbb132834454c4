/** What became of one attempt to hand an e-mail over. */
export type SendOutcome =
  | {
      readonly kind: "accepted";
      /** Recipients whom the server doesn't take now. */
      readonly later: readonly string[];
      /** What it said of those whom it doesn't take, now or ever. */
      readonly reason?: string;
    }
  /** Never, as it is: the server says so (RFC 5321 §4.2.1, 5yz). */
  | { readonly kind: "refused"; readonly reason: string; readonly tooLarge: boolean }
  /** Not now: greylisting, a server that is down, a log-in that the operator has to mend. */
  | { readonly kind: "deferred"; readonly reason: string };

/** The part of nodemailer's errors that says what happened. */
interface SendFailure {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  /** Example: "MAIL FROM". */
  readonly command?: string;
}

/** RFC 4954 §6, RFC 3207 §4: it wants a log-in, another one, or encryption. */
const OUR_CONFIGURATION: ReadonlySet<number> = new Set([530, 534, 535, 538]);

/** Server texts are shown to people; no longer than this. */
const MOST_REASON_CHARACTERS = 200;

/** The server took the e-mail, but not for these. */
export function acceptedBut(refusals: readonly unknown[]): Extract<SendOutcome, { kind: "accepted" }> {
  const failures = refusals as readonly (SendFailure & { readonly recipient?: string })[];
  const [first] = failures;
  const later = failures
    .filter(({ responseCode = 0 }) => responseCode < 500)
    .flatMap(({ recipient }) => (recipient === undefined ? [] : [recipient]));
  return first === undefined ? { kind: "accepted", later } : { kind: "accepted", later, reason: reasonIn(first) };
}

/**
 * Only a refusal of this very e-mail is final: of its recipients or its content. A 5yz to the greeting, the log-in or the
 * sender says something about us, and passes when the operator mends it.
 */
export function outcomeOf(failure: unknown): Exclude<SendOutcome, { kind: "accepted" }> {
  const { code = "", responseCode = 0, response = "", command = "" } = failure as SendFailure;
  const reason = reasonIn(failure as SendFailure);
  const tooLarge = isTooLarge(responseCode, response);
  const ofOurs = OUR_CONFIGURATION.has(responseCode) || (command === "MAIL FROM" && !tooLarge);
  const aboutThis = (code === "EENVELOPE" || code === "EMESSAGE") && !ofOurs;
  if (aboutThis && responseCode >= 500 && responseCode <= 599) return { kind: "refused", reason, tooLarge };
  return { kind: "deferred", reason };
}

function reasonIn({ code = "", responseCode = 0, response = "" }: SendFailure): string {
  const said = responseCode > 0 ? response : reasonOf(code);
  return said.replaceAll(/\s+/g, " ").slice(0, MOST_REASON_CHARACTERS);
}

/** RFC 1870 §6.1, RFC 3463 §3.4: 552, or 5.3.4. */
function isTooLarge(status: number, response: string): boolean {
  return status === 552 || /\b5\.3\.4\b/.test(response);
}

/** Without an answer there is only the library's own word; its messages may hold addresses. */
function reasonOf(code: string): string {
  switch (code) {
    case "ECONNECTION":
    case "ESOCKET":
    case "ECONNREFUSED":
    case "EDNS":
      return "mail server not reached";
    case "ETIMEDOUT":
      return "mail server did not answer in time";
    case "EAUTH":
    case "ENOAUTH":
      return "mail server refused the log-in";
    case "ETLS":
      return "no encrypted connection to the mail server";
    default:
      return `not sent (${code === "" ? "unknown" : code})`;
  }
}
