import { MAX_SUBSCRIPTIONS } from "../limits.ts";
import type { EventFormat, SwitchEvent } from "./event.ts";

/** What one connection wants to hear of. Plain data; each command makes another one. */
export interface Subscription {
  readonly format: EventFormat;
  readonly all: boolean;
  readonly names: ReadonlySet<string>;
  readonly subclasses: ReadonlySet<string>;
  readonly filters: readonly { readonly header: string; readonly value: string }[];
}

export const NOTHING: Subscription = {
  format: "plain",
  all: false,
  names: new Set(),
  subclasses: new Set(),
  filters: [],
};

export interface Subscribed {
  readonly subscription: Subscription;
  /** The text of the reply. */
  readonly reply: string;
}

/**
 * `event FORMAT NAME…`: names add up over several commands; all words after CUSTOM are names of subclasses.
 * @param words  after "event"
 */
export function subscribe(before: Subscription, words: readonly string[]): Subscribed {
  const [first = "", ...others] = words;
  const isFormat = ["plain", "json", "xml"].includes(first.toLowerCase());
  if (first.toLowerCase() === "xml") return { subscription: before, reply: "-ERR xml is not spoken here" };
  const format: EventFormat = first.toLowerCase() === "json" ? "json" : "plain";
  const wanted = isFormat ? others : words;
  if (wanted.length === 0) return { subscription: before, reply: "-ERR no keywords supplied" };

  const names = new Set(before.names);
  const subclasses = new Set(before.subclasses);
  let all = before.all;
  let custom = false;
  for (const word of wanted) {
    if (names.size + subclasses.size >= MAX_SUBSCRIPTIONS)
      return { subscription: before, reply: "-ERR too many events" };
    if (custom) subclasses.add(word);
    else if (word.toUpperCase() === "ALL") all = true;
    else names.add(word.toUpperCase().replace(/^SWITCH_EVENT_/, ""));
    custom ||= word.toUpperCase() === "CUSTOM";
  }
  return { subscription: { ...before, format, all, names, subclasses }, reply: `+OK event listener enabled ${format}` };
}

/** `nixevent NAME…` and `noevents`. */
export function unsubscribe(before: Subscription, words: readonly string[] | "all"): Subscribed {
  if (words === "all") {
    const { format } = before;
    return { subscription: { ...NOTHING, format }, reply: "+OK no longer listening for events" };
  }
  const names = new Set(before.names);
  const subclasses = new Set(before.subclasses);
  for (const word of words) {
    names.delete(word.toUpperCase().replace(/^SWITCH_EVENT_/, ""));
    subclasses.delete(word);
  }
  return { subscription: { ...before, names, subclasses }, reply: "+OK events nixed" };
}

/** `filter HEADER VALUE` and `filter delete HEADER [VALUE]`. With at least one filter, an event must match one. */
export function filter(before: Subscription, words: readonly string[]): Subscribed {
  const [first = "", second, ...rest] = words;
  if (first.toLowerCase() === "delete") {
    if (second === undefined) return { subscription: before, reply: "-ERR invalid syntax" };
    const value = rest.join(" ");
    const filters = before.filters.filter(
      (entry) => !sameText(entry.header, second) || (value !== "" && !sameText(entry.value, value)),
    );
    return { subscription: { ...before, filters }, reply: `+OK filter deleted. [${second}]=[${value}]` };
  }
  if (second === undefined) return { subscription: before, reply: "-ERR invalid syntax" };
  if (before.filters.length >= MAX_SUBSCRIPTIONS) return { subscription: before, reply: "-ERR too many filters" };
  const value = [second, ...rest].join(" ");
  const filters = [...before.filters, { header: first, value }];
  return { subscription: { ...before, filters }, reply: `+OK filter added. [${first}]=[${value}]` };
}

/** True when the connection is to be told. */
export function wants(subscription: Subscription, event: SwitchEvent): boolean {
  const named =
    subscription.all ||
    (subscription.names.has(event.name) &&
      (event.name !== "CUSTOM" || event.subclass === undefined || subscription.subclasses.has(event.subclass)));
  if (!named) return false;
  return (
    subscription.filters.length === 0 ||
    subscription.filters.some(({ header, value }) => sameText(event.headers[header] ?? "", value))
  );
}

function sameText(one: string, other: string): boolean {
  return one.length === other.length && one.toLowerCase() === other.toLowerCase();
}
