/** What a source did that no telephone and no provider of ours does. */
export const OFFENCES = ["wrong-password", "untrusted-call", "malformed", "scanner", "flood", "provisioning"] as const;
export type Offence = (typeof OFFENCES)[number];

/** The points of one offence. */
export const POINTS: Readonly<Record<Offence, number>> = {
  /** An unknown user counts the same: the two are not told apart. */
  "wrong-password": 1,
  /** A call from an address that no trunk trusts, to whatever number. */
  "untrusted-call": 1,
  malformed: 1,
  /** It says itself what it is. */
  scanner: 10,
  /** One message beyond its share: a phone repeats an unanswered one ten times. */
  flood: 0.1,
  /** It asks for the file of a phone that is none of ours, or by a secret that isn't one. */
  provisioning: 1,
};

/** At so many points a source is banned. Points go away with time: a phone with a wrong password tries once or twice a minute. */
export const SCORE = { most: 10, perSecond: 1 / 30 };
/** An office: a source whose phones have proved their passwords. Of 50 phones some are always set up wrong. */
export const SCORE_OF_OFFICE = { most: 100, perSecond: 1 / 5 };

const MINUTE_MS = 60_000;
/** The first ban; each further one lasts four times as long, the longest a day. */
export const FIRST_BAN_MS = MINUTE_MS;
export const BAN_FACTOR = 4;
export const LONGEST_BAN_MS = 24 * 60 * MINUTE_MS;
/** So long after a ban without another the next one is short again. */
export const FORGIVEN_AFTER_MS = 24 * 60 * MINUTE_MS;
/** An office stays one for so long after its last success: holidays included. */
export const OFFICE_FOR_MS = 14 * 24 * 60 * MINUTE_MS;

/** Bans at once; the one that ends first makes room: who bans that many has forged them. */
export const MOST_BANS = 10_000;
/** Entries of the allow-list. */
export const MOST_ALLOWED = 1_000;
