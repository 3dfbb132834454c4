import type { Country } from "./country.ts";

/** A tone of frequencies that sound together, then silence. */
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

/** The countries whose tone differs from most of Europe's (ITU-T E.180, supplement 2). */
const TONES: Partial<Record<Country, readonly RingingBurst[]>> = {
  FR: [{ hertz: [440], onMs: 1_500, offMs: 3_500 }],
  ES: [{ hertz: [425], onMs: 1_500, offMs: 3_000 }],
  BE: [{ hertz: [425], onMs: 1_000, offMs: 3_000 }],
  GB: BRITISH,
  IE: BRITISH,
  US: NORTH_AMERICAN,
  CA: NORTH_AMERICAN,
};

/** One period of the ringing tone (ringback) of this country. */
export function ringingTone(country: Country | undefined): readonly RingingBurst[] {
  return (country === undefined ? undefined : TONES[country]) ?? EUROPEAN;
}
