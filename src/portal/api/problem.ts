import { ApiProblem } from "../../api-client/client.ts";

export { ApiProblem };

/** No answer: the system is down, or the network to it. */
export class ApiAway extends Error {
  constructor(options?: ErrorOptions) {
    super("the system can't be reached", options);
  }
}

/** Worth asking again by itself: there was no answer, or the system said that it can't for the moment (503). */
export function isPassing(failure: unknown): boolean {
  return failure instanceof ApiAway || (failure instanceof ApiProblem && failure.status === 503);
}

/** Another administrator has changed what this change was made from. */
export function isConflict(failure: unknown): failure is ApiProblem {
  return failure instanceof ApiProblem && (failure.status === 412 || failure.code === "SW_VERSION_CONFLICT");
}
