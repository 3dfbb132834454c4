/** One thing that is wrong with a request: where (a JSON pointer into the body), and what. */
export interface Fault {
  readonly field: string;
  readonly detail: string;
  /** Stable: what the portal translates. */
  readonly code?: string;
  /** What the sentence of the code is filled in with. */
  readonly params?: Readonly<Record<string, string | number>>;
}

/** The API's refusal (RFC 9457). */
export class ApiProblem extends Error {
  readonly status: number;
  /** SW_… */
  readonly code: string;
  readonly faults: readonly Fault[];
  /** The whole document: some problems tell more, as what still points at a setting that was to be removed. */
  readonly document: Readonly<Record<string, unknown>>;

  constructor(status: number, document: Readonly<Record<string, unknown>>) {
    super(typeof document["detail"] === "string" ? document["detail"] : `status ${status}`);
    this.status = status;
    this.code = typeof document["code"] === "string" ? document["code"] : "SW_INTERNAL";
    this.faults = Array.isArray(document["errors"]) ? (document["errors"] as Fault[]) : [];
    this.document = document;
  }
}

/** No answer: the system is down, or the network to it. */
export class ApiAway extends Error {
  constructor(options?: ErrorOptions) {
    super("the system can't be reached", options);
  }
}

/** Another administrator has changed what this change was made from. */
export function isConflict(failure: unknown): failure is ApiProblem {
  return failure instanceof ApiProblem && (failure.status === 412 || failure.code === "SW_VERSION_CONFLICT");
}
