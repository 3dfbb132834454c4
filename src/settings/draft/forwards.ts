import { parseE164 } from "../../vocabulary/e164.ts";
import type { Extension } from "../../vocabulary/extension.ts";
import { extensionKey, extensionOf, idOf, tenantGroup } from "../indexes.ts";
import type { Kind, Records } from "../registry.ts";
import type { Draft } from "./draft.ts";
import { require } from "./rules.ts";

type UserRecord = Records["user"];

/** What a forward leads to: a user, a ring group or receptionist (whose circles the call breaks), an extension that isn't there, or the PSTN. */
type ForwardTarget =
  | { readonly kind: "user"; readonly user: UserRecord }
  | { readonly kind: "unknown" }
  | { readonly kind: "group" }
  | { readonly kind: "pstn" };

/** Follows one forward, be it to an extension or to a public number of the tenant. */
function targetOf(draft: Draft, number: string): ForwardTarget {
  const e164 = parseE164(number);
  if (e164 === undefined) {
    const owner = draft.holder(extensionKey(draft.tenantId, number));
    if (owner?.kind === "ring-group" || owner?.kind === "receptionist") return { kind: "group" };
    return asTarget(draft, owner?.kind === "user" ? owner.id : undefined, "unknown");
  }
  // Another company's number is the PSTN's: what they do with it is theirs, and the call's own guards stop a circle.
  const destination = draft.own("number", e164)?.destination;
  return asTarget(draft, destination?.kind === "user" ? destination.id : undefined, "pstn");
}

/** Whether the forwards that are on lead from this user back to the user. */
function forwardsInACircle(draft: Draft, start: UserRecord): boolean {
  const seen = new Set<string>();
  let user = start;
  while (user.forwarding.enabled && user.forwarding.number !== null) {
    const target = targetOf(draft, user.forwarding.number);
    if (target.kind !== "user") return false;
    if (target.user.id === start.id) return true;
    if (seen.has(target.user.id)) return false; // a circle of others; theirs is found from one of them
    seen.add(target.user.id);
    user = target.user;
  }
  return false;
}

/** @param field  where the request has what leads there. @throws SettingInvalid */
export function checkForwarding(draft: Draft, user: UserRecord, field: string): void {
  const { enabled, number } = user.forwarding;
  if (number === null) {
    require(!enabled, field, "forwarding-needs-a-number", "there is no number to forward to");
    return;
  }
  const target = targetOf(draft, number);
  require(target.kind !== "unknown", field, "unknown-extension", `nobody has extension ${number}`);
  const isOwn = target.kind === "user" && target.user.id === user.id;
  require(!isOwn, field, "forwards-to-itself", `${user.name}'s calls would be forwarded to ${user.name}`);
  const isCircle = forwardsInACircle(draft, user);
  require(!isCircle, field, "forwards-in-a-circle", `${user.name}'s calls would come back by other forwards`);
}

/** Users whose forwarding names this extension, on or off. */
export function forwardersTo(draft: Draft, extension: string | undefined): UserRecord[] {
  const users = draft.members("user", tenantGroup(draft.tenantId));
  return users.filter(({ forwarding }) => forwarding.number === extension);
}

/** Forwards name their target by its extension, so they follow when it gets another one. */
export function followExtension(draft: Draft, before: Records[Kind], after: Records[Kind]): void {
  for (const forwarder of forwardersTo(draft, extensionOf(before))) {
    if (forwarder.id === idOf(before)) continue;
    const number = extensionOf(after) as Extension;
    draft.put("user", { ...forwarder, forwarding: { ...forwarder.forwarding, number } });
  }
}

function asTarget(draft: Draft, id: string | undefined, otherwise: "unknown" | "pstn"): ForwardTarget {
  const user = id === undefined ? undefined : draft.own("user", id);
  return user === undefined ? { kind: otherwise } : { kind: "user", user };
}
