import type { EventBus } from "../events/bus.ts";
import type { Clock } from "../runtime/clock.ts";
import { defined } from "../runtime/defined.ts";
import { parseCSeq } from "../sip/cseq.ts";
import { nameAddress, parseNameAddress, printNameAddress } from "../sip/name-addr.ts";
import type { Param } from "../sip/params.ts";
import { quote } from "../sip/quoted-string.ts";
import { parseLongSeconds } from "../sip/scalars.ts";
import { hasToken } from "../sip/tokens.ts";
import { parseSipUri, unescapeUri } from "../sip/uri.ts";
import { parseSipUsername, type DeviceId, type SipUsername, type UserId } from "../vocabulary/identifiers.ts";
import type { Authentication, Authenticator } from "./authentication.ts";
import { SIP_TRANSPORTS, type Binding } from "./binding.ts";
import type { BindingStore } from "./bindings.ts";
import { leadsElsewhere } from "./contact-reach.ts";
import { parseContacts } from "./contacts.ts";
import { BindingsUnavailable } from "./errors.ts";
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
  readonly events: EventBus;
  readonly clock: Clock;
  readonly limits?: RegistrationLimits;
  /** Told after every REGISTER that left the device reachable, refreshes too. */
  readonly onRegistered?: (user: UserId, device: DeviceId) => void;
}

/** A phone whose store is away should come back soon, but not all of them at once. */
const RETRY_AFTER_SECONDS = 10;
const MAXIMUM_USER_AGENT_LENGTH = 200;

type Authenticated = Extract<Authentication, { kind: "authenticated" }>;

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
  const required = request.get("require"); // RFC 3261 §10.3 step 2
  if (required !== undefined) return { status: 420, headers: { Unsupported: required } };

  const who = await parts.authenticator.authenticate(request);
  if (who.kind === "refused") return who.answer;
  if (registeredUser(request) !== who.username) return refuse(403); // step 4: one's own address of record only

  const asked = readRegistration(request, engine);
  if (asked === undefined) return refuse(400);
  if (namesAnother(asked, who, parts) || namesElsewhere(asked)) return refuse(403);

  const limits = parts.limits ?? REGISTRATION_LIMITS;
  try {
    const update = await parts.bindings.update(who.device, (current, nowMs) =>
      updateBindings(current, asked, nowMs, limits),
    );
    if (update.kind === "accepted") tell(update, who, parts);
    if (update.kind === "accepted" && update.changed && update.bindings.length > 0)
      parts.onRegistered?.(who.user, who.device);
    return answerTo(update, limits, parts.clock.nowMs());
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

/** A binding that would lead to a provider, or to any other host, in the name of this phone. */
function namesElsewhere({ contacts, arrival }: RegistrationRequest): boolean {
  if (contacts === "*") return false;
  return contacts.some(({ uri }) => {
    const contact = parseSipUri(uri);
    return contact !== undefined && leadsElsewhere(contact, arrival);
  });
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
  const transport = SIP_TRANSPORTS.find((name) => name === request.protocol.toLowerCase());
  const expiresSeconds = parseLongSeconds(request.get("expires") ?? "");
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
      ...defined({ refusesNotify: hasToken(request.get("allow") ?? "NOTIFY", "NOTIFY") ? undefined : (true as const) }),
    },
  };
}

function answerTo(update: RegistrationUpdate, limits: RegistrationLimits, nowMs: number): Answer {
  if (update.kind === "refused") {
    return update.status === 423
      ? refuse(423, { "Min-Expires": String(limits.minimumSeconds) })
      : refuse(update.status);
  }
  // The request's own contacts come first: the engine keeps a phone's connection for the time of the first.
  const contacts = update.bindings.map((binding) => contactOf(binding, nowMs));
  return { status: 200, headers: contacts.length === 0 ? { Expires: "0" } : { Contact: contacts.join(", ") } };
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
