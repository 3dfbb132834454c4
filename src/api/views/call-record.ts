import { Type } from "typebox";
import { ringSeconds, talkSeconds } from "../../call-records/csv.ts";
import { numberOf, type StoredRecord } from "../../call-records/stored-record.ts";
import type { RecordedLeg } from "../../events/call-record.ts";
import type { CallParty } from "../../events/event.ts";

const nothing = Type.Null();
const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, nothing]);
const Time = orNull(Type.String({ description: "RFC 3339, UTC" }));
const wordsOf = <const Words extends readonly string[]>(all: Words, options: { readonly title?: string }) =>
  Type.Unsafe<Words[number]>(
    Type.Union(
      all.map((word) => Type.Literal(word)),
      options,
    ),
  );
const words = <const Words extends readonly string[]>(...all: Words) => wordsOf(all, {});

export const CallIdText = Type.String({ pattern: "^[0-9a-f]{1,40}$" });
export const Direction = wordsOf(["inbound", "outbound", "internal"], { title: "CallDirection" });
export const Outcome = wordsOf(
  ["answered", "voicemail", "no-answer", "busy", "cancelled", "declined", "rejected", "failed"],
  { title: "CallOutcome" },
);

const Party = Type.Object(
  {
    number: orNull(Type.String({ description: "Public number or extension; null: withheld, or the system itself" })),
    name: orNull(Type.String()),
    userId: orNull(Type.String()),
    deviceId: orNull(Type.String()),
    trunk: orNull(Type.Object({ id: Type.String(), name: Type.String() })),
  },
  { title: "CallRecordParty" },
);
type Party = Type.Static<typeof Party>;

const Leg = Type.Object(
  {
    party: Party,
    calledAt: Time,
    ringingAt: Time,
    ringSeconds: orNull(Type.Integer()),
    confirmation: orNull(
      Type.Object({
        askedAt: Time,
        verdict: orNull(words("accept", "refuse", "voicemail", "nothing", "gone")),
      }),
    ),
    answeredAt: Time,
    endedAt: Time,
    status: orNull(Type.Integer({ description: "The SIP status with which it refused" })),
  },
  { title: "CallRecordLeg" },
);

const count = Type.Optional(Type.Number());
const Media = Type.Object(
  {
    by: words("telephone", "media-server"),
    ...{
      packetsReceived: count,
      packetsSent: count,
      packetsLost: count,
      jitterMs: count,
      roundTripMs: count,
      mos: count,
    },
  },
  { title: "AudioQuality" },
);

/** One call, one record. */
export const RecordView = Type.Object(
  {
    id: CallIdText,
    direction: Direction,
    caller: Party,
    dialled: Type.String(),
    userId: orNull(Type.String({ description: "Whom the call was for" })),
    startedAt: Type.String({ description: "RFC 3339, UTC" }),
    ringingAt: Time,
    answeredAt: Time,
    endedAt: Time,
    ringSeconds: orNull(Type.Integer()),
    talkSeconds: orNull(Type.Integer()),
    answeredBy: orNull(Type.Union([Party, Type.Literal("voicemail")])),
    outcome: orNull(Outcome),
    status: orNull(Type.Integer({ description: "The final SIP status, where the call was refused" })),
    because: orNull(Type.String()),
    hungUpBy: orNull(words("caller", "callee", "system")),
    legs: Type.Array(Leg),
    transfers: Type.Array(
      Type.Object({
        ...{ at: Time, by: Party, transferee: Party, to: Type.String(), how: words("blind", "attended") },
        outcome: Type.Union([words("completed", "failed"), nothing], {
          description: "Null in records of earlier versions, which didn't know",
        }),
        status: orNull(Type.Integer({ description: "The SIP status that says why it failed" })),
      }),
    ),
    relatedCalls: Type.Array(Type.Object({ id: CallIdText, how: words("pick-up", "transfer", "replacement") }), {
      description:
        "Other calls of the same conversation: of the phone that took this one, of the transferor to the target",
    }),
    media: Type.Union([Type.Array(Media), nothing], {
      description: "How the audio was; null: it ran straight between telephones, and neither said how it was",
    }),
  },
  { title: "CallRecord" },
);
export type RecordView = Type.Static<typeof RecordView>;

