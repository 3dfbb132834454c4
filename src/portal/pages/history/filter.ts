import { timesOf } from "../../components/days.ts";
import { readNumber } from "../../components/phone-number.ts";

/** As the API takes them. */
const MOST_DIGITS = 32;

/** As it stands in the address: what is left out narrows nothing. */
export interface ChosenCalls {
  readonly user?: string | undefined;
  /** A number, or part of one, as people write it. */
  readonly number?: string | undefined;
  readonly outcome?: string | undefined;
  /** Days as "2026-11-29", of the reader's zone; both are part of what is asked for. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** As the API is asked. */
export type HistoryFilter = Readonly<Record<string, string>>;

/** What the API is asked for. Pure. */
export function filterOf({ number, from, to, ...plain }: ChosenCalls, country: string): HistoryFilter {
  const part = number === undefined ? "" : partOfNumber(number, country);
  return { ...defined(plain), ...(part !== "" && { number: part }), ...timesOf(from, to) };
}

/** Numbers are kept with the country's prefix: a national 0 isn't in them. */
function partOfNumber(text: string, country: string): string {
  const part = readNumber(text, country)
    .replaceAll(/[^+\d*#]/g, "")
    .slice(0, MOST_DIGITS);
  return part.startsWith("+") ? part : part.replace(/^0+/, "");
}

function defined(plain: Readonly<Record<string, string | undefined>>): HistoryFilter {
  return Object.fromEntries(
    Object.entries(plain).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
