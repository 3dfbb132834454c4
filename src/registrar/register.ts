import type { EventBus } from "../events/bus.ts";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";
import { defined } from "../runtime/defined.ts";
import { arrivalTransport } from "../sip/arrival-transport.ts";
import { parseCSeq } from "../sip/cseq.ts";
import { printHostPort } from "../sip/host-port.ts";
import { splitValues } from "../sip/message/headers.ts";
import { nameAddress, parseNameAddress, printNameAddress } from "../sip/name-addr.ts";
import type { Param } from "../sip/params.ts";
import { quote } from "../sip/quoted-string.ts";
import { parseLongSeconds } from "../sip/scalars.ts";
import { hasToken } from "../sip/tokens.ts";
import { parseSipUri, unescapeUri } from "../sip/uri.ts";
import { parseVia, rportOf } from "../sip/via.ts";
import { parseSipUsername, type DeviceId, type SipUsername, type UserId } from "../vocabulary/identifiers.ts";
import type { Authenticated, Authenticator } from "./authentication.ts";
import { SIP_TRANSPORTS, type Binding } from "./binding.ts";
import type { BindingStore } from "./bindings.ts";
import { contactFault, type ReservedHosts } from "./contact-reach.ts";
import { parseContacts } from "./contacts.ts";
import { BindingsUnavailable } from "./errors.ts";
import { parsePath } from "./path.ts";
import { pushTargetOf } from "./push-target.ts";
import type { NonceClaim } from "./nonce-counts.ts";
import { isArrivalAddress } from "./own-names.ts";
import {
  REGISTRATION_LIMITS,
  updateBindings,
  type RegistrationLimits,
  type RegistrationRequest,
  type RegistrationUpdate,
} from "./policy.ts";
import type { Answer, IncomingRequest, OutgoingResponse } from "./request.ts";

export interface RegistrarParts {
  readonly authenticator: Authenticator;
  /** The device of this SIP username; undefined: there is none. */
  readonly deviceNamed: (sipUsername: SipUsername) => DeviceId | undefined;
  readonly bindings: BindingStore;
  /** Hosts that no phone's Contact may name. */
  readonly reserved: ReservedHosts;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "warn">;
  readonly limits?: RegistrationLimits;
  /** Told of phones that have come, or come back after a restart; not of mere refreshes. */
  readonly onRegistered?: (user: UserId, device: DeviceId, bindings: readonly Binding[]) => void;
}

/** A phone whose store is away should come back soon, but not all of them at once. */
const RETRY_AFTER_SECONDS = 10;
const MAXIMUM_USER_AGENT_LENGTH = 200;

/**
 * Answers a REGISTER (RFC 3261 §10.3): who is it, may it, what becomes of the bindings.
 *
 * @param engine names the signalling engine that the request came in on
 */
export async function register(
  request: IncomingRequest,
  response: OutgoingResponse,
  engine: string,
  parts: RegistrarParts,
): Promise<void> {
  const { status, headers } = await answerRegister(request, engine, parts);
  response.send(status, { headers });
}

/** The answer as data. */
export async function answerRegister(request: IncomingRequest, engine: string, parts: RegistrarParts): Promise<Answer> {
  const required = splitValues(request.get("require") ?? ""); // RFC 3261 §10.3 step 2
  const unsupported = required.filter((tag) => tag.toLowerCase() !== "path");
  if (unsupported.length > 0) return { status: 420, headers: { Unsupported: unsupported.join(", ") } };

  let answer: Answer | undefined;
  const authentication = await parts.authenticator.authenticate(request, async (who, nonce) => {
    const asked = askedBy(who, request, engine, parts);
    if ("status" in asked) {
      answer = asked;
      return nonce.take();
    }
    answer = await carryOut(asked, who, nonce, parts);
    return answer !== undefined;
  });
  if (authentication.kind === "refused") return authentication.answer;
  return answer ?? refuse(500); // who is authenticated got an answer
}

