import { AudioMissing, MediaRefused, MediaServerSilent } from "../../media/errors.ts";
import type { Audio, MediaEndpoint, RoomMember } from "../../media/media-port.ts";
import type { Confer } from "../../routing/plan.ts";
import { Scope } from "../../runtime/scope.ts";
import type { ConferenceRecord } from "../../settings/kinds/conference.ts";
import type { Language } from "../../settings/schemas/words.ts";
import { obeyDtmf } from "../conference/conference-dtmf.ts";
import type { Participant } from "../conference/conference-rooms.ts";
import { publishAnswer, type Call, type CallOver } from "../call.ts";
import { SHUTTING_DOWN } from "../leg/reasons.ts";
import { arriveAt, takePlace } from "../caller/connect-media.ts";
import { MediaPlace } from "../leg/media-place.ts";
import type { PromptName } from "../../vocabulary/prompt.ts";

const PIN_TRIES = 3;
const FIRST_KEY_MS = 8_000;
const BETWEEN_KEYS_MS = 4_000;
const LONGEST_PIN = 10;

/** How a caller's visit to a conference ended, for the call's record. */
type Visit = "left" | "refused" | "wrong-pin" | "failed";

/** The caller enters a conference, as a participant or a moderator, after its PIN where it has one. */
export async function conference(step: Confer, call: Call): Promise<CallOver> {
  const { incoming, entry, snapshot } = call;
  const record = snapshot.conference(step.conference);
  if (record === undefined) {
    incoming.reject(404);
    return { kind: "over", outcome: "rejected", status: 404, because: "no-destination", hungUpBy: "system" };
  }
  using place = new MediaPlace(step, call.id);
  const caller = await arriveAt(place, call, roomOf(record));
  if ("kind" in caller) return caller;
  await using _caller = caller;
  publishAnswer(call, {});

  const because = await visit(record, call, {
    ...{ step, place, endpoint: caller.endpoint },
    stop: AbortSignal.any([caller.gone, entry.mustEnd.signal]),
  });
  const hungUpBy = caller.leg.over ? "caller" : "system";
  await caller.leg.hangUp(entry.mustEnd.happened ? SHUTTING_DOWN : undefined);
  call.log.info({ event: "conference.ended", conference: record.id, outcome: because }, "conference left");
  return { kind: "over", outcome: "answered", because: `conference-${because}`, hungUpBy };
}

/** A caller in a conference, at the media server. */
interface Visitor {
  readonly step: Confer;
  readonly place: MediaPlace;
  readonly endpoint: MediaEndpoint;
  /** Aborted when the caller has hung up, or must. */
  readonly stop: AbortSignal;
}

async function visit(record: ConferenceRecord, call: Call, visitor: Visitor): Promise<Visit> {
  try {
    return await converse(record, call, visitor);
  } catch (failure) {
    if (!(failure instanceof MediaServerSilent) && !(failure instanceof MediaRefused)) throw failure;
    call.log.error({ event: "conference.failed", err: failure }, "media server failed the conference");
    return "failed";
  }
}

async function converse(
  record: ConferenceRecord,
  call: Call,
  { step, place, endpoint, stop }: Visitor,
): Promise<Visit> {
  const language = languageOf(call);
  const say = (...names: PromptName[]): Promise<void> => speak(endpoint, names.map(prompt(language)), stop, call);

  const role = step.admittedAs ?? (await roleOf(record, language, endpoint, stop));
  if (role === undefined) {
    await say("conference-wrong-pin", "goodbye");
    return "wrong-pin";
  }
  place.plan = { ...step, admittedAs: role }; // a party who takes the place need not prove it again
  const moderator = role === "moderator";
  // The room would end with its moderator: the one who leaves stays until the other one is in.
  const staysUntilEntered = moderator && record.endsWithModerator;
  if (!staysUntilEntered) await takePlace(call);
  if (record.waitForModerator && !moderator) await say("conference-wait");
  await using stay = new Scope();
  const outcome = await endpoint.join(
    {
      room: roomOf(record),
      moderator,
      muted: record.muteOnEntry && !moderator,
      waitForModerator: record.waitForModerator,
      endsWithModerator: record.endsWithModerator,
      maxMembers: record.maxMembers,
      ...(record.announce ? { announce: announcement(call) } : {}),
    },
    (member) => {
      call.log.info({ event: "conference.entered", conference: record.id, role }, "conference entered");
      void takePlace(call);
      const { rooms, clock } = call.parts;
      const participant = participantOf(call, record, moderator, member);
      stay.own(rooms.add(participant));
      stay.own(obeyDtmf(endpoint, participant, rooms, { clock, language }));
    },
    stop,
  );
  if (outcome !== "refused") return "left";
  await say("conference-full", "goodbye");
  return "refused";
}

function participantOf(call: Call, { id }: ConferenceRecord, moderator: boolean, member: RoomMember): Participant {
  const { number, name, party } = call.caller;
  return {
    ...{ call: call.id, tenant: call.tenant, conference: id, number, name, user: party.user, moderator, member },
    enteredAtMs: call.parts.clock.nowMs(),
  };
}

/** The role that the caller's PIN gives: not asked for where none is set; three tries. */
async function roleOf(
  { pin, moderatorPin }: ConferenceRecord,
  language: Language,
  endpoint: MediaEndpoint,
  stop: AbortSignal,
): Promise<"participant" | "moderator" | undefined> {
  if (pin === null && moderatorPin === null) return "participant";
  const question = pin === null ? "conference-moderator-pin" : "conference-pin";
  const input = { maxDigits: LONGEST_PIN, firstKeyMs: FIRST_KEY_MS, betweenKeysMs: BETWEEN_KEYS_MS };
  for (let tries = 0; tries < PIN_TRIES && !stop.aborted; tries++) {
    const { digits } = await endpoint.collect(
      prompt(language)(tries === 0 ? question : "conference-pin-again"),
      input,
      stop,
    );
    if (moderatorPin !== null && digits === moderatorPin) return "moderator";
    if (pin === null ? digits === "" : digits === pin) return "participant";
  }
  return undefined;
}

/** A prompt that isn't there is left out: the conference matters more. */
async function speak(endpoint: MediaEndpoint, words: readonly Audio[], stop: AbortSignal, call: Call): Promise<void> {
  try {
    await endpoint.play(words, { signal: stop });
  } catch (failure) {
    if (!(failure instanceof AudioMissing)) throw failure;
    call.log.error({ event: "conference.prompt-missing", err: failure }, "prompt missing");
  }
}

/** One room a conference, over all tenants of a media server. */
function roomOf({ id }: ConferenceRecord): string {
  return `conference-${id}`;
}

/** All in the room hear the company's language. */
function announcement(call: Call): { readonly entered: Audio; readonly left: Audio } {
  const language = call.snapshot.tenant(call.tenant)?.language ?? "en";
  return { entered: prompt(language)("conference-entered"), left: prompt(language)("conference-left") };
}

function languageOf({ caller, snapshot, tenant }: Call): Language {
  const { user } = caller.party;
  return (user === undefined ? undefined : snapshot.user(user)?.language) ?? snapshot.tenant(tenant)?.language ?? "en";
}

function prompt(language: Language): (name: PromptName) => Audio {
  return (name) => ({ kind: "prompt", language, name });
}
