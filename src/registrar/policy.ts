import type { Binding } from "./binding.ts";
import type { ContactValue } from "./contacts.ts";
import { pushTargetOf } from "./push-target.ts";
import { isSameAddress, isSamePhone } from "./same-phone.ts";

/** How long and how often a device may register. */
export interface RegistrationLimits {
  readonly minimumSeconds: number;
  readonly maximumSeconds: number;
  /** Where the phone doesn't say (RFC 3261 §10.3 step 7). */
  readonly defaultSeconds: number;
  readonly maximumBindings: number;
  /** The most for a phone that is woken up by push: it comes back only when it is (RFC 8599 §4.1.4). Absent: such phones are like others. */
  readonly maximumAsleepSeconds?: number;
}

export const REGISTRATION_LIMITS: RegistrationLimits = {
  minimumSeconds: 60,
  maximumSeconds: 7_200,
  defaultSeconds: 3_600,
  maximumBindings: 10,
};
/** Where phones are woken up: an application that its user doesn't open for a week is no phone any more. */
export const LIMITS_WITH_PUSH: RegistrationLimits = { ...REGISTRATION_LIMITS, maximumAsleepSeconds: 7 * 24 * 3_600 };

/** What one REGISTER asks for, whichever device sent it. */
export interface RegistrationRequest {
  /** Empty: only asks for the current bindings. */
  readonly contacts: "*" | readonly ContactValue[];
  readonly expiresSeconds?: number;
  readonly callId: string;
  readonly cseq: number;
  readonly arrival: Pick<
    Binding,
    "source" | "transport" | "flow" | "path" | "listensElsewhere" | "engine" | "userAgent" | "refusesNotify"
  >;
}

/** What becomes of a device's bindings. */
export type RegistrationUpdate =
  | {
      readonly kind: "accepted";
      /** All that are live now; those of this request first. */
      readonly bindings: readonly Binding[];
      readonly added: readonly Binding[];
      /** Of this request: new, or of a phone that has come back after a restart or on another connection. */
      readonly fresh: readonly Binding[];
      readonly removed: readonly RemovedBinding[];
      readonly changed: boolean;
    }
  | { readonly kind: "refused"; readonly status: 400 | 403 | 423 | 500 };

export interface RemovedBinding {
  readonly binding: Binding;
  readonly because: "unregistered" | "replaced" | "flow-failed";
}

/**
 * RFC 3261 §10.3 steps 6 to 8: all contacts of a request are taken, or none. Pure.
 *
 * Beyond `maximumBindings` the device's oldest ones give way instead of a refusal: a phone that moves about without
 * unregistering must not lock itself out, and only the phone itself can add to them.
 */
export function updateBindings(
  stored: readonly Binding[],
  request: RegistrationRequest,
  nowMs: number,
  limits: RegistrationLimits = REGISTRATION_LIMITS,
): RegistrationUpdate {
  const current = stored.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  if (request.contacts === "*") return removeAll(current, request);
  if (request.contacts.length === 0) return accepted({ bindings: current });

  let untouched = current;
  let touched: readonly Binding[] = [];
  const added: Binding[] = [];
  const fresh: Binding[] = [];
  const removed: RemovedBinding[] = [];
  for (const contact of request.contacts) {
    const seconds = contact.expiresSeconds ?? request.expiresSeconds ?? limits.defaultSeconds;
    if (seconds > 0 && seconds < limits.minimumSeconds) return { kind: "refused", status: 423 };

    const known = boundBy(untouched, contact, request, seconds);
    if (known.some((binding) => isOutOfOrder(binding, request))) return { kind: "refused", status: 500 };
    untouched = untouched.filter((binding) => !known.includes(binding));
    touched = touched.filter((binding) => !isSameAddress(binding, contact)); // named twice: the last one counts

    if (seconds === 0) {
      removed.push(...known.map((binding) => ({ binding, because: "unregistered" as const })));
      continue;
    }
    const binding = bindingFor(contact, request, nowMs, Math.min(seconds, longestOf(contact, limits)));
    touched = [...touched, binding];
    if (!isRefresh(known, request)) fresh.push(binding);
    const moved = known.filter((old) => old.contact !== binding.contact);
    if (moved.length === known.length) added.push(binding);
    removed.push(...moved.map((old) => ({ binding: old, because: "replaced" as const })));
  }
  if (touched.length > limits.maximumBindings) return { kind: "refused", status: 403 };

  const newestFirst = untouched.toSorted((a, b) => b.registeredAtMs - a.registeredAtMs);
  const room = limits.maximumBindings - touched.length;
  const pushedOut = newestFirst.slice(room).map((binding) => ({ binding, because: "replaced" as const }));
  return accepted({
    bindings: [...touched, ...newestFirst.slice(0, room)],
    ...{ added, fresh: touched.filter((binding) => fresh.includes(binding)) },
    removed: [...removed, ...pushedOut],
    changed: true,
  });
}

