/** Stream connections that have ended and are remembered; the oldest is forgotten first. */
const MAX_CLOSED_FLOWS = 20_000;

/** Stream connections that have ended lately: a dialog that was bound to one of them goes by its Contact again. */
export class ClosedFlows {
  readonly #flows = new Set<string>();

  add(flow: string): void {
    if (this.#flows.size >= MAX_CLOSED_FLOWS) {
      const [oldest] = this.#flows;
      if (oldest !== undefined) this.#flows.delete(oldest);
    }
    this.#flows.add(flow);
  }

  has(flow: string): boolean {
    return this.#flows.has(flow);
  }
}