export const DecisionView = Type.Object(
  {
    rule: Type.String(),
    input: Type.Record(Type.String(), Type.Unknown()),
    result: Type.String(),
  },
  { title: "RoutingDecision" },
);
export const TraceView = Type.Object(
  {
    plan: Type.Unknown(),
    decisions: Type.Array(DecisionView),
    messages: Type.Array(
      Type.Object({
        at: Type.String({ description: "RFC 3339, UTC" }),
        direction: words("received", "sent"),
        transport: Type.String(),
        address: Type.String({ description: "The other side" }),
        text: Type.String(),
      }),
    ),
    messagesLeftOut: Type.Integer({ description: "Messages that were more, or longer, than a trace holds" }),
  },
  { title: "CallTrace" },
);

export function recordView(record: StoredRecord): RecordView {
  const { answeredBy } = record;
  return {
    id: record.call,
    direction: record.direction,
    caller: partyView(record.caller, record),
    dialled: record.dialled,
    userId: record.user ?? null,
    startedAt: new Date(record.startedAtMs).toISOString(),
    ringingAt: timeOf(record.ringingAtMs),
    answeredAt: timeOf(record.answeredAtMs),
    endedAt: timeOf(record.endedAtMs),
    ringSeconds: ringSeconds(record) ?? null,
    talkSeconds: talkSeconds(record) ?? null,
    answeredBy:
      answeredBy === undefined ? null : answeredBy === "voicemail" ? answeredBy : partyView(answeredBy, record),
    outcome: record.outcome ?? null,
    status: record.status ?? null,
    because: record.because ?? null,
    hungUpBy: record.hungUpBy ?? null,
    legs: record.legs.map((leg) => legView(leg, record)),
    transfers: record.transfers.map(({ atMs, by, transferee, to, how, outcome = null, status = null }) => ({
      ...{ at: timeOf(atMs), to, how, outcome, status },
      by: partyView(by, record),
      transferee: partyView(transferee, record),
    })),
    relatedCalls: (record.related ?? []).map(({ call, how }) => ({ id: call, how })),
    media: record.media === null ? null : record.media.map((each) => ({ ...each })),
  };
}

function legView(leg: RecordedLeg, record: StoredRecord): Type.Static<typeof Leg> {
  const { callee, askedAtMs, verdict, ringingAtMs, answeredAtMs, endedAtMs } = leg;
  const stoppedAtMs = askedAtMs ?? answeredAtMs ?? endedAtMs;
  return {
    party: partyView(callee, record),
    calledAt: timeOf(leg.calledAtMs),
    ringingAt: timeOf(ringingAtMs),
    ringSeconds:
      ringingAtMs === undefined || stoppedAtMs === undefined ? null : Math.round((stoppedAtMs - ringingAtMs) / 1_000),
    confirmation: askedAtMs === undefined ? null : { askedAt: timeOf(askedAtMs), verdict: verdict ?? null },
    answeredAt: timeOf(answeredAtMs),
    endedAt: timeOf(endedAtMs),
    status: leg.status ?? null,
  };
}

function partyView(party: CallParty, record: StoredRecord): Party {
  const { user, device, trunk, name } = party;
  const number = numberOf(party, record);
  return {
    number: number === "" ? null : number,
    name: (user === undefined ? undefined : record.people[user]?.name) ?? name ?? null,
    userId: user ?? null,
    deviceId: device ?? null,
    trunk: trunk === undefined ? null : { id: trunk, name: record.trunks[trunk] ?? "" },
  };
}

function timeOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
