import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { clientKey, clientKeyOf } from "../transaction/key.ts";
import type { Arrival, Hop } from "../transport/hop.ts";
import type { ClientTransaction, ClientUser } from "./agent.ts";
import { createClient, type ClientParts, type RunningClient } from "./client.ts";

/** The user that sends a CANCEL waits for the INVITE's response, not for this one (RFC 3261 §9.1). */
const NO_USER: ClientUser = { onResponse: () => undefined, onFailure: () => undefined };

/** The requests of ours that are under way, found by what their responses say. */
export class ClientTable implements Disposable {
  readonly #parts: ClientParts;
  readonly #byKey = new Map<string, RunningClient>();
  /** Which of them hang on which stream connection. */
  readonly #byFlow = new Map<string, Set<RunningClient>>();

  constructor(parts: ClientParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** @param request  with our Via, whose branch is `branch`, on top */
  start(request: SipRequest, branch: string, hop: Hop, user: ClientUser): ClientTransaction {
    const client = this.#add(request, branch, hop, user);
    client.begin();
    return client;
  }

  has(branch: string, method: string): boolean {
    return this.#byKey.has(clientKey(branch, method));
  }

  /** An INVITE that is on its way already, and that isn't known here. */
  resume(request: SipRequest, branch: string, hop: Hop, user: ClientUser): ClientTransaction {
    const client = this.#add(request, branch, hop, user);
    client.resume();
    return client;
  }

  #add(request: SipRequest, branch: string, hop: Hop, user: ClientUser): RunningClient {
    const key = clientKey(branch, request.method);
    let flowOf: string | undefined;
    const client = createClient({ request, branch, hop, user }, this.#parts, {
      onFlow: (flow) => {
        if (flow === flowOf) return;
        this.#unhang(client, flowOf);
        this.#hang(client, (flowOf = flow));
      },
      onEnded: () => {
        this.#byKey.delete(key);
        this.#unhang(client, flowOf);
      },
      sendCancel: (cancel) => void this.start(cancel, branch, hop, NO_USER),
    });
    this.#byKey.set(key, client);
    return client;
  }

  receive(response: SipResponse, arrival: Arrival): void {
    const key = clientKeyOf(response);
    const client = key === undefined ? undefined : this.#byKey.get(key);
    if (client === undefined) this.#parts.onStrayResponse(response, arrival);
    else client.receive(response, arrival);
  }

  onFlowClosed(flow: string): void {
    const hanging = this.#byFlow.get(flow);
    this.#byFlow.delete(flow);
    for (const client of hanging ?? []) client.fail(client.hop.flow === flow ? "flow-closed" : "transport");
  }

  [Symbol.dispose](): void {
    for (const client of this.#byKey.values()) client[Symbol.dispose]();
    this.#byKey.clear();
    this.#byFlow.clear();
  }

  #hang(client: RunningClient, flow: string): void {
    const hanging = this.#byFlow.get(flow);
    if (hanging === undefined) this.#byFlow.set(flow, new Set([client]));
    else hanging.add(client);
  }

  #unhang(client: RunningClient, flow: string | undefined): void {
    if (flow === undefined) return;
    const hanging = this.#byFlow.get(flow);
    hanging?.delete(client);
    if (hanging?.size === 0) this.#byFlow.delete(flow);
  }
}
