import { parseCSeq } from "../../../sip/cseq.ts";
import type { Header, SipRequest } from "../../../sip/message/message.ts";
import { printMessage } from "../../../sip/message/print.ts";
import { branchOf, parseVia } from "../../../sip/via.ts";
import type { SipAgent } from "../../sip/agent/agent.ts";
import type { SipCommand } from "../control/commands.ts";
import type { ControlClient } from "../control/control-client.ts";
import * as firstLines from "../control/first-lines.ts";
import type { SentNotices } from "../control/sent-notices.ts";
import { dialogIdBy } from "../dialogs/dialogs.ts";
import type { ApplicationRequest } from "../message/application-message.ts";
import { buildCancelHeaders, headerOf } from "../message/message-builder.ts";
import type { InitialResponses } from "./initial-responses.ts";
import type { OutgoingRequests } from "./outgoing-requests.ts";

export interface ForgottenInvitesServices {
  readonly agent: SipAgent;
  readonly outgoing: OutgoingRequests;
  readonly responses: InitialResponses;
  readonly notices: SentNotices;
}

/** Of the INVITE, as the application noted it. */
const KEPT = ["From", "To", "Call-ID"];

/**
 * INVITEs that an engine before this one has sent: an application that noted their names takes them back. The engine takes the
 * transaction up where it was, so that a phone that rings is cancelled, and one that has answered is acknowledged and hung up.
 */
export class ForgottenInvites {
  readonly #services: ForgottenInvitesServices;

  constructor(services: ForgottenInvitesServices) {
    this.#services = services;
  }

  /** @param wanted  a CANCEL with the Via of the INVITE (RFC 3261 §9.1) */
  async cancel(client: ControlClient, command: SipCommand, wanted: ApplicationRequest): Promise<void> {
    const { agent, outgoing, responses, notices } = this.#services;
    const branch = branchIn(wanted.routing);
    const invite = branch === undefined ? undefined : inviteOf(wanted);
    const [hop] = await agent.resolve(command.routeUri ?? wanted.uri);
    if (client.closed) return;
    const isKnown = branch !== undefined && agent.isWaiting(branch, "INVITE"); // then its own application is told the outcome
    if (branch === undefined || invite === undefined || hop === undefined || isKnown || outgoing.isFull) {
      client.send(firstLines.notOk(command.id, `unable to cancel unknown transaction: ${wanted.startLine}`));
      return;
    }
    const resumed = outgoing.send({
      client,
      dialogId: dialogIdBy(invite),
      leg: undefined,
      send: (user) => agent.resume(invite, branch, hop, user),
      onAnswer: responses.receive,
    });
    const cancel = resumed.cancel(buildCancelHeaders(wanted));
    resumed.abandon(); // one that is answered all the same is ended by the engine
    if (cancel === undefined) client.send(firstLines.notOk(command.id, "the INVITE has its final response"));
    else notices.requestSent(client, command.id, { bytes: printMessage(cancel), hop }, resumed.id);
  }
}

function branchIn(routing: readonly Header[]): string | undefined {
  const via = parseVia(routing.find(({ name }) => name === "Via")?.value ?? "");
  return via.ok ? branchOf(via.value) : undefined;
}

/** The INVITE as far as it is needed: for its CANCEL, its ACK and its dialog. */
function inviteOf(cancel: ApplicationRequest): SipRequest | undefined {
  const cseq = parseCSeq(headerOf(cancel.headers, "CSeq") ?? "");
  const kept = KEPT.map((name) => ({ name, value: headerOf(cancel.headers, name) ?? "" }));
  if (!cseq.ok || kept.some(({ value }) => value === "")) return undefined;
  return {
    kind: "request",
    method: "INVITE",
    uri: cancel.uri,
    headers: [
      ...cancel.routing.filter(({ name }) => name === "Via"),
      { name: "Max-Forwards", value: "70" },
      ...kept,
      { name: "CSeq", value: `${cseq.value.sequence} INVITE` },
    ],
    body: new Uint8Array(),
  };
}
