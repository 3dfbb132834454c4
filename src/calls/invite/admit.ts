import { randomBytes } from "node:crypto";
import { callsForHelp } from "../../routing/decide-outbound.ts";
import type { DeviceRecord } from "../../settings/kinds/device.ts";
import { routingTables } from "../../settings/routing-tables.ts";
import { deviceMedia, trunkMedia } from "../media-policy.ts";
import { timerPolicyOf } from "../identity.ts";
import { tooShortFor } from "../leg/session-timer.ts";
import type { LiveCall, LiveEntry } from "../live-calls.ts";
import { findReplaced, type ReplacesTarget } from "../pickup/replaces.ts";
import type { AuthenticatedInvite } from "./authenticate.ts";
import { refuse, type RefusedInvite } from "./invite.ts";

/** A system that is full may have room again soon (RFC 3261 §20.33). */
const COME_AGAIN_SECONDS = "5";

/** RFC 3261 §20.43: the telephone's setting wants its audio encrypted. */
const NEEDS_ENCRYPTION = '399 offhook "This device is set to encrypt its audio (SRTP)"';

/** An INVITE that is a call from now on. */
export interface AdmittedInvite extends AuthenticatedInvite {
  /** The call's. */
  readonly id: string;
  readonly entry: LiveEntry;
  /** Whose place the caller wants to take, by a Replaces header. */
  readonly replaces: Exclude<ReplacesTarget, { kind: "refused" }>;
}

/** The place it wants to take may be taken, its session timer is long enough, and there is room for one more call. */
export function admit(invite: AuthenticatedInvite): AdmittedInvite | RefusedInvite {
  const { incoming, snapshot, parts, tenant, request, caller, dialled } = invite;
  const trunk = request.by === "trunk" ? request.trunk : undefined;
  const replaces = findReplaced(incoming.req, { tenant, trunk, caller }, snapshot, parts.dialogs);
  if (replaces.kind === "refused") return refuse(replaces.status);

  const record = trunk === undefined ? undefined : snapshot.trunk(trunk);
  const timer = timerPolicyOf(tenant, snapshot, record);
  const tooShort = tooShortFor(incoming.req, timer);
  if (tooShort !== undefined) return refuse(422, tooShort);
  incoming.timerPolicy = timer;
  incoming.path.policy = record === undefined ? deviceMedia(deviceOf(request, snapshot)) : trunkMedia(record);
  if (incoming.path.isRefused(incoming.offer)) return refuse(488, { Warning: NEEDS_ENCRYPTION });
  incoming.account = record && parts.network.accounts.of(record);

  const id = randomBytes(8).toString("hex");
  const isEmergency = request.by === "phone" && callsForHelp({ tenant, dialled }, routingTables(snapshot));
  const call: LiveCall = {
    ...{ id, tenant, from: caller.number ?? "", to: dialled, state: "routing" },
    direction: request.by === "trunk" ? "inbound" : "internal",
    startedAtMs: invite.receivedAtMs,
    answeredAtMs: undefined,
  };
  const entry = invite.live.admit(call, isEmergency);
  if (entry !== undefined) incoming.admitted(id);
  else {
    if (invite.live.isOpen) parts.logger.warn({ event: "call.no-room" }, "too many calls");
    return refuse(503, { "Retry-After": COME_AGAIN_SECONDS });
  }
  return { ...invite, id, entry: invite.scope.own(entry), replaces };
}

function deviceOf(
  request: AuthenticatedInvite["request"],
  snapshot: AuthenticatedInvite["snapshot"],
): DeviceRecord | undefined {
  return request.by === "phone" ? snapshot.device(request.device) : undefined;
}
