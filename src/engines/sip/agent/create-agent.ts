import { defined } from "../../../runtime/defined.ts";
import { prependHeader } from "../../../sip/message/headers.ts";
import type { SipMessage, SipRequest } from "../../../sip/message/message.ts";
import { printMessage } from "../../../sip/message/print.ts";
import { type Via, ourVia } from "../../../sip/via.ts";
import { timerSettings } from "../transaction/timers.ts";
import type { Arrival, Hop } from "../transport/hop.ts";
import { SILENT } from "../transport/logger.ts";
import { DEFAULT_PORT } from "../transport/resolve.ts";
import { Sockets } from "../transport/sockets.ts";
import type { SourceGuard } from "../transport/source-guard.ts";
import type { SipWire, WireHandlers } from "../transport/wire.ts";
import type { ClientTransaction, ClientUser, ServerTransaction, SipAgent } from "./agent.ts";
import { createBranch } from "./branches.ts";
import { ClientTable } from "./client-table.ts";
import { guarded, receive, type InboundParts } from "./inbound.ts";
import type { AgentOptions } from "./options.ts";
import { RepeatedRegisters } from "./repeated-registers.ts";
import { ServerTable } from "./server-table.ts";
import { statelessly } from "./stateless.ts";

/**
 * A registration over UDP leaves two transactions behind for 32 s each, so this is some 3000 registrations a second;
 * at 3 KB each it is also what a process of a gigabyte has room for.
 */
const MAX_TRANSACTIONS = 200_000;

/**
 * Opens the sockets and puts the transactions on them. Handlers may be called before the promise resolves.
 * @throws SipPortTaken, SipListenFailed
 */
export async function createSipAgent(options: AgentOptions): Promise<SipAgent> {
  const { listen, handOver, clock, limits, publicNamesOnly, guard, logger = SILENT } = options;
  const wire =
    options.openWire?.() ??
    new Sockets({ listen, clock, logger, ...defined({ handOver, limits, publicNamesOnly, guard }) });
  const agent = new Agent(wire, options);
  await wire.open(agent);
  return agent;
}

class Agent implements SipAgent, WireHandlers {
  readonly #wire: SipWire;
  readonly #clients: ClientTable;
  readonly #servers: ServerTable;
  readonly #inbound: InboundParts;
  readonly #maxTransactions: number;
  readonly #guard: SourceGuard | undefined;
  #wasFull = false;
  #closed = false;

  constructor(wire: SipWire, options: AgentOptions) {
    const { clock, handlers, timers: given, logger = SILENT, sendTryingAtOnce, maxTransactions, guard } = options;
    const timers = timerSettings(given);
    this.#wire = wire;
    this.#guard = guard;
    this.#maxTransactions = maxTransactions ?? MAX_TRANSACTIONS;
    this.#clients = new ClientTable({
      clock,
      wire,
      timers,
      logger,
      onStrayResponse: (response, arrival) => void guarded(logger, () => handlers.onStrayResponse(response, arrival)),
    });
    this.#servers = new ServerTable({
      clock,
      wire,
      timers,
      logger,
      tryingAtOnce: sendTryingAtOnce ?? false,
      guard,
      onAck: (ack, arrival) => void guarded(logger, () => handlers.onAck(ack, arrival)),
    });
    this.#inbound = {
      handlers,
      clients: this.#clients,
      servers: this.#servers,
      refuse: statelessly(clock, wire, guard),
      wire,
      repeated: new RepeatedRegisters(clock),
      logger,
      guard,
      overload: options.refuse,
      answerAtOnce: options.answerAtOnce,
      isFull: () => this.#isFull(),
    };
  }

  get listening(): SipAgent["listening"] {
    return this.#wire.listening;
  }

  /** No message may end the process, not even one that finds a bug of ours. */
  onMessage(bytes: Uint8Array, arrival: Arrival): void {
    if (this.#closed || this.#guard?.admits(bytes, arrival) === false) return;
    guarded(this.#inbound.logger, () => receive(bytes, arrival, this.#inbound));
  }

  onFlowClosed(flow: string): void {
    if (this.#closed) return;
    this.#clients.onFlowClosed(flow);
    const { handlers, logger } = this.#inbound;
    guarded(logger, () => handlers.onFlowClosed(flow));
  }

  resolve(uri: string): Promise<readonly Hop[]> {
    return this.#wire.resolve(uri);
  }

  advertised(hop: Hop): { host: string; port: number } {
    const fit = this.#wire.advertised(hop);
    if (fit !== undefined) return fit;
    const [first] = this.#wire.listening; // nothing will leave for that hop anyway
    return { host: first?.publicAddress ?? first?.address ?? "127.0.0.1", port: first?.port ?? DEFAULT_PORT };
  }

  request(request: SipRequest, hop: Hop, user: ClientUser): ClientTransaction {
    const branch = createBranch();
    const sent = this.#withVia(request, hop, branch);
    if (this.#closed || this.#isFull()) return refused(sent, branch, hop, user);
    this.#guard?.noteSentTo(hop);
    return this.#clients.start(sent, branch, hop, user);
  }

  resume(request: SipRequest, branch: string, hop: Hop, user: ClientUser): ClientTransaction {
    if (this.#closed || this.#isFull()) return refused(request, branch, hop, user);
    return this.#clients.resume(request, branch, hop, user);
  }

  isWaiting(branch: string, method: string): boolean {
    return this.#clients.has(branch, method);
  }

  resumeServer(request: SipRequest, via: Via, hop: Hop): ServerTransaction | undefined {
    if (this.#closed || this.#isFull() || this.#servers.isKnown(request, via)) return undefined;
    return this.#servers.resume(request, via, hop).pending;
  }

  transmit(message: SipMessage, hop: Hop): Uint8Array {
    const bytes = printMessage(message.kind === "request" ? this.#withVia(message, hop, createBranch()) : message);
    if (!this.#closed) this.#wire.send(bytes, hop);
    return bytes;
  }

  counts(): { clientTransactions: number; serverTransactions: number; flows: number } {
    return {
      clientTransactions: this.#clients.size,
      serverTransactions: this.#servers.size,
      flows: this.#wire.flows(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#clients[Symbol.dispose]();
    this.#servers[Symbol.dispose]();
    this.#inbound.repeated[Symbol.dispose]();
    await this.#wire[Symbol.asyncDispose]();
  }

  #isFull(): boolean {
    const full = this.#clients.size + this.#servers.size >= this.#maxTransactions;
    if (full && !this.#wasFull) {
      const facts = { event: "sip.full", maxTransactions: this.#maxTransactions };
      this.#inbound.logger.warn(facts, "too many SIP transactions: new requests are refused");
    }
    this.#wasFull = full;
    return full;
  }

  #withVia(request: SipRequest, hop: Hop, branch: string): SipRequest {
    const { host, port } = this.advertised(hop);
    return prependHeader(request, "Via", ourVia(hop.protocol, host, port, branch));
  }
}

/** A request that cannot even start: its user hears so when it has got the transaction, as of any other failure. */
function refused(request: SipRequest, branch: string, hop: Hop, user: ClientUser): ClientTransaction {
  queueMicrotask(() => user.onFailure("transport"));
  return { request, bytes: printMessage(request), branch, hop, cancel: () => undefined };
}
