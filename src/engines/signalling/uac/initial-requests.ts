import { SENDABLE } from "../message/methods.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import { printMessage } from "../../../sip/message/print.ts";
import { paramValue } from "../../../sip/params.ts";
import { parseSipUri } from "../../../sip/uri.ts";
import type { ClientFailure, ClientUser, SipAgent } from "../../sip/agent/agent.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Hop } from "../../sip/transport/hop.ts";
import type { SipCommand } from "../control/commands.ts";
import type { ControlClient } from "../control/control-client.ts";
import * as firstLines from "../control/first-lines.ts";
import type { SentNotices } from "../control/sent-notices.ts";
import { detailsWithoutPeer } from "../control/transport-details.ts";
import { dialogIdBy } from "../dialogs/dialogs.ts";
import { flowNamedBy, type RegisteredFlows } from "../flows/registered-flows.ts";
import type { AdvertisedAddresses } from "../message/advertised-addresses.ts";
import type { ApplicationRequest } from "../message/application-message.ts";
import { firstSequence, newId, newTag } from "../message/identifiers.ts";
import { buildCancelHeaders, buildRequest, contentTypeOf, type AdvertisedAddress } from "../message/message-builder.ts";
import { responseForFailure } from "../message/substitutes.ts";
import type { InDialogRequests } from "./in-dialog-requests.ts";
import type { InitialResponses } from "./initial-responses.ts";
import type { OutgoingRequests } from "./outgoing-requests.ts";

export interface InitialRequestsServices {
  readonly agent: SipAgent;
  readonly inDialogRequests: Pick<InDialogRequests, "hangUp">;
  readonly clock: Clock;
  readonly addresses: AdvertisedAddresses;
  readonly flows: RegisteredFlows;
  readonly outgoing: OutgoingRequests;
  readonly responses: InitialResponses;
  readonly notices: SentNotices;
  /** Where requests go instead of their Request-URI. */
  readonly outboundProxy: string | undefined;
}

/** Requests that make dialogs (RFC 3261 §12, RFC 6665 §4.4.1). */
const DIALOG_MAKING = new Set(["INVITE", "SUBSCRIBE"]);

/** The reply is read before the response that was made up. */
const REPLY_FIRST_MS = 1;

/** Sends applications' requests outside of any dialog (RFC 3261 §8.1), and takes their INVITEs back. */
export class InitialRequests {
  readonly #services: InitialRequestsServices;

  constructor(services: InitialRequestsServices) {
    this.#services = services;
  }

  async send(client: ControlClient, command: SipCommand, wanted: ApplicationRequest): Promise<void> {
    const { agent, addresses, inDialogRequests, outgoing, responses, outboundProxy, notices } = this.#services;
    if (wanted.method === "BYE" && (await inDialogRequests.hangUp(client, command.id, wanted))) return;
    const target = command.routeUri ?? outboundProxy ?? wanted.uri;
    // Only a route names a flow: many a phone writes `ob` into its Contact, which is our Request-URI.
    const flow = command.routeUri === undefined ? undefined : flowNamedBy(command.routeUri);
    const problem = this.#problemWith(wanted, flow === undefined ? target : undefined);
    if (problem !== undefined) {
      client.send(firstLines.notOk(command.id, problem));
      return;
    }
    const [hop, ...furtherHops] = flow === undefined ? await agent.resolve(target) : this.#hopsOfFlow(flow);
    if (client.closed) return;
    if (hop === undefined) {
      this.#answerUnsent(client, command.id, wanted, flow === undefined ? "unresolved" : "flow-closed");
      return;
    }
    const request = requestFrom(wanted, addresses.towards(hop));
    const sent = outgoing.send({
      client,
      dialogId: dialogIdMadeBy(request),
      leg: undefined,
      send: (user) => agent.request(request, hop, user),
      sendElsewhere: (user: ClientUser) => {
        const next = furtherHops.shift();
        return next && agent.request(request, next, user);
      },
      onAnswer: responses.receive,
    });
    notices.requestSent(client, command.id, sent.transaction, sent.id);
  }

  /** An application takes its INVITE back. The 200 to the CANCEL is the engine's business; the INVITE's own answer will be told. */
  cancel(client: ControlClient, command: SipCommand, wanted: ApplicationRequest): void {
    const { outgoing, notices } = this.#services;
    const invite = outgoing.get(command.transactionId);
    const isTheirs = invite?.client === client && invite.isInvite;
    const cancel = isTheirs ? invite.cancel(buildCancelHeaders(wanted)) : undefined;
    if (invite === undefined || cancel === undefined) {
      client.send(firstLines.notOk(command.id, `unable to cancel unknown transaction id: ${command.transactionId}`));
      return;
    }
    const sent = { bytes: printMessage(cancel), hop: invite.transaction.hop };
    notices.requestSent(client, command.id, sent, newId());
  }

  /** What the application is told instead of having its request sent. A flow has no target: it is there, or it isn't. */
  #problemWith(wanted: ApplicationRequest, target: string | undefined): string | undefined {
    const { agent, addresses, outgoing } = this.#services;
    const uri = parseSipUri(target ?? wanted.uri);
    if (wanted.method === "ACK")
      return "Server error: ACK for non-success final response is automatically generated by server";
    if (!SENDABLE.has(wanted.method) || uri === undefined || parseSipUri(wanted.uri) === undefined)
      return `invalid request-uri: ${wanted.startLine}`;
    if (wanted.body.length > 0 && contentTypeOf(wanted) === undefined) return "missing content-type";
    if (outgoing.isFull) return "too many requests";
    if (target === undefined) return undefined;
    const transport = paramValue(uri.params, "transport")?.toLowerCase();
    if (transport !== undefined && !agent.listening.some(({ protocol }) => protocol === transport))
      return "requested protocol/transport not available";
    return addresses.includes(uri.host, uri.port ?? 5060) ? "can not send request to myself" : undefined;
  }

  /** The connection over which a phone registered; no other way leads to it (RFC 5626 §5.3). */
  #hopsOfFlow(token: string): readonly Hop[] {
    const hop = this.#services.flows.find(token);
    return hop === undefined ? [] : [hop];
  }

  /** No way leads there: the request counts as sent, and is answered in the network's name. */
  #answerUnsent(client: ControlClient, commandId: string, wanted: ApplicationRequest, failure: ClientFailure): void {
    const { addresses, clock } = this.#services;
    const request = requestFrom(wanted, addresses.withoutHop());
    const transactionId = newId();
    const details = detailsWithoutPeer("unknown", clock.nowMs());
    client.send(firstLines.requestSent(commandId, details, transactionId), printMessage(request));
    const response = printMessage(responseForFailure(request, failure));
    const firstLine = firstLines.message(details, transactionId, dialogIdMadeBy(request));
    clock.arm(REPLY_FIRST_MS, () => client.send(firstLine, response));
  }
}

function requestFrom(wanted: ApplicationRequest, address: AdvertisedAddress): SipRequest {
  const request = buildRequest(wanted, address, { tag: newTag(), callId: newId(), sequence: firstSequence() });
  // The Path of a registration (RFC 3327 §5.3), or the route set of a dialog that an engine before this one had (RFC 3261 §12.2.1.1).
  const routes = wanted.routing.filter(({ name }) => name === "Route");
  return { ...request, headers: [...routes, ...request.headers] };
}

const dialogIdMadeBy = (request: SipRequest): string => (DIALOG_MAKING.has(request.method) ? dialogIdBy(request) : "");
