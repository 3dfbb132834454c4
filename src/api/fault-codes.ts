import { INVALID_REASONS, TAKEN } from "../settings/errors.ts";

/** What can be wrong with a value whatever the settings are, and the parameters that say it in any language. */
const SCHEMA_CODES = {
  missing: [],
  /** Says what kind of thing it is; one of these words. */
  "kind-missing": ["allowed"],
  "unknown-field": [],
  "not-one-of": ["allowed"],
  "no-such-shape": [],
  /** Another type of value, or one of several ways; `expected` is in English. */
  "not-allowed": ["expected"],
  "out-of-range": ["minimum", "maximum"],
  "below-minimum": ["minimum"],
  "above-maximum": ["maximum"],
  "zero-or-range": ["minimum", "maximum"],
  "wrong-form": ["example"],
  "invisible-character": ["character"],
  "blank-ends": [],
  "too-short": ["minimum"],
  "too-long": ["maximum"],
  "too-few-items": ["minimum"],
  "too-many-items": ["maximum"],
  "duplicate-items": [],
  "not-a-time": [],
  "not-an-address": [],
  "not-a-version": [],
  "in-the-past": [],
  "no-such-target": [],
  "not-a-cursor": [],
  "other-order": [],
  "not-with-after": [],
  /** None of the others: `detail` says what. */
  invalid: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type SchemaCode = keyof typeof SCHEMA_CODES;
export type FaultCode =
  SchemaCode | (typeof INVALID_REASONS)[number] | `${(typeof TAKEN)[number]}-taken` | "operator-only";

/** Every `errors[].code` of the API, with the names of its `params`: what clients translate by. */
export const FAULT_CODES: Readonly<Record<FaultCode, readonly string[]>> = {
  ...(Object.fromEntries(INVALID_REASONS.map((reason) => [reason, []])) as unknown as Record<
    (typeof INVALID_REASONS)[number],
    readonly string[]
  >),
  ...(Object.fromEntries(TAKEN.map((what) => [`${what}-taken`, ["value"]])) as unknown as Record<
    `${(typeof TAKEN)[number]}-taken`,
    readonly string[]
  >),
  "operator-only": [],
  ...SCHEMA_CODES,
};
