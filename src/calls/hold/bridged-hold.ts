import type { MediaEndpoint } from "../../media/media-port.ts";
import type { Logger } from "../../observability/logging.ts";
import { otherThan, type Side } from "../leg/side.ts";
import { askedBy } from "./hold-state.ts";

/**
 * Music on hold between two parties who meet at a media server: a party that is put on hold hears it in the place of the other, whose
 * telephone changes its own session alone. Owned by the conversation; disposing ends the music.
 */
export class BridgedHold implements AsyncDisposable {
  readonly #endpoints: Readonly<Record<Side, MediaEndpoint>>;
  readonly #log: Logger;
  /** Who hears music because the other one holds, and the way to end it. */
  readonly #music = new Map<Side, AbortController>();
  /** Of each party: all music that it was told to hear before is over. */
  readonly #before = new Map<Side, Promise<void>>();

  constructor(endpoints: Readonly<Record<Side, MediaEndpoint>>, log: Logger) {
    this.#endpoints = endpoints;
    this.#log = log;
  }

  /** The session of this party has changed: by its offer it holds the other one, or talks to them (again). */
  changed(by: Side, offer: string): void {
    const asked = askedBy(offer);
    const held = otherThan(by);
    if (asked === "hold") {
      if (!this.#music.has(held)) this.#play(held);
      return;
    }
    this.#music.get(held)?.abort(); // also by an offer that it asked for
    this.#music.delete(held);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const music of this.#music.values()) music.abort();
    this.#music.clear();
    await Promise.all(this.#before.values());
  }

  #play(held: Side): void {
    const stop = new AbortController();
    const over = (this.#before.get(held) ?? Promise.resolve())
      .then(() => (stop.signal.aborted ? undefined : this.#endpoints[held].playForever({ kind: "music" }, stop.signal)))
      .catch((failure: unknown) => {
        this.#log.warn({ event: "hold.silent", err: failure }, "no music on hold");
      });
    this.#before.set(held, over);
    this.#music.set(held, stop);
  }
}
