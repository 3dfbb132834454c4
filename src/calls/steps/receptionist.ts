import { routeOnward } from "../route/route.ts";
import { MediaRefused, MediaServerSilent } from "../../media/errors.ts";
import { openingStateOf } from "../../receptionist/opening-hours.ts";
import { ReceptionistSession, type MenuChoice } from "../../receptionist/receptionist-session.ts";
import { returningTo } from "../../routing/decide-onward.ts";
import type { MeetReceptionist } from "../../routing/plan.ts";
import type { Overflow } from "../../routing/tables.ts";
import type { ReceptionistRecord } from "../../settings/kinds/receptionist.ts";
import { publish, publishAnswer, type Call, type CallOver, type StepOutcome } from "../call.ts";
import type { CallerAtMedia } from "../caller/caller-side.ts";
import { SHUTTING_DOWN } from "../leg/reasons.ts";
import { arriveAt, takePlace } from "../caller/connect-media.ts";
import { MediaPlace } from "../leg/media-place.ts";

/** Receptionists may lead to each other, and to each other's callers; who has met so many is going round. */
const MOST_RECEPTIONISTS = 10;

/** The caller is greeted, chooses by keys, and is put through: what comes then is decided now, on the settings of the call. */
export async function receptionist(step: MeetReceptionist, call: Call): Promise<StepOutcome> {
  const record = call.snapshot.receptionist(step.receptionist);
  const met = (call.receptionistsMet ?? 0) + 1;
  if (record?.tenantId !== call.tenant || met > MOST_RECEPTIONISTS) {
    call.incoming.reject(480);
    const because = met > MOST_RECEPTIONISTS ? "receptionists-in-a-circle" : "no-destination";
    return { kind: "over", outcome: "rejected", status: 480, because, hungUpBy: "system" };
  }
  const wasAnswered = call.incoming.isAnswered;
  using place = new MediaPlace(step, call.id);
  const caller = await arriveAt(place, call);
  if ("kind" in caller) return caller;
  void takePlace(call);
  await using _caller = caller;
  if (!wasAnswered) publishAnswer(call, {});
  call.entry.set({ state: "connected" });

  const { parts, snapshot, entry, log } = call;
  using reception = new ReceptionistSession(caller.endpoint, record, {
    ...{ snapshot, log, clock: parts.clock, greetings: parts.receptionGreetings },
    stop: AbortSignal.any([caller.gone, entry.mustEnd.signal]),
  });
  const visit = await served(reception, record, step, call);
  const facts = { receptionist: record.id, because: visit.because };
  call.log.info({ event: "receptionist.left", ...facts }, "caller leaves the receptionist");
  if (caller.gone.aborted || call.entry.mustEnd.happened || !("to" in visit))
    return await over(visit.because, call, caller);
  if (visit.to === null) {
    await reception.playPrompt("goodbye");
    return await over(visit.because, call, caller);
  }
  const { plan, decisions } = await routeOnward(visit.to, call.origin, call);
  call.log.info({ event: "route.decided", plan: plan.kind }, "route decided");
  publish(call, { kind: "call.routed", plan, decisions });
  const isChoice = visit.because === "key" || visit.because === "extension" || visit.because === "name";
  const next = isChoice && step.back === undefined ? returningTo(record.id, plan) : plan;
  return { kind: "go-on", plan: next, call: { ...call, incoming: caller.release(), receptionistsMet: met } };
}

type Served =
  | { readonly because: MenuChoice["because"] | "closed"; readonly to: Overflow }
  | { readonly because: "left" | "failed" };

async function served(
  reception: ReceptionistSession,
  record: ReceptionistRecord,
  { back }: MeetReceptionist,
  call: Call,
): Promise<Served> {
  const { parts, snapshot, tenant, log } = call;
  try {
    const timeZone = snapshot.tenant(tenant)?.timeZone ?? "UTC";
    const { open, because, decision } = openingStateOf(record, timeZone, parts.clock.nowMs());
    publish(call, { kind: "call.decided", decisions: [decision] });
    log.info(
      { event: "receptionist.answers", receptionist: record.id, open, why: because.kind },
      "receptionist answers",
    );
    if (!open) {
      await reception.playClosedGreeting();
      return { because: "closed", to: record.whenClosed };
    }
    const visit = await reception.askForChoice(back);
    return visit ?? { because: "left" };
  } catch (failure) {
    if (!(failure instanceof MediaServerSilent) && !(failure instanceof MediaRefused)) throw failure;
    log.error({ event: "receptionist.failed", err: failure }, "media server failed the receptionist");
    return { because: "failed" };
  }
}

async function over(because: Served["because"], call: Call, caller: CallerAtMedia): Promise<CallOver> {
  const hungUpBy = caller.leg.over ? "caller" : "system";
  await caller.leg.hangUp(call.entry.mustEnd.happened ? SHUTTING_DOWN : undefined);
  return { kind: "over", outcome: "answered", because: `receptionist-${because}`, hungUpBy };
}
