import { parseCSeq } from "../../../sip/cseq.ts";
import type { Header, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { printMessage } from "../../../sip/message/print.ts";
import { parseVia, receivedOf, rportOf, type Via } from "../../../sip/via.ts";
import type { SipAgent } from "../../sip/agent/agent.ts";
import type { Hop, Protocol } from "../../sip/transport/hop.ts";
import type { SipCommand } from "../control/commands.ts";
import type { ControlClient } from "../control/control-client.ts";
import * as firstLines from "../control/first-lines.ts";
import type { SentNotices } from "../control/sent-notices.ts";
import type { ApplicationResponse } from "../message/application-message.ts";
import { newTag } from "../message/identifiers.ts";
import { hasTag, headerOf } from "../message/message-builder.ts";

const PROTOCOLS: Readonly<Record<string, Protocol | undefined>> = { UDP: "udp", TCP: "tcp", TLS: "tls" };
const DEFAULT_PORT = 5060;
const NAMES = new Set(["From", "To", "Call-ID", "CSeq"]);

/**
 * Requests that an engine before this one has received: an application that noted their names refuses them. The transaction is
 * taken up again, so that the refusal is repeated until its ACK comes (RFC 3261 §17.2.1).
 */
export class ForgottenRequests {
  readonly #agent: SipAgent;
  readonly #notices: SentNotices;

  constructor(agent: SipAgent, notices: SentNotices) {
    this.#agent = agent;
    this.#notices = notices;
  }

  /** @param wanted  a refusal that has the Vias of the request, and what else a response copies (RFC 3261 §8.2.6.2) */
  refuse(client: ControlClient, command: SipCommand, wanted: ApplicationResponse): void {
    const vias = wanted.routing.filter(({ name }) => name === "Via");
    const top = parseVia(vias[0]?.value ?? "");
    const cseq = parseCSeq(headerOf(wanted.headers, "CSeq") ?? "");
    const hop = top.ok ? hopBackTo(top.value) : undefined;
    const transaction =
      hop === undefined || !top.ok || !cseq.ok || wanted.status < 300
        ? undefined
        : this.#agent.resumeServer(requestOf(wanted, vias, cseq.value.method), top.value, hop);
    if (transaction === undefined) {
      client.send(firstLines.notOk(command.id, "Response not sent due to unknown transaction"));
      return;
    }
    const response = responseOf(wanted, vias);
    const bytes = printMessage(response);
    transaction.respond(response, bytes);
    const names = { transactionId: transaction.id, dialogId: "" };
    this.#notices.responseSent(client, command.id, { bytes, arrival: transaction.arrival }, names);
  }
}

/** RFC 3261 §18.2.2: over UDP to where the request came from; its stream is gone, so a new one to the port of its sender. */
function hopBackTo(via: Via): Hop | undefined {
  const protocol = PROTOCOLS[via.transport.toUpperCase()];
  if (protocol === undefined) return undefined;
  const rport = rportOf(via);
  const port = protocol === "udp" && typeof rport === "number" ? rport : (via.port ?? DEFAULT_PORT);
  return { protocol, address: receivedOf(via) ?? via.host, port };
}

function requestOf({ headers }: ApplicationResponse, vias: readonly Header[], method: string): SipRequest {
  const named = headers.filter(({ name }) => NAMES.has(name));
  const uri = "sip:forgotten.invalid"; // nothing but its own sender would want to know
  return { kind: "request", method, uri, headers: [...vias, ...named], body: new Uint8Array() };
}

function responseOf({ status, reason, headers }: ApplicationResponse, vias: readonly Header[]): SipResponse {
  const tag = newTag();
  const tagged = headers.map(({ name, value }) => ({
    name,
    value: name === "To" && !hasTag(value) ? `${value};tag=${tag}` : value,
  }));
  const length = { name: "Content-Length", value: "0" };
  return { kind: "response", status, reason, headers: [...vias, ...tagged, length], body: new Uint8Array() };
}
