import { reject } from "../../routing/plan-for-user.ts";
import { abandoned, isAbandoned, linkCalls, type Call, type StepOutcome } from "../call.ts";
import { isBrowserOffer } from "../../sdp/browser-offer.ts";
import { needsMediaBetween } from "../dial/needs-media.ts";
import { shownTo } from "../identity.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { Shown } from "../leg/connected-identity.ts";
import type { Leg } from "../leg/leg.ts";
import type { LentLeg } from "../leg/leg-directory.ts";
import { isGone } from "../leg/status.ts";
import { attachAtMedia, attachCallee, type Attached } from "./attach.ts";
import { connect } from "./connect.ts";

const GONE = 480;

/**
 * The caller is connected with a party whose leg is up already: the transferor's other party, the transferor, or one
 * replaced. Where one of the two won't have the other's media, the party is given back, and talks on as before.
 */
export async function join(other: LentLeg, call: Call): Promise<StepOutcome> {
  const { leg, party, shown } = other;
  const attached = await attach(leg, shownTo(party, call.caller), call);
  if (attached.kind === "attached") {
    const winner = { kind: "direct", callee: borrowed(other, attached, call) } as const;
    const outcome = await connect(call, winner, { leg: call.legs.take(1), party, shown });
    return outcome ?? { kind: "go-on", plan: reject(480, "no-answer") };
  }
  const status = leg.over || isGone(attached.status) ? GONE : attached.status;
  await other.giveBack();
  if (isAbandoned(call)) return abandoned(call);
  call.incoming.reject(status);
  return { kind: "over", outcome: "failed", status, because: "not-joined", hungUpBy: "system" };
}

/** A browser and its other party meet at the caller's media server. */
function attach(leg: Leg, caller: Shown | undefined, { id, incoming, entry, parts }: Call): Promise<Attached> {
  if (!needsMediaBetween(incoming, { isBrowser: isBrowserOffer(leg.remoteSdp) }))
    return attachCallee(leg, incoming.offer, caller);
  return attachAtMedia(leg, caller, () => parts.media.open(undefined, entry.mustEnd.signal, id));
}

/** The party as a callee: taken when the caller is there, else back in their own conversation. */
function borrowed(
  other: LentLeg,
  { callee, restore }: Extract<Attached, { kind: "attached" }>,
  call: Call,
): AnsweredCallee {
  return {
    ...callee,
    connect: (answer) => {
      other.take();
      if (other.link !== undefined) linkCalls(call, other.link);
      return callee.connect(answer);
    },
    refuse: async () => {
      await restore();
      await other.giveBack();
    },
  };
}
