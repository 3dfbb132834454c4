/** What can be measured by itself. */
export const ROWS = [
  "memory",
  "registrations",
  "calls",
  "change",
  "voicemail",
  "flood",
  "highest-registrations",
  "highest-calls",
] as const;
export type RowName = (typeof ROWS)[number];

/** How much of everything the bench does. */
export interface BenchPlan {
  readonly rows: readonly RowName[];
  /** Each row is measured so often; its figure is the median. */
  readonly repeats: number;
  /** Before the first measurement of a kind: a server that compiles its code as it runs is measured as it is from its first minute on. */
  readonly warmUpSeconds: number;
  /** How long it is watched what a server takes with nothing to do, before each measurement. */
  readonly idleMs: number;
  /** This part of a row's work may fail without failing the bench: on a machine that is busy with tests, not where figures are wanted. */
  readonly mayFail: number;
  readonly phones: number;
  /** Of a row at a fixed rate. */
  readonly seconds: number;
  readonly registrationRates: readonly number[];
  readonly callRates: readonly number[];
  readonly heldCalls: number;
  readonly mailboxCallers: number;
  /** Where the search for the highest rate begins; undefined: no search. */
  readonly highest: { readonly registrations: number; readonly calls: number } | undefined;
  /** Multiples of the highest rate that are offered. */
  readonly overload: readonly number[];
  readonly changes: number;
  /** How long an attack lasts, and how many calls a second the trunk brings meanwhile. */
  readonly flood: { readonly seconds: number; readonly callRate: number };
}

export const FULL: BenchPlan = {
  rows: ROWS,
  ...{ repeats: 3, phones: 1_000, seconds: 15, warmUpSeconds: 20, idleMs: 3_000, mayFail: 0 },
  ...{ registrationRates: [200, 1_000], callRates: [50, 100], heldCalls: 1_000, mailboxCallers: 50 },
  ...{ highest: { registrations: 500, calls: 50 }, overload: [1, 2, 4], changes: 50 },
  flood: { seconds: 30, callRate: 20 },
};

/** Seconds a row: whether everything still works, not what it costs. */
export const SHORT: BenchPlan = {
  rows: ROWS,
  ...{ repeats: 1, phones: 20, seconds: 2, warmUpSeconds: 0, idleMs: 500, mayFail: 0.1 },
  ...{ registrationRates: [20], callRates: [4], heldCalls: 20, mailboxCallers: 2 },
  ...{ highest: undefined, overload: [], changes: 2 },
  flood: { seconds: 5, callRate: 5 },
};
