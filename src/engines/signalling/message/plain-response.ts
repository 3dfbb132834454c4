import { responseTo } from "../../../sip/message/make.ts";
import type { Header } from "../../../sip/message/message.ts";
import type { ServerTransaction } from "../../sip/agent/agent.ts";
import { newTag } from "./identifiers.ts";

/** A final response of the engine's own. */
export interface EngineAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers?: readonly Header[];
}

/** The application that a call was given to is gone, and the engine ends what it left (RFC 3326). */
export const APPLICATION_LOST: Header = {
  name: "Reason",
  value: 'SIP;cause=503;text="Application process lost"',
};

/** The engine answers a request by itself: no application is behind it. */
export function respondByEngine(transaction: ServerTransaction, answer: EngineAnswer, toTag = newTag()): void {
  const { status, reason, headers } = answer;
  const recordRoute = status > 100 && status < 300;
  transaction.respond(responseTo(transaction.request, status, reason, { toTag, headers, recordRoute }));
}
