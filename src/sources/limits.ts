import type { Rate } from "./token-bucket.ts";

/**
 * What a source (an IPv4 address, an IPv6 /64) may do as long as nothing is proven of it. A **known flow** is an address with
 * its port, or a connection, from which a phone has proved its password; an **office** is a source with a known flow.
 */
export const SOURCE_LIMITS = {
  /** Messages of one source, of all unknown flows together. A phone registers with two. */
  requests: { perSecond: 20, burst: 60 },
  /** The same of an office: after a power cut all its phones come back from new ports at once. */
  requestsOfOffice: { perSecond: 200, burst: 600 },
  /** Bytes of one source: its messages are small as long as it has no call. */
  bytes: { perSecond: 64_000, burst: 256_000 },
  bytesOfOffice: { perSecond: 640_000, burst: 2_560_000 },
  /** Messages of all sources that are no office: what one application process answers beside its calls. */
  requestsOfStrangers: { perSecond: 300, burst: 300 },
  /** Messages of one known flow: more than a busy PBX behind one port needs. */
  requestsOfKnownFlow: { perSecond: 1_000, burst: 2_000 },
  /** Requests of one source that wait for their answer. */
  openRequests: 60,
  openRequestsOfOffice: 600,
  /** A flow that has failed so often in a row is slowed to the rate below. */
  failuresUntilSlowed: 5,
  requestsOfSlowedFlow: { perSecond: 0.2, burst: 1 },
  /** Under a ban: how many flows that are not known yet are heard all the same, so that a phone with the right password gets in. */
  newFlowsUnderBan: { perSecond: 0.1, burst: 2 },
  newFlowsUnderBanOfOffice: { perSecond: 2, burst: 20 },
  /** The same for flows that repeat as a telephone does, for each step of RFC 3261's schedule (`retries.ts`). */
  patientFlowsUnderBan: { perSecond: 0.1, burst: 1 },
  /**
   * Under a ban: messages that are parsed to see whether they name a phone of ours, of one source and of all. It is heard then, so
   * often for each phone.
   */
  glances: { perSecond: 50, burst: 50 },
  glancesOfAll: { perSecond: 200, burst: 200 },
  flowsOfPhoneUnderBan: { perSecond: 0.1, burst: 1 },
  /** Such a flow is heard so often within this time: REGISTER, its answer to the challenge, repetitions. */
  messagesOfNewFlow: 8,
  newFlowMs: 32_000,
  /** Bytes of answers that a source gets beyond what it has sent: an address may be forged, and gets no more than that. */
  answersBeyondRequests: { perSecond: 200, burst: 4_000 },
  /** Connections of one source without a registration or call, and all. */
  unprovenConnections: 20,
  unprovenConnectionsOfOffice: 300,
  connections: 1_000,
  /** Beyond these the oldest one without a registration makes room for a new one; of one source, and of all. */
  replacedConnections: { perSecond: 40, burst: 40 },
  replacedConnectionsOfAll: { perSecond: 100, burst: 100 },
  /** A connection without a registration or call is cut after so long. */
  unprovenForMs: 10_000,
} as const satisfies Readonly<Record<string, Rate | number>>;

/** A flow stays known for so long after its last success: phones refresh within an hour, NATs keep a port for less than that. */
export const KNOWN_FLOW_MS = 2 * 3_600_000;
/** A peer that we send requests to is awaited for so long: a call's longest silence between session refreshes. */
export const PEER_MS = 30 * 60_000;

/** What is remembered at once; the oldest makes room. */
export const REMEMBERED = {
  /** Sources of which nothing is proven: at 1 KB each. */
  strangers: 20_000,
  /** Offices and peers of ours. */
  offices: 50_000,
  /** Of one source. */
  knownFlows: 2_000,
  doubtfulFlows: 500,
  bans: 10_000,
  /** Phones that have been heard under a ban lately. */
  phonesUnderBan: 10_000,
  trustedBlocks: 10_000,
  /** Banned sources whose ports' repetitions are followed: 256 KB each. One that has been silent makes room. */
  retries: { sources: 128, idleMs: 60_000 },
} as const;