function longestOf({ uri }: ContactValue, { maximumSeconds, maximumAsleepSeconds }: RegistrationLimits): number {
  if (maximumAsleepSeconds === undefined || pushTargetOf(uri) === undefined) return maximumSeconds;
  return maximumAsleepSeconds;
}

/** RFC 3261 §10.3 step 6: "*" goes only with "Expires: 0", and only for all of them or none. */
function removeAll(current: readonly Binding[], request: RegistrationRequest): RegistrationUpdate {
  if (request.expiresSeconds !== 0) return { kind: "refused", status: 400 };
  if (current.some((binding) => isOutOfOrder(binding, request))) return { kind: "refused", status: 500 };
  const removed = current.map((binding) => ({ binding, because: "unregistered" as const }));
  return accepted({ removed, changed: current.length > 0 });
}

function accepted(
  update: Partial<Omit<Extract<RegistrationUpdate, { kind: "accepted" }>, "kind">>,
): RegistrationUpdate {
  return { kind: "accepted", bindings: [], added: [], fresh: [], removed: [], changed: false, ...update };
}

/** RFC 3261 §10.3 step 7: within one Call-ID, an older or repeated CSeq must not undo a newer one. */
function isOutOfOrder(binding: Binding, { callId, cseq }: RegistrationRequest): boolean {
  return binding.callId === callId && cseq <= binding.cseq;
}

/**
 * The bindings that a Contact is of. One that is to be removed, and comes from elsewhere than it was made, is the only one of
 * its URI, or it stays: of two phones with the same private address the other one must not go.
 */
function boundBy(
  current: readonly Binding[],
  contact: ContactValue,
  request: RegistrationRequest,
  seconds: number,
): readonly Binding[] {
  const others = (request.contacts === "*" ? [] : request.contacts).filter((other) => other !== contact);
  const own = current.filter((binding) => isSamePhone(binding, contact, request, others));
  if (own.length > 0 || seconds > 0 || contact.instance !== undefined) return own;
  const named = current.filter((binding) => isSameAddress(binding, contact));
  return named.length === 1 ? named : [];
}

/** Whether a phone that was bound before has only come again in time: not after a restart, nor on another connection. */
function isRefresh(known: readonly Binding[], { callId, arrival }: RegistrationRequest): boolean {
  return known.some(
    (old) =>
      old.callId === callId &&
      old.transport === arrival.transport &&
      (arrival.transport === "udp" || old.source.port === arrival.source.port),
  );
}

function bindingFor(contact: ContactValue, request: RegistrationRequest, nowMs: number, seconds: number): Binding {
  return {
    contact: contact.uri,
    ...(contact.instance === undefined ? {} : { instance: contact.instance }),
    ...(contact.regId === undefined ? {} : { regId: contact.regId }),
    ...request.arrival,
    callId: request.callId,
    cseq: request.cseq,
    registeredAtMs: nowMs,
    expiresAtMs: nowMs + seconds * 1000,
  };
}
