import { transmit, type Outgoing, type ServerEffect, type ServerInput } from "./server.ts";
import { ABANDON_MS, arm, disarm, type Conditions } from "./timers.ts";

/**
 * A request other than INVITE and ACK that we got, as its server transaction sees it (RFC 3261 §17.2.2 figure 8).
 * A response that cannot be sent changes nothing here (against §17.2.4): the request, if repeated, gets it again, and not its user.
 * Entering `terminated` disarms whatever is armed.
 */
export type NonInviteServerState =
  /** Its user has said nothing yet. */
  | { readonly name: "trying" }
  | { readonly name: "proceeding"; readonly last: Outgoing }
  /** Answered; the request once more gets the answer once more. */
  | { readonly name: "completed"; readonly final: Outgoing }
  | { readonly name: "terminated"; readonly because: "done" | "abandoned" };

export type NonInviteServerNext = readonly [NonInviteServerState, ...ServerEffect[]];

export function startNonInviteServer(): NonInviteServerNext {
  return [{ name: "trying" }, arm("abandon", ABANDON_MS)];
}

export function stepNonInviteServer(
  state: NonInviteServerState,
  input: ServerInput,
  on: Conditions,
): NonInviteServerNext {
  switch (state.name) {
    case "trying":
    case "proceeding":
      return whenPending(state, input, on);
    case "completed":
      return whenCompleted(state, input);
    case "terminated":
      return [state];
  }
}

type In<Name extends NonInviteServerState["name"]> = Extract<NonInviteServerState, { name: Name }>;

/** Trying and Proceeding: the user works on it. */
function whenPending(
  state: In<"trying"> | In<"proceeding">,
  input: ServerInput,
  { timers, reliable }: Conditions,
): NonInviteServerNext {
  switch (input.kind) {
    case "again":
      return state.name === "trying" ? [state] : [state, transmit(state.last)];
    case "respond": {
      const { response } = input;
      if (response.status < 200) return [{ name: "proceeding", last: response }, transmit(response)];
      if (reliable) return [{ name: "terminated", because: "done" }, transmit(response)]; // timer J is 0
      return [{ name: "completed", final: response }, transmit(response), disarm("abandon"), arm("J", timers.t1x64Ms)];
    }
    case "alarm":
      return input.timer === "abandon" ? [{ name: "terminated", because: "abandoned" }] : [state];
    case "ack":
    case "repeat":
    case "unreachable":
      return [state];
  }
}

/** Completed: the same request again gets the same answer. */
function whenCompleted(state: In<"completed">, input: ServerInput): NonInviteServerNext {
  switch (input.kind) {
    case "again":
      return [state, transmit(state.final)];
    case "alarm":
      return input.timer === "J" ? [{ name: "terminated", because: "done" }] : [state];
    case "respond":
    case "ack":
    case "repeat":
    case "unreachable":
      return [state];
  }
}
