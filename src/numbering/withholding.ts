import { bareDialled } from "./normalise.ts";

/** ETSI ETS 300 648 (CLIR): *31 on fixed lines, #31# on mobiles. A further star is what some phones put between. */
const WITHHELD = /^(?:\*31|#31#)\*?(?<number>.+)$/;

/** The digits behind the code that withholds the caller's number for one call; undefined: the code was not dialled. */
export function withheldNumber(dialled: string): string | undefined {
  return WITHHELD.exec(bareDialled(dialled))?.groups?.["number"];
}
