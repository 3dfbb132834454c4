import { Type } from "typebox";
import { onceForEach } from "../../runtime/once-for-each.ts";
import { DEFAULT_RETENTION, retentionDays, type RetentionDays } from "./retention.ts";
import type { Frozen } from "./words.ts";

/** A company's list is longer than a person's; both are looked through at each call. */
const MOST_BLOCKED = { tenant: 1_000, user: 200 } as const;

const BlockedNumber = Type.String({
  pattern: "^(?:\\+[1-9]\\d{6,14}|\\+[1-9]\\d{0,13}\\*)$",
  description: "A public number, or the beginning of some with a * behind",
  examples: ["+33612345678", "+3389*"],
});

function blockList(most: number) {
  return Type.Object(
    {
      numbers: Type.Array(BlockedNumber, { maxItems: most, uniqueItems: true }),
      outcome: Type.Union([Type.Literal("reject"), Type.Literal("voicemail"), Type.Literal("announcement")], {
        description:
          "What blocked callers get: 603, the mailbox (603 where there is none), or a polite announcement before the 603",
      }),
    },
    { additionalProperties: false, description: "Callers whose calls are not taken, whatever else is set" },
  );
}

const RejectAnonymous = Type.Boolean({
  description: "Callers who hide their number hear that they must show it (433, RFC 5079)",
});

/** Which callers a user refuses, and how many calls they take. */
export const userPolicies = {
  blockList: blockList(MOST_BLOCKED.user),
  rejectAnonymous: RejectAnonymous,
  callWaiting: Type.Boolean({ description: "Off: a user in a call is busy for the next one" }),
  maxCalls: Type.Union([Type.Integer({ minimum: 1, maximum: 100 }), Type.Null()], {
    description: "In so many calls at once a user is busy; null = there is no such number",
  }),
  allowPickUp: Type.Boolean({
    description:
      "Colleagues may take calls that ring here (**extension, *8), or that a phone of theirs names (Replaces)",
  }),
  declineEndsCall: Type.Boolean({ description: "One phone that declines (600, 603) declines for all of the user's" }),
};
export type UserPolicies = Frozen<Type.Static<Type.TObject<typeof userPolicies>>>;

/** The session timer's lower bound is RFC 4028 §5's; a day is longer than any call. */
const TimerSeconds = Type.Integer({ minimum: 90, maximum: 86_400 });

/** Which callers a company refuses, and when a call counts as dead. */
export const tenantPolicies = {
  blockList: blockList(MOST_BLOCKED.tenant),
  rejectAnonymous: RejectAnonymous,
  parking: Type.Object(
    {
      slots: Type.Integer({ minimum: 0, maximum: 9, description: "How many calls can be parked: from 701 on" }),
      waitSeconds: Type.Integer({
        minimum: 5,
        maximum: 3_600,
        description: "After so long the call comes back to the user who parked it",
      }),
    },
    { additionalProperties: false },
  ),
  sessionTimer: Type.Object(
    {
      seconds: Type.Union([Type.Literal(0), TimerSeconds], {
        description:
          "Within so many seconds each side of a call says that it is still there (RFC 4028); 0 = none is asked",
      }),
      minimumSeconds: TimerSeconds,
    },
    { additionalProperties: false },
  ),
  mediaTimeoutSeconds: Type.Union([Type.Literal(0), Type.Integer({ minimum: 10, maximum: 3_600 })], {
    description:
      "A call at the media server (mailbox, menu, conference) ends after so many seconds without a packet, unless it is on hold; 0 = never",
  }),
  holdMusic: Type.Boolean({
    description:
      "The party that is put on hold hears the system's music; off: what the phone that holds plays, or nothing",
  }),
  discardSilence: Type.Boolean({
    description:
      "A message in which nothing is said is none, and one loses the silence at its end; off: what is recorded is kept as it is",
  }),
  ...retentionDays,
};
export type TenantPolicies = Frozen<Type.Static<Type.TObject<typeof tenantPolicies>>>;

const EMPTY_LIST: UserPolicies["blockList"] = { numbers: [], outcome: "reject" };

const DEFAULT_USER_POLICIES: UserPolicies = {
  blockList: EMPTY_LIST,
  rejectAnonymous: false,
  callWaiting: true,
  maxCalls: null,
  allowPickUp: true,
  declineEndsCall: true,
};

const DEFAULT_TENANT_POLICIES: TenantPolicies = {
  blockList: EMPTY_LIST,
  rejectAnonymous: false,
  parking: { slots: 9, waitSeconds: 120 },
  sessionTimer: { seconds: 1_800, minimumSeconds: 90 },
  mediaTimeoutSeconds: 60,
  holdMusic: true,
  discardSilence: true,
  ...DEFAULT_RETENTION,
};

/** Of a user, or what holds where nothing was ever said. */
export const userPoliciesOf = onceForEach((record: Partial<UserPolicies>): UserPolicies => {
  const { blockList, rejectAnonymous, callWaiting, maxCalls, allowPickUp, declineEndsCall } = {
    ...DEFAULT_USER_POLICIES,
    ...record,
  };
  return { blockList, rejectAnonymous, callWaiting, maxCalls, allowPickUp, declineEndsCall };
});

/** The same of a company. */
export const tenantPoliciesOf = onceForEach((record: Partial<TenantPolicies>): TenantPolicies => {
  const policies = { ...DEFAULT_TENANT_POLICIES, ...record };
  const { blockList, rejectAnonymous, parking, sessionTimer, mediaTimeoutSeconds } = policies;
  const { holdMusic, discardSilence } = policies;
  return {
    ...{ blockList, rejectAnonymous, parking, sessionTimer, mediaTimeoutSeconds },
    ...{ holdMusic, discardSilence, ...retentionOf(policies) },
  };
});

/** For how long the company keeps what names people. */
export function retentionOf({
  callRecordDays,
  traceDays,
  messageDays,
  journalDays,
  eventDays,
}: RetentionDays): RetentionDays {
  return { callRecordDays, traceDays, messageDays, journalDays, eventDays };
}

/** A block list as the API shows it. */
export function blockListView({ numbers, outcome }: UserPolicies["blockList"]) {
  return { numbers: [...numbers], outcome };
}
