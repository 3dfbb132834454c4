import { parseMaxForwards } from "./scalars.ts";

/** Of a request that begins here (RFC 3261 §8.1.1.6). */
const MAX_FORWARDS = 70;

/** Hops that remain for what is sent on of a request with this Max-Forwards; undefined: it has come to its end, 483 (RFC 3261 §16.3 step 3). */
export function hopsLeft(maxForwards: string | undefined): number | undefined {
  const hops = parseMaxForwards(maxForwards?.trim() ?? "");
  if (hops === undefined) return MAX_FORWARDS;
  return hops === 0 ? undefined : Math.min(hops, MAX_FORWARDS) - 1;
}
