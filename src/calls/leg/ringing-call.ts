import type { CallParty } from "../../events/event.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import type { CallingParty } from "../parts.ts";
import type { AnsweredCallee } from "./answered-callee.ts";

/** A call that rings now, and the way to take it. */
export interface RingingCall {
  /** Our own id of the call. */
  readonly id: string;
  readonly tenant: TenantId;
  readonly caller: CallingParty;
  /** What the caller offers; undefined: the telephone that picks the call up makes the offer. */
  readonly offer: string | undefined;
  /** The caller is a page in a browser, whose media is WebRTC. */
  readonly isBrowser: boolean;
  /** Who is rung, in the order of the call's branches. */
  readonly ringing: readonly CallParty[];
  readonly sinceMs: number;
  /**
   * All telephones of the call stop, as for a call completed elsewhere, and this callee has it. Make the callee with
   * `../pickup/pick-up.ts`. False: another was sooner; then the callee is still the giver's.
   */
  pickUp(callee: AnsweredCallee, party: CallParty): boolean;
}
