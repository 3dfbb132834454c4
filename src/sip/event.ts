import { paramValue, parseParams, printParams, type Param } from "./params.ts";
import { parseSeconds } from "./scalars.ts";
import { skipBlanks, tokenEnd } from "./token.ts";

/** What a subscription is about (RFC 6665 §8.2.1). */
export interface Event {
  /** The event package, lower-case. */
  readonly package: string;
  /** Tells apart several subscriptions of one dialog. */
  readonly id: string | undefined;
}

/** Event = event-type *( SEMI event-param )   (RFC 6665 §8.4) */
export function parseEvent(text: string): Event | undefined {
  const value = parseTokenAndParams(text);
  return value && { package: value.token, id: paramValue(value.params, "id") };
}

export function printEvent({ package: name, id }: Event): string {
  return id === undefined ? name : `${name};id=${id}`;
}

/** How a subscription stands (RFC 6665 §8.2.3). */
export interface SubscriptionState {
  /** "active", "pending", "terminated", or one to come; lower-case. */
  readonly state: string;
  readonly expiresSeconds: number | undefined;
  /** Why it is over (RFC 6665 §4.1.3). */
  readonly reason: string | undefined;
}

/** Subscription-State = substate-value *( SEMI subexp-params )   (RFC 6665 §8.4) */
export function parseSubscriptionState(text: string): SubscriptionState | undefined {
  const value = parseTokenAndParams(text);
  return (
    value && {
      state: value.token,
      expiresSeconds: parseSeconds(paramValue(value.params, "expires") ?? ""),
      reason: paramValue(value.params, "reason"),
    }
  );
}

export function printSubscriptionState({ state, expiresSeconds, reason }: SubscriptionState): string {
  const params: Param[] = [];
  if (expiresSeconds !== undefined) params.push({ name: "expires", value: String(expiresSeconds) });
  if (reason !== undefined) params.push({ name: "reason", value: reason });
  return `${state}${printParams(params)}`;
}

/** token *( SEMI generic-param ); the token in lower case. */
export function parseTokenAndParams(
  text: string,
): { readonly token: string; readonly params: readonly Param[] } | undefined {
  const start = skipBlanks(text, 0);
  const end = tokenEnd(text, start);
  const params = parseParams(text, end);
  return end === start || !params.ok
    ? undefined
    : { token: text.slice(start, end).toLowerCase(), params: params.value };
}
