import type { Caller } from "./call.ts";
import type { RoutingPlan } from "./plan.ts";

/** One rule that was asked on the way to a plan, and what it said: plain data, in words of the settings. */
export interface Decision {
  readonly rule: Rule;
  readonly input: Facts;
  readonly result: string;
}

/** The rules, in about the order in which they are asked. */
export type Rule =
  | "number"
  | "dialled"
  | "suspended"
  | "company-block-list"
  | "returned"
  | "emergency-call-back"
  | "destination"
  | "ring-group"
  | "block-list"
  | "forwarding"
  | "do-not-disturb"
  | "answer-time"
  | "forward"
  | "opening-hours"
  | "redirection"
  | "phones"
  | "outside"
  | "plan";

type Facts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Hears of each rule as it is asked. Decisions don't depend on whether there is a trace. */
export type DecisionTrace = (rule: Rule, input: Facts, result: string) => void;

/** A group of a hundred people, forwards and all. */
const MOST_DECISIONS = 500;

/** Writes rules down, in their order. */
export function recordTrace(): { readonly trace: DecisionTrace; readonly decisions: readonly Decision[] } {
  const decisions: Decision[] = [];
  const trace: DecisionTrace = (rule, input, result) => {
    if (decisions.length < MOST_DECISIONS) decisions.push({ rule, input, result });
  };
  return { trace, decisions };
}

/** Who calls, in one word. */
export function callerInShort(caller: Caller): string {
  return caller.kind === "public" ? caller.number : caller.kind === "user" ? "colleague" : caller.kind;
}

/** What happens first, in a few words. */
export function planInShort(plan: RoutingPlan): string {
  switch (plan.kind) {
    case "ring": {
      const turns = (plan.turns?.length ?? 0) + 1;
      const ringing = `rings ${plan.branches.length} for ${plan.ringForMs / 1_000} s`;
      return turns === 1 ? ringing : `${ringing}, the first of ${turns} turns`;
    }
    case "voicemail":
      return `mailbox (${plan.greeting})`;
    case "trunk": {
      const { callerId, candidates } = plan;
      const shown = callerId === null ? "nothing" : callerId.withheld ? "nothing (withheld)" : callerId.number;
      return `out over ${candidates.length === 1 ? "one trunk" : `${candidates.length} trunks`}, shows ${shown}`;
    }
    case "reject":
      return `${plan.status} ${plan.because}`;
    case "announce":
      return `says ${plan.prompt}, then ${plan.then.status}`;
    case "change-setting":
    case "conference":
    case "echo":
    case "listen":
    case "park":
    case "pick-up":
    case "receptionist":
    case "retrieve":
      return plan.kind;
  }
}