/** What a proven phone asks for, or why it doesn't get it. */
function askedBy(
  who: Authenticated,
  request: IncomingRequest,
  engine: string,
  parts: RegistrarParts,
): RegistrationRequest | Answer {
  if (registeredUser(request) !== who.username) return refuse(403); // step 4: one's own address of record only
  const asked = readRegistration(request, engine);
  if (asked === undefined) return refuse(400);
  const fault = namesAnother(asked, who, parts)
    ? "the Contact is another device's"
    : faultOfContacts(asked, who, request, parts);
  return fault === undefined ? asked : refuseContact(fault, asked, who, parts);
}

/** Undefined: the nonce's count was used before, and nothing was changed. */
async function carryOut(
  asked: RegistrationRequest,
  who: Authenticated,
  nonce: NonceClaim,
  parts: RegistrarParts,
): Promise<Answer | undefined> {
  const limits = parts.limits ?? REGISTRATION_LIMITS;
  try {
    const update = await parts.bindings.updateBy(nonce, who.device, (current, nowMs) =>
      updateBindings(current, asked, nowMs, limits),
    );
    if (update === undefined) return undefined;
    if (update.kind === "accepted") tell(update, who, parts);
    if (update.kind === "accepted" && update.fresh.length > 0) parts.onRegistered?.(who.user, who.device, update.fresh);
    const answer = answerTo(update, limits, parts.clock.nowMs());
    return answer.status === 200 ? withPath(withPush(answer, asked, limits), asked) : answer;
  } catch (failure) {
    if (failure instanceof BindingsUnavailable) return refuse(503, { "Retry-After": String(RETRY_AFTER_SECONDS) });
    throw failure;
  }
}

/** A Contact in another device's name would draw its calls: engines know phones' connections by the Contact. */
function namesAnother({ contacts }: RegistrationRequest, who: Authenticated, { deviceNamed }: RegistrarParts): boolean {
  if (contacts === "*") return false;
  return contacts.some(({ uri }) => {
    const name = parseSipUsername(unescapeUri(parseSipUri(uri)?.user ?? ""));
    const owner = name === undefined ? undefined : deviceNamed(name);
    return owner !== undefined && owner !== who.device;
  });
}

