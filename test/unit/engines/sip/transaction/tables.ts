import type { SipMessage } from "../../../../../src/sip/message/message.ts";
import { timerSettings, type Conditions } from "../../../../../src/engines/sip/transaction/timers.ts";
import type { Outgoing } from "../../../../../src/engines/sip/transaction/server.ts";
import { short } from "./messages.ts";

export const UDP: Conditions = { timers: timerSettings(), reliable: false };
export const TCP: Conditions = { timers: timerSettings(), reliable: true };

type Effect =
  | { readonly kind: "arm"; readonly timer: string; readonly afterMs: number }
  | { readonly kind: "disarm"; readonly timer: string }
  | {
      readonly kind: string;
      readonly request?: SipMessage;
      readonly response?: SipMessage | Outgoing;
      readonly ack?: SipMessage;
      readonly failure?: string;
    };

/** A step in a line: "completed: transmit ACK, arm D 32000, inform 486". */
export function told([state, ...effects]: readonly [{ readonly name: string }, ...Effect[]]): string {
  const because = "because" in state ? ` (${String(state.because)})` : "";
  return [`${state.name}${because}`, effects.map(toldEffect).join(", ")].filter((part) => part !== "").join(": ");
}

function toldEffect(effect: Effect): string {
  if ("afterMs" in effect) return `arm ${effect.timer} ${effect.afterMs}`;
  if ("timer" in effect) return `disarm ${effect.timer}`;
  const message = effect.request ?? effect.response ?? effect.ack;
  const about = message === undefined ? effect.failure : short(message);
  return about === undefined ? effect.kind : `${effect.kind} ${about}`;
}
