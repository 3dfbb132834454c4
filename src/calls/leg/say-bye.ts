import type { SrfDialog } from "../../srf/srf.ts";
import type { LegParts } from "./leg-parts.ts";
import { reasonHeader } from "./reasons.ts";
import { byeToTrunk } from "./request-in-dialog.ts";

/** A peer that doesn't answer our BYE is left to the engine's own timers after this long. */
const BYE_WITHIN_MS = 2_000;

/** Sends BYE and waits for its answer a little. Never rejects. */
export function sayBye(dialog: SrfDialog, parts: LegParts, reason: string | undefined): Promise<void> {
  return new Promise((resolve) => {
    const alarm = parts.clock.arm(BYE_WITHIN_MS, resolve);
    const answered = (): void => {
      alarm.disarm();
      resolve();
    };
    const { account } = parts;
    const headers = reasonHeader(reason);
    try {
      if (account === undefined) dialog.destroy({ headers }, answered);
      else byeToTrunk(dialog, headers, account, answered);
    } catch {
      parts.srf.removeDialog(dialog); // the engine is gone: nothing can be sent any more
      answered();
    }
  });
}
