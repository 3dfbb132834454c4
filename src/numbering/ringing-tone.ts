import type { Country } from "./country.ts";

/** Frequencies that sound together, then silence. */
export interface RingingBurst {
  readonly hertz: readonly number[];
  readonly onMs: number;
  readonly offMs: number;
}

const EUROPEAN: readonly RingingBurst[] = [{ hertz: [425], onMs: 1_000, offMs: 4_000 }];
const NORTH_AMERICAN: readonly RingingBurst[] = [{ hertz: [440, 480], onMs: 2_000, offMs: 4_000 }];
const BRITISH: readonly RingingBurst[] = [
  { hertz: [400, 450], onMs: 400, offMs: 200 },
  { hertz: [400, 450], onMs: 400, offMs: 2_000 },
];

/** Where it differs from what most of Europe has (ITU-T E.180, supplement 2). */
const TONES: Partial<Record<Country, readonly RingingBurst[]>> = {
  FR: [{ hertz: [440], onMs: 1_500, offMs: 3_500 }],
  ES: [{ hertz: [425], onMs: 1_500, offMs: 3_000 }],
  BE: [{ hertz: [425], onMs: 1_000, offMs: 3_000 }],
  GB: BRITISH,
  IE: BRITISH,
  US: NORTH_AMERICAN,
  CA: NORTH_AMERICAN,
};

/** What a caller in this country takes for ringing, once through. */
export function ringingTone(country: Country | undefined): readonly RingingBurst[] {
  return (country === undefined ? undefined : TONES[country]) ?? EUROPEAN;
}
