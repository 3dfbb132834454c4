import type { CallParty } from "../../events/event.ts";
import { defined } from "../../runtime/defined.ts";
import type { CallOrigin } from "../../routing/decide-onward.ts";
import { AnsweredCaller } from "../caller/answered-caller.ts";
import { publish, publishLeg, type Call, type StepOutcome } from "../call.ts";
import type { HoldMusic } from "../hold/hold-music.ts";
import { otherThan, type Side } from "../leg/side.ts";
import type { CallingParty } from "../parts.ts";
import type { Transferor } from "../leg/refer-subscription.ts";
import type { TransferOrder } from "./mid-call-control.ts";
import { answeredCallerParts } from "../caller/connect-media.ts";

/** The conversation that a transfer ends; its legs are up, and the receiver's. */
interface Ending {
  readonly talkers: Readonly<Record<Side, Transferor>>;
  readonly calleeLeg: number;
  readonly hold: HoldMusic | undefined;
}

/** The transferee goes on elsewhere; the transferor waits for what comes of it (RFC 5589). */
export async function transfer(
  call: Call,
  order: TransferOrder,
  { talkers, calleeLeg, hold }: Ending,
): Promise<StepOutcome> {
  const { transferee, subscription, to, how } = order;
  const { leg, party } = talkers[transferee];
  const transferor = talkers[otherThan(transferee)];
  subscription.wait();
  const endpoint = await hold?.release(transferee);
  const goesOn = transferee === "caller" ? call : calledByCallee(call, talkers.callee, calleeLeg);
  const waiting = new AnsweredCaller(leg, endpoint, answeredCallerParts(goesOn), subscription);
  call.log.info({ event: "call.transferring", how, transferee }, "call is transferred");
  publish(call, { kind: "call.transferring", by: transferor.party, transferee: party, to, how });
  if (transferee === "callee") {
    const callerLeg = {
      leg: call.callerLeg ?? 0,
      role: "caller",
      party: transferor.party,
      state: "terminated",
    } as const;
    void transferor.leg.ended.then(() => publishLeg(call, callerLeg));
    const itsLeg = { leg: calleeLeg, role: "callee", party, state: "terminated" } as const;
    void leg.ended.then(() => publishLeg(call, itsLeg));
  }
  const onward: Call = { ...goesOn, incoming: waiting, transfers: (call.transfers ?? 0) + 1 };
  if (order.kind === "attended-transfer") return { kind: "join", call: onward, other: order.other };
  const withRights: Call = { ...onward, sentBy: order.rights, ...defined({ inPlaceOf: order.inPlaceOf }) };
  return { kind: "go-on", plan: order.plan, call: withRights };
}

/** A callee who is transferred is the caller from now on, as far as those who are called see. */
function calledByCallee(call: Call, { party, shown }: Transferor, calleeLeg: number): Call {
  const caller: CallingParty = { ...shown, party };
  const { tenant } = call;
  const origin: CallOrigin = { tenant, caller: callerOf(party), dialled: undefined, device: party.device };
  return { ...call, caller, origin, callerLeg: calleeLeg };
}

function callerOf({ user, device, number }: CallParty): CallOrigin["caller"] {
  if (user !== undefined && device !== undefined) return { kind: "user", user };
  return number === undefined ? { kind: "unknown" } : { kind: "public", number };
}
