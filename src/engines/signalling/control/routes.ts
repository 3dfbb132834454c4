/** Verbs that one client may route: every SIP method and event, and some made up. */
export const MAX_VERBS_PER_CLIENT = 64;

/**
 * Which application gets a new request: round robin among those that asked for its verb, one entry per client and verb.
 * A verb is what the application called, a SIP method in lower case.
 */
export class Routes<Client> {
  /** Verb → clients; the one that was served last is at the end. */
  readonly #clients = new Map<string, Client[]>();
  readonly #verbs = new Map<Client, Set<string>>();

  /** False when the client has routed too many verbs. Routing a verb again changes nothing. */
  add(client: Client, verb: string): boolean {
    const verbs = this.#verbs.get(client) ?? new Set();
    if (verbs.has(verb)) return true;
    if (verbs.size >= MAX_VERBS_PER_CLIENT) return false;
    this.#verbs.set(client, verbs.add(verb));
    this.#clients.set(verb, [...(this.#clients.get(verb) ?? []), client]);
    return true;
  }

  has(client: Client, method: string): boolean {
    return this.#verbs.get(client)?.has(method.toLowerCase()) === true;
  }

  /** Whether any client asked for this method. */
  hasAny(method: string): boolean {
    return this.#clients.has(method.toLowerCase());
  }

  remove(client: Client, verb: string): void {
    const left = this.#clients.get(verb)?.filter((other) => other !== client) ?? [];
    if (left.length === 0) this.#clients.delete(verb);
    else this.#clients.set(verb, left);
    this.#verbs.get(client)?.delete(verb);
  }

  /** Forgets the client altogether. */
  removeClient(client: Client): void {
    for (const verb of this.#verbs.get(client) ?? []) this.remove(client, verb);
    this.#verbs.delete(client);
  }

  /** The next one in turn for this method; undefined when no client routed it. */
  next(method: string): Client | undefined {
    const clients = this.#clients.get(method.toLowerCase());
    const client = clients?.shift();
    if (client !== undefined) clients?.push(client);
    return client;
  }
}
