import { LIMITS } from "../limits.ts";
import type { Backlog } from "../overload/backlog.ts";
import type { ControlClient } from "./control-client.ts";
import { Routes } from "./routes.ts";

/** The applications that are connected, and which of them gets which new request. */
export class ClientRegistry implements Disposable {
  readonly #clients = new Set<ControlClient>();
  readonly #routes = new Routes<ControlClient>();

  get size(): number {
    return this.#clients.size;
  }

  get isFull(): boolean {
    return this.#clients.size >= LIMITS.clients;
  }

  /** What waits at the applications that tell. */
  get backlogs(): readonly Backlog[] {
    return [...this.#clients].flatMap(({ backlog }) => (backlog.isKnown ? [backlog] : []));
  }

  add(client: ControlClient): void {
    this.#clients.add(client);
  }

  /** The application is gone, and gets no requests any more. */
  remove(client: ControlClient): void {
    this.#clients.delete(client);
    this.#routes.removeClient(client);
  }

  /** The application asks for requests of this verb. @returns false when it has asked for too many verbs */
  route(client: ControlClient, verb: string): boolean {
    return this.#routes.add(client, verb);
  }

  removeRoute(client: ControlClient, verb: string): void {
    this.#routes.remove(client, verb);
  }

  /** Whether the application asked for requests of this method. */
  takes(client: ControlClient, method: string): boolean {
    return this.#routes.has(client, method);
  }

  /** Whether any application asked for requests of this method. */
  takesAny(method: string): boolean {
    return this.#routes.hasAny(method);
  }

  /** The application that gets the next request of this method, in turn; undefined when none has asked for it. */
  nextFor(method: string): ControlClient | undefined {
    return this.#routes.next(method);
  }

  /** Closes every connection. */
  [Symbol.dispose](): void {
    for (const client of [...this.#clients]) client[Symbol.dispose]();
  }
}
