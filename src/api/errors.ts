import { SwitchError } from "../vocabulary/switch-error.ts";
import type { FaultCode } from "./fault-codes.ts";
import type { Fault } from "./problem.ts";

/** A request that the API itself refuses, before any setting is looked at. */
export abstract class ApiError extends SwitchError {
  abstract readonly status: number;
}

/** The request is not of the shape that the documentation gives. */
export class RequestInvalid extends ApiError {
  readonly code = "SW_REQUEST_INVALID";
  readonly status = 422;
  readonly faults: readonly Fault[];

  constructor(faults: readonly (Omit<Fault, "code"> & { readonly code?: FaultCode })[]) {
    super(faults.map(({ field, detail }) => `${field}: ${detail}`).join("; "));
    this.faults = faults.map((fault) => ({ code: "invalid", ...fault }));
  }
}

/** A parameter in the URL that the route does not have: nothing was done, since it may have been meant to matter. */
export class UnknownParameters extends ApiError {
  readonly code = "SW_REQUEST_INVALID";
  readonly status = 422;
  readonly faults: readonly Fault[];

  constructor(names: readonly string[]) {
    super(`${names.join(", ")}: no such parameter here; nothing was done`);
    this.faults = names.map((field) => ({ field, code: "unknown-field", detail: "is not known here" }));
  }
}

/** The asker is not known. */
export class NotAuthenticated extends ApiError {
  readonly code = "SW_NOT_AUTHENTICATED";
  readonly status = 401;

  constructor(message = "log in with POST /api/v1/sessions, or send a token as Authorization: Bearer …") {
    super(message);
  }
}

/** Asked for more often than is good for others. */
export class TooManyRequests extends ApiError {
  readonly code = "SW_TOO_MANY_REQUESTS";
  readonly status = 429;
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number, what: string) {
    super(`${what}; try again in ${retryAfterSeconds} s`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** An Idempotency-Key stands for one request. */
export class IdempotencyKeyReused extends ApiError {
  readonly code = "SW_IDEMPOTENCY_KEY_REUSED";
  readonly status = 422;

  constructor() {
    super("this Idempotency-Key was used for another request in the last 24 hours: make up another one");
  }
}

/** The request with this Idempotency-Key isn't answered yet. */
export class IdempotencyInProgress extends ApiError {
  readonly code = "SW_IDEMPOTENCY_IN_PROGRESS";
  readonly status = 409;

  constructor() {
    super("the first request with this Idempotency-Key is under way: ask again in a second");
  }
}

/** Too many wrong passwords of this account, or from this address. */
export class TooManyAttempts extends TooManyRequests {
  constructor(retryAfterSeconds: number) {
    super(retryAfterSeconds, "too many wrong passwords");
  }
}

/** An e-mail was to be sent, and there is no mail server. */
export class NoMailServer extends ApiError {
  readonly code = "SW_NO_MAIL_SERVER";
  readonly status = 409;

  constructor() {
    super("no mail server is set: SMTP_URL and MAIL_FROM name it");
  }
}

/** An invitation is for those who have no password yet. */
export class PasswordIsSet extends ApiError {
  readonly code = "SW_PASSWORD_SET";
  readonly status = 409;

  constructor() {
    super("this user has a password already: send a reset instead");
  }
}

/** A reset is for those who have a password. */
export class PasswordUnset extends ApiError {
  readonly code = "SW_PASSWORD_UNSET";
  readonly status = 409;

  constructor() {
    super("this user has no password yet: send an invitation instead");
  }
}

/** A link by which a password is set works once, and not for ever. */
export class LinkSpent extends ApiError {
  readonly code = "SW_LINK_SPENT";
  readonly status = 410;

  constructor() {
    super("this link was used, has expired, or never was one; ask for another");
  }
}

/** The asker is known, but not allowed to. */
export class NotAllowed extends ApiError {
  readonly code = "SW_NOT_ALLOWED";
  readonly status = 403;

  constructor(message = "this needs the role of an administrator") {
    super(message);
  }
}

/** The provider has suspended the company: nobody of it logs in, and no token of it works. */
export class CompanySuspended extends ApiError {
  readonly code = "SW_COMPANY_SUSPENDED";
  readonly status = 403;

  constructor() {
    super("the provider of this system has suspended your company: ask them");
  }
}

/** A company is suspended before it is deleted: its calls have ended then, and there was time to think. */
export class CompanyActive extends ApiError {
  readonly code = "SW_COMPANY_ACTIVE";
  readonly status = 409;

  constructor() {
    super("suspend the company first, and export what shall be kept: then it can be deleted");
  }
}

/** A number that a company has is taken back before it leaves the inventory. */
export class NumberAssigned extends ApiError {
  readonly code = "SW_NUMBER_ASSIGNED";
  readonly status = 409;

  constructor() {
    super("a company has this number: take it back first");
  }
}

/** The token was made for less than this. */
export class ScopeMissing extends ApiError {
  readonly code = "SW_SCOPE_MISSING";
  readonly status = 403;

  constructor(scope: string) {
    super(`this token has not the scope "${scope}"`);
  }
}

/** A page of another site asks for a change in the name of the person who looks at it. */
export class ForeignOrigin extends ApiError {
  readonly code = "SW_FOREIGN_ORIGIN";
  readonly status = 403;

  constructor() {
    super("this comes from a page of another origin; behind a proxy, PUBLIC_URL says where the portal is");
  }
}

/** SIP over WebSocket isn't served by the API: the signalling server is none of ours, and has a port of its own for it. */
export class SipElsewhere extends ApiError {
  readonly code = "SW_SIP_ELSEWHERE";
  readonly status = 501;

  constructor() {
    super("SIP over WebSocket is served by the signalling server that SIGNALLING_URL names, at its own port");
  }
}

/** An address for WebSockets was asked for as a page is. */
export class UpgradeRequired extends ApiError {
  readonly code = "SW_UPGRADE_REQUIRED";
  readonly status = 426;

  constructor() {
    super("this address speaks SIP over WebSocket (RFC 7118)");
  }
}

/** The signalling engine that WebSockets are handed over to isn't there; it is being started again. */
export class SipEngineAway extends ApiError {
  readonly code = "SW_SIP_ENGINE_AWAY";
  readonly status = 503;

  constructor(options?: ErrorOptions) {
    super("the signalling engine doesn't answer: try again in a moment", options);
  }
}

/** A part of a recording that lies behind its end. */
export class RangeUnsatisfiable extends ApiError {
  readonly code = "SW_RANGE_UNSATISFIABLE";
  readonly status = 416;

  constructor() {
    super("the recording has no such part");
  }
}

/** A call can't be made or changed as asked, not now. */
export class CallRefused extends ApiError {
  readonly code = "SW_CALL_REFUSED";
  readonly status: 409 | 503;

  constructor(status: 409 | 503, problem: string) {
    super(problem);
    this.status = status;
  }
}

/** A list holds as many entries as it may. */
export class ListFull extends ApiError {
  readonly code = "SW_LIST_FULL";
  readonly status = 409;

  constructor(most: number) {
    super(`the list is full: ${most} entries`);
  }
}

/** No such thing, or another company's: the two look the same. */
export class NotFound extends ApiError {
  readonly code = "SW_NOT_FOUND";
  readonly status = 404;

  constructor(what: string) {
    super(`there is no such ${what}`);
  }
}
