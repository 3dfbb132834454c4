/** Verbs that one client may route: every SIP method and event, and some made up. */
export const MAX_VERBS_PER_CLIENT = 64;

/**
 * Which application gets a new request: round robin among those that asked for its verb, one entry per client and verb.
 * A verb is what the application called, a SIP method in lower case.
 */
export interface Routes<Client> {
  /** False when the client has routed too many verbs. Routing a verb again changes nothing. */
  add(client: Client, verb: string): boolean;
  remove(client: Client, verb: string): void;
  /** Forgets the client altogether. */
  removeClient(client: Client): void;
  /** The next one in turn for this method; undefined when nobody routed it. */
  next(method: string): Client | undefined;
}

export function createRoutes<Client>(): Routes<Client> {
  /** Verb → clients, whoever was served last at the end. */
  const turns = new Map<string, Client[]>();
  const verbsOf = new Map<Client, Set<string>>();

  const remove = (client: Client, verb: string): void => {
    const left = turns.get(verb)?.filter((other) => other !== client) ?? [];
    if (left.length === 0) turns.delete(verb);
    else turns.set(verb, left);
    verbsOf.get(client)?.delete(verb);
  };

  return {
    add(client, verb) {
      const verbs = verbsOf.get(client) ?? new Set();
      if (verbs.has(verb)) return true;
      if (verbs.size >= MAX_VERBS_PER_CLIENT) return false;
      verbsOf.set(client, verbs.add(verb));
      turns.set(verb, [...(turns.get(verb) ?? []), client]);
      return true;
    },
    remove,
    removeClient(client) {
      for (const verb of verbsOf.get(client) ?? []) remove(client, verb);
      verbsOf.delete(client);
    },
    next(method) {
      const waiting = turns.get(method.toLowerCase());
      const [client] = waiting ?? [];
      if (waiting === undefined || client === undefined) return undefined;
      if (waiting.length > 1) waiting.push(...waiting.splice(0, 1));
      return client;
    },
  };
}
