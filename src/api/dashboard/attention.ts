import { Type } from "typebox";
import type { Kind } from "../../settings/registry.ts";
import type { UserRecord } from "../../settings/kinds/user.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import { lockedAccounts } from "../login-guard.ts";
import type { ApiParts } from "../parts.ts";
import { trunkCondition } from "../../trunks/trunk-condition.ts";

/** Named with one piece of news; `count` says how many there are. */
const MOST_NAMED = 10;

/** What an administrator should look at, the gravest first. */
const ATTENTION_CODES = [
  "trunk-down",
  "limit-reached",
  "login-locked",
  "mailbox-locked",
  "sources-banned",
  "mail-failed",
  "webhook-disabled",
  "no-trunk",
  "no-main-number",
  "number-without-destination",
  "user-without-device",
] as const;
type Code = (typeof ATTENTION_CODES)[number];

const SEVERITY: Readonly<Record<Code, "error" | "warning" | "info">> = {
  "trunk-down": "error",
  "limit-reached": "error",
  "login-locked": "warning",
  "mailbox-locked": "warning",
  "sources-banned": "info",
  "mail-failed": "warning",
  "webhook-disabled": "warning",
  "no-trunk": "warning",
  "no-main-number": "info",
  "number-without-destination": "info",
  "user-without-device": "info",
};

const Named = Type.Object(
  {
    kind: Type.String({ examples: ["user", "phone-number", "trunk", "webhook", "voicemail", "limit"] }),
    id: Type.String({ description: "As its own route names it" }),
    label: Type.String({ description: "As people know it" }),
    since: Type.Optional(Type.String({ description: "RFC 3339, UTC" })),
    until: Type.Optional(Type.String({ description: "RFC 3339, UTC" })),
    reason: Type.Optional(Type.String({ description: "For administrators, in English" })),
  },
  { title: "AttentionItem" },
);
type Named = Type.Static<typeof Named>;

export const Attention = Type.Object(
  {
    code: Type.Unsafe<Code>(Type.Union(ATTENTION_CODES.map((code) => Type.Literal(code)))),
    severity: Type.Union([Type.Literal("error"), Type.Literal("warning"), Type.Literal("info")]),
    count: Type.Integer({ minimum: 0 }),
    items: Type.Array(Named, { description: `At most ${MOST_NAMED} of them` }),
  },
  { title: "Attention" },
);
export type Attention = Type.Static<typeof Attention>;

type Parts = Pick<ApiParts, "settings" | "trunks" | "limits" | "mailboxes" | "bans" | "operatorToken">;

/** All that needs attention in a company; what is in order is left out. @throws where Redis is away */
export async function attentionOf(parts: Parts, tenant: TenantId): Promise<Attention[]> {
  const { snapshot } = parts.settings;
  const users = snapshot.users(tenant);
  const [limits, logins, mailboxes, mails] = await Promise.all([
    limitsReached(parts, tenant),
    lockedLogins(parts, users),
    lockedMailboxes(parts, tenant, users),
    failedMails(parts, tenant),
  ]);
  const found: Readonly<Record<Code, readonly Named[]>> = {
    ...settingsToMend(parts, tenant, users),
    "trunk-down": trunksDown(parts, tenant),
    "limit-reached": limits,
    "login-locked": logins,
    "mailbox-locked": mailboxes,
    "sources-banned": bannedSources(parts),
    "mail-failed": mails,
  };
  return ATTENTION_CODES.flatMap((code) => {
    const all = found[code];
    if (all.length === 0) return [];
    return [{ code, severity: SEVERITY[code], count: all.length, items: all.slice(0, MOST_NAMED) }];
  });
}

type MendedCode =
  "webhook-disabled" | "no-trunk" | "no-main-number" | "number-without-destination" | "user-without-device";

