import { devicesForRedirection, redirectTo } from "../../routing/redirect.ts";
import type { Branch } from "../../routing/plan.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { userOf } from "../arriving.ts";
import type { Call } from "../call.ts";
import type { ForkBranch } from "../fork/fork.ts";
import { decideOn, goBy, tablesFor, trunksFor } from "../pictures.ts";
import { together } from "../fork/together.ts";
import type { Dialled } from "./dial.ts";

/**
 * Where a phone sends its call on by 302 (RFC 3261 §8.1.3.4): a public number, under the limits of every forward, or
 * somebody of the house. Undefined: nowhere we may go; the phone has refused, then.
 *
 * @param rings  what these branches call; none of it is sent on again
 */
export async function redirected(
  contact: string,
  user: UserId,
  call: Call,
  rings: (branches: readonly Branch[]) => Promise<readonly Dialled[]>,
): Promise<Pick<ForkBranch, "start" | "silentForMs"> | undefined> {
  const { snapshot, parts, tenant } = call;
  const redirection = {
    ...{ tenant, caller: call.underWay.caller, turns: new Map() },
    trunks: trunksFor(tenant, snapshot, parts),
    ...(parts.busy === undefined ? {} : { occupied: parts.busy }),
  };
  const dialled = userOf(contact);
  const devices = devicesForRedirection(dialled, user, { ...redirection, tables: tablesFor(snapshot, parts) });
  const reachable = await parts.directory.bindingsOf(devices);
  const decided = decideOn(snapshot, parts, (tables) =>
    redirectTo(dialled, user, { ...redirection, tables, reachable }),
  );
  const [first, ...others] = await rings(goBy(decided, tenant, snapshot, parts));
  if (first === undefined) return undefined;
  call.log.info({ event: "branch.redirected", user }, "phone sends its call elsewhere");
  const all = [first, ...others];
  return {
    start: together([first.branch.start, ...others.map(({ branch }) => branch.start)]),
    silentForMs: Math.max(...all.map(({ branch }) => branch.silentForMs)),
  };
}
