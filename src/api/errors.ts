import { SwitchError } from "../vocabulary/switch-error.ts";
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

  constructor(faults: readonly Fault[]) {
    super(faults.map(({ field, detail }) => `${field}: ${detail}`).join("; "));
    this.faults = faults;
  }
}

/** A parameter in the URL of a write that it does not have: nothing was done, since it may have been meant to matter. */
export class UnknownParameters extends ApiError {
  readonly code = "SW_REQUEST_INVALID";
  readonly status = 400;
  readonly faults: readonly Fault[];

  constructor(names: readonly string[]) {
    super(`${names.join(", ")}: no such parameter here; nothing was done`);
    this.faults = names.map((field) => ({ field, detail: "is not known here" }));
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

/** Too many wrong passwords of this account, or from this address. */
export class TooManyAttempts extends ApiError {
  readonly code = "SW_TOO_MANY_REQUESTS";
  readonly status = 429;
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`too many wrong passwords; try again in ${retryAfterSeconds} s`);
    this.retryAfterSeconds = retryAfterSeconds;
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