/** What the settings alone tell. */
function settingsToMend(
  { settings: { snapshot } }: Parts,
  tenant: TenantId,
  users: readonly UserRecord[],
): Readonly<Record<MendedCode, readonly Named[]>> {
  const numbers = snapshot.numbers(tenant);
  const company = snapshot.tenant(tenant);
  const itself = company === undefined ? [] : [named("tenant", company)];
  const lacksMain = company?.mainNumber === null && numbers.length > 0;
  const hasTrunk = snapshot.trunks(tenant).some(({ enabled }) => enabled);
  const disabled = snapshot.webhooks(tenant).filter(({ disabledBecause }) => disabledBecause !== null);
  return {
    "webhook-disabled": disabled.map((webhook) => named("webhook", webhook)),
    "no-trunk": hasTrunk ? [] : itself,
    "no-main-number": lacksMain ? itself : [],
    "number-without-destination": numbers
      .filter(({ destination }) => destination === null)
      .map(({ number }) => ({ kind: "phone-number", id: number, label: number })),
    "user-without-device": users
      .filter(({ id }) => snapshot.devicesOf(id).length === 0)
      .map((user) => named("user", user)),
  };
}

function trunksDown({ settings: { snapshot }, trunks }: Parts, tenant: TenantId): Named[] {
  return snapshot.trunks(tenant).flatMap((trunk) => {
    const condition = trunkCondition(trunk, trunks.of(trunk.id));
    if (condition.kind !== "down") return [];
    const { sinceMs, reason } = condition;
    return [{ ...named("trunk", trunk), since: timeOf(sinceMs), ...(reason !== undefined && { reason }) }];
  });
}

async function limitsReached({ limits }: Parts, tenant: TenantId): Promise<Named[]> {
  return (await limits.usage(tenant)).flatMap(({ kind, reachedAtMs, liftedUntilMs }) =>
    reachedAtMs === undefined || liftedUntilMs !== undefined
      ? []
      : [{ kind: "limit", id: kind, label: kind, since: timeOf(reachedAtMs) }],
  );
}

async function lockedLogins({ settings }: Parts, users: readonly UserRecord[]): Promise<Named[]> {
  const locked = await lockedAccounts(
    settings.redis,
    users.map(({ email }) => email),
  );
  return users.filter(({ email }) => locked.has(email)).map((user) => named("user", user));
}

async function lockedMailboxes(
  { settings: { snapshot }, mailboxes }: Parts,
  tenant: TenantId,
  users: readonly UserRecord[],
): Promise<Named[]> {
  const shared = snapshot.sharedMailboxes(tenant);
  const locked = await mailboxes.pins.locked([...users, ...shared].map(({ id }) => id));
  const untilOf = (owner: Labelled): string => timeOf(locked.get(owner.id as UserRecord["id"]) ?? 0);
  return [
    ...users.filter(({ id }) => locked.has(id)).map((user) => ({ ...named("user", user), until: untilOf(user) })),
    ...shared
      .filter(({ id }) => locked.has(id))
      .map((mailbox) => ({ ...named("shared-mailbox", mailbox), until: untilOf(mailbox) })),
  ];
}

async function failedMails({ settings: { snapshot }, mailboxes }: Parts, tenant: TenantId): Promise<Named[]> {
  return (await mailboxes.failedMails(tenant)).map(({ id, user, receivedAt, delivery }) => {
    const owner = snapshot.user(user as UserRecord["id"]) ?? snapshot.setting("shared-mailbox", user as never);
    const reason = delivery.state === "failed" ? { reason: delivery.reason } : {};
    return { kind: "voicemail", id, label: owner?.name ?? user, since: receivedAt, ...reason };
  });
}

/** Bans are the whole system's: an administrator sees them only where the company is alone on it. */
function bannedSources({ bans, operatorToken }: Parts): Named[] {
  if (operatorToken !== undefined) return [];
  return bans.list().map(({ source, sinceMs, untilMs, reason }) => ({
    ...{ kind: "ban", id: source, label: source, reason },
    ...{ since: timeOf(sinceMs), until: timeOf(untilMs) },
  }));
}

interface Labelled {
  readonly id: string;
  readonly name: string;
}

function named(kind: Kind, { id, name }: Labelled): Named {
  return { kind, id, label: name };
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
