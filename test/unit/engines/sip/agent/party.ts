import { createSipAgent } from "../../../../../src/engines/sip/agent/create-agent.ts";
import type { ClientFailure, ServerTransaction, SipAgent } from "../../../../../src/engines/sip/agent/agent.ts";
import type { AgentOptions } from "../../../../../src/engines/sip/agent/options.ts";
import type { SipRequest, SipResponse } from "../../../../../src/sip/message/message.ts";
import type { Arrival, Hop } from "../../../../../src/engines/sip/transport/hop.ts";
import { response } from "../transaction/messages.ts";

/** What one party's user heard, in order: "INVITE", "CANCEL", "ACK", "180", "timeout", "stray 200", "closed". */
export interface Party extends AsyncDisposable {
  readonly agent: SipAgent;
  readonly heard: string[];
  /** The last request that came, to be answered. */
  last(): ServerTransaction;
  readonly transactions: ServerTransaction[];
  readonly responses: { readonly response: SipResponse; readonly arrival: Arrival }[];
  readonly acks: SipRequest[];
  readonly closed: string[];
  send(request: SipRequest, hop: Hop): ReturnType<SipAgent["request"]>;
}

export interface PartyOptions extends Omit<AgentOptions, "handlers"> {
  /** Called for every request after it was noted. */
  readonly onRequest?: (transaction: ServerTransaction) => void;
  readonly onCancel?: (transaction: ServerTransaction) => void;
}

/** A user agent whose user only listens, unless told what to do. */
export async function createParty({ onRequest, onCancel, ...options }: PartyOptions): Promise<Party> {
  const heard: string[] = [];
  const transactions: ServerTransaction[] = [];
  const responses: { response: SipResponse; arrival: Arrival }[] = [];
  const acks: SipRequest[] = [];
  const closed: string[] = [];
  const agent = await createSipAgent({
    ...options,
    handlers: {
      onRequest(transaction) {
        heard.push(transaction.request.method);
        transactions.push(transaction);
        onRequest?.(transaction);
      },
      onCancel(transaction) {
        heard.push("CANCEL");
        onCancel?.(transaction);
      },
      onAck(ack) {
        heard.push("ACK");
        acks.push(ack);
      },
      onStrayResponse: (stray) => heard.push(`stray ${stray.status}`),
      onFlowClosed(flow) {
        heard.push("closed");
        closed.push(flow);
      },
    },
  });
  const user = {
    onResponse(received: SipResponse, arrival: Arrival) {
      heard.push(String(received.status));
      responses.push({ response: received, arrival });
    },
    onFailure: (failure: ClientFailure) => heard.push(failure),
  };
  return {
    agent,
    heard,
    transactions,
    responses,
    acks,
    closed,
    last() {
      const transaction = transactions.at(-1);
      if (transaction === undefined) throw new Error("no request has come");
      return transaction;
    },
    send: (request, hop) => agent.request(request, hop, user),
    [Symbol.asyncDispose]: () => agent[Symbol.asyncDispose](),
  };
}

/** A user that answers so, one after the other. */
export function answering(...statuses: readonly number[]): (transaction: ServerTransaction) => void {
  return (transaction) => {
    for (const status of statuses) transaction.respond(response(transaction.request, status));
  };
}