/** Why a binding would lead to a provider, or to any other host, in the name of this phone. What is removed leads nowhere. */
function faultOfContacts(
  { contacts, arrival, expiresSeconds }: RegistrationRequest,
  { tenant, username }: Authenticated,
  { receivedOn }: Pick<IncomingRequest, "receivedOn">,
  { reserved }: RegistrarParts,
): string | undefined {
  if (contacts === "*") return undefined;
  const isOurs: ReservedHosts["isOurs"] = (host, port) =>
    printHostPort({ host, port }) === receivedOn || reserved.isOurs(host, port);
  const isOurMachine: ReservedHosts["isOurMachine"] = (host) =>
    isArrivalAddress(host, receivedOn) || reserved.isOurMachine(host);
  for (const { uri, ...of } of contacts) {
    const contact = parseSipUri(uri);
    if (contact === undefined || (of.expiresSeconds ?? expiresSeconds) === 0) continue;
    const fault = contactFault({ contact, arrival, tenant, username }, { ...reserved, isOurs, isOurMachine });
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The phone has shown its password, so its administrator may know why: in the log, and in a Warning (RFC 3261 §20.43). */
function refuseContact(
  fault: string,
  { arrival: { source, transport } }: RegistrationRequest,
  { device, tenant }: Authenticated,
  { logger }: RegistrarParts,
): Answer {
  const facts = { event: "registration.refused", because: fault, device, tenant, address: source.address, transport };
  logger.warn(facts, "registration refused");
  return refuse(403, { Warning: `399 offhook "${fault}"` });
}

/** The user of the address of record: the To header's (RFC 3261 §10.2). Its host is ours under whatever name. */
function registeredUser(request: IncomingRequest): string | undefined {
  const address = parseNameAddress(request.get("to") ?? "");
  const user = address.ok ? parseSipUri(address.value.uri)?.user : undefined;
  return user === undefined ? undefined : unescapeUri(user);
}

function readRegistration(request: IncomingRequest, engine: string): RegistrationRequest | undefined {
  const contactHeader = request.get("contact");
  const contacts = contactHeader === undefined ? ({ ok: true, value: [] } as const) : parseContacts(contactHeader);
  const cseq = parseCSeq(request.get("cseq") ?? "");
  const callId = request.get("call-id");
  const arrivedBy = arrivalTransport(request);
  const transport = SIP_TRANSPORTS.find((name) => name === arrivedBy);
  const expiresSeconds = parseLongSeconds(request.get("expires") ?? "");
  const path = parsePath(request.get("path"));
  if (path === undefined) return undefined;
  if (!contacts.ok || callId === undefined || !cseq.ok || transport === undefined) return undefined;
  return {
    contacts: contacts.value,
    ...defined({ expiresSeconds }),
    callId,
    cseq: cseq.value.sequence,
    arrival: {
      source: { address: request.source_address, port: Number(request.source_port) },
      transport,
      engine,
      userAgent: (request.get("user-agent") ?? "").slice(0, MAXIMUM_USER_AGENT_LENGTH),
      ...defined({
        flow: transport === "udp" ? undefined : request.stackTxnId,
        path: path.length === 0 ? undefined : path,
        listensElsewhere: transport === "udp" && listensElsewhere(request) ? (true as const) : undefined,
        refusesNotify: hasToken(request.get("allow") ?? "NOTIFY", "NOTIFY") ? undefined : (true as const),
      }),
    },
  };
}

/** Its Via names another port than it sends from, and doesn't ask for answers to that one (RFC 3261 §18.2.2, RFC 3581 §4). */
function listensElsewhere(request: IncomingRequest): boolean {
  const [top = ""] = splitValues(request.get("via") ?? "");
  const via = parseVia(top);
  return via.ok && rportOf(via.value) === undefined && (via.value.port ?? 5060) !== Number(request.source_port);
}

function answerTo(update: RegistrationUpdate, limits: RegistrationLimits, nowMs: number): Answer {
  if (update.kind === "refused") {
    return update.status === 423
      ? refuse(423, { "Min-Expires": String(limits.minimumSeconds) })
      : refuse(update.status);
  }
  const contacts = update.bindings.map((binding) => contactOf(binding, nowMs));
  return { status: 200, headers: contacts.length === 0 ? { Expires: "0" } : { Contact: contacts.join(", ") } };
}

/** The phone learns by which proxies it is reached (RFC 3327 §5.3). */
function withPath({ status, headers }: Answer, { arrival: { path } }: RegistrationRequest): Answer {
  return path === undefined ? { status, headers } : { status, headers: { ...headers, Path: path.join(", ") } };
}

/** It learns that it is woken up by its push service (RFC 8599 §5.2, §8.4). */
function withPush(answer: Answer, { contacts }: RegistrationRequest, limits: RegistrationLimits): Answer {
  if (contacts === "*" || limits.maximumAsleepSeconds === undefined) return answer;
  const providers = contacts.flatMap(({ uri }) => pushTargetOf(uri)?.provider ?? []);
  const caps = [...new Set(providers)].map((provider) => `*;+sip.pns=${quote(provider)}`);
  return caps.length === 0 ? answer : { ...answer, headers: { ...answer.headers, "Feature-Caps": caps.join(", ") } };
}

function contactOf({ contact, expiresAtMs, instance, regId }: Binding, nowMs: number): string {
  const seconds = Math.max(1, Math.ceil((expiresAtMs - nowMs) / 1000));
  const params: Param[] = [{ name: "expires", value: String(seconds) }];
  if (instance !== undefined) params.push({ name: "+sip.instance", value: quote(instance) });
  if (regId !== undefined) params.push({ name: "reg-id", value: String(regId) });
  return printNameAddress(nameAddress(contact, undefined, params));
}

function refuse(status: number, headers: Record<string, string> = {}): Answer {
  return { status, headers };
}

function tell(
  { added, removed }: Extract<RegistrationUpdate, { kind: "accepted" }>,
  { tenant, user, device }: Authenticated,
  { events, clock }: RegistrarParts,
): void {
  const of = { atMs: clock.nowMs(), tenant, user, device };
  for (const { binding, because } of removed) {
    events.publish({ kind: "registration.removed", ...of, contact: binding.contact, because });
  }
  for (const { contact, source, transport, userAgent, expiresAtMs } of added) {
    const { address } = source;
    events.publish({ kind: "registration.added", ...of, contact, address, transport, userAgent, expiresAtMs });
  }
}
