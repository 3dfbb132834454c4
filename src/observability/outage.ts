/** A part that can't be reached is tried each second, for days perhaps: its log has one line for each reason, not for each try. */
export class Outage {
  #reason: string | undefined;

  /** Why the part can't be reached; undefined: that was told already. */
  news(failure: unknown): string | undefined {
    const reason = reasonOf(failure);
    if (reason === this.#reason) return undefined;
    return (this.#reason = reason);
  }

  /** It is there again: the next failure is news. */
  end(): void {
    this.#reason = undefined;
  }
}

/** One line: an error for several addresses of one name has no message of its own. */
function reasonOf(failure: unknown): string {
  if (failure instanceof AggregateError && failure.errors.length > 0) return failure.errors.map(reasonOf).join(", ");
  return failure instanceof Error ? failure.message : String(failure);
}
