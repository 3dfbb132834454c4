import type { Redis } from "ioredis";
import type { Logger } from "pino";
import type { SettingsKeys } from "../redis/keys.ts";
import { parseTenantId, type TenantId } from "../vocabulary/identifiers.ts";
import { readFirstAudit } from "./audit.ts";
import type { Actor, AuditEntry } from "./schemas/audit.ts";
import type { Snapshot } from "./snapshot.ts";
import { asUnavailable } from "./store/commit.ts";

/** Who makes the first company. Its name stands in the journal of every company that a first start made. */
export const FIRST_START: Actor = { kind: "system", id: null, name: "first start" };

/** The company that the first start made, to which API_TOKEN belongs; undefined where none is stored yet. */
export async function readFirstTenant(redis: Redis, keys: SettingsKeys): Promise<TenantId | undefined> {
  const stored = await asUnavailable(redis.hget(keys.system, "first-tenant"));
  return stored === null ? undefined : parseTenantId(stored);
}

/**
 * Stores which company the first start made, where an Offhook that did not store it made one. The journal tells: its first entry
 * is the first start's, or else the oldest of all. Where a journal has lost its first entry, the company stays the one that was
 * first by name until now, and the log says so: programs go on, and no rename moves the token from here on.
 */
export async function settleFirstTenant(
  { redis, keys, logger }: { readonly redis: Redis; readonly keys: SettingsKeys; readonly logger: Logger },
  snapshot: Snapshot,
): Promise<TenantId | undefined> {
  const stored = await readFirstTenant(redis, keys);
  if (stored !== undefined) return stored;
  const tenants = snapshot.tenants().map(({ id }) => id);
  const oldest = tenants.length < 2 ? tenants[0] : await oldestOf(redis, keys, tenants);
  const settled = oldest ?? tenants[0];
  if (settled === undefined) return undefined;
  await asUnavailable(redis.hsetnx(keys.system, "first-tenant", settled));
  if (oldest === undefined)
    logger.warn(
      { event: "settings.first-company-unknown", tenant: settled },
      "which company is the oldest isn't known: API_TOKEN stays with the one that it opened until now",
    );
  return readFirstTenant(redis, keys);
}

/** Undefined unless every company's journal still has its beginning, or one of them is the first start's. */
async function oldestOf(redis: Redis, keys: SettingsKeys, tenants: readonly TenantId[]): Promise<TenantId | undefined> {
  const begun: { readonly tenant: TenantId; readonly entry: Omit<AuditEntry, "id" | "undoable"> | undefined }[] = [];
  for (const tenant of tenants) begun.push({ tenant, entry: await readFirstAudit(redis, keys, tenant) });
  const made = begun.find(({ entry }) => entry?.actor.kind === "system" && entry.actor.name === FIRST_START.name);
  if (made !== undefined) return made.tenant;
  if (begun.some(({ entry }) => entry === undefined)) return undefined;
  const atMs = ({ entry }: (typeof begun)[number]): number => Date.parse(entry?.at ?? "");
  return begun.sort((one, other) => atMs(one) - atMs(other))[0]?.tenant;
}
