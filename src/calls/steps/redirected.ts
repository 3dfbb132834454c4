import { outsideTo } from "../../routing/redirect.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { userOf } from "../arriving.ts";
import type { Call } from "../call.ts";
import { tablesFor, trunksFor } from "../pictures.ts";
import type { Dialled } from "./dial.ts";
import { outside } from "./outside.ts";

/**
 * Where a phone sends its call on by 302 (RFC 3261 §8.1.3.4): a public number, under the limits of every forward.
 * Undefined: nowhere we may go; the phone has refused, then.
 */
export function redirected(contact: string, user: UserId, call: Call): Dialled | undefined {
  const branch = outsideTo(userOf(contact), user, {
    tables: tablesFor(call.snapshot, call.parts),
    tenant: call.tenant,
    caller: call.caller.party.number,
    trunks: trunksFor(call.tenant, call.snapshot, call.parts),
  });
  if (branch === undefined) return undefined;
  call.log.info({ event: "branch.redirected", user }, "phone sends its call elsewhere");
  return outside(branch, call);
}
