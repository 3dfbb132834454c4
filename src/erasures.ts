import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Redis } from "ioredis";
import type { Logger } from "./observability/logging.ts";
import { deleteKeys } from "./redis/delete-keys.ts";
import {
  billingKeys,
  callKeys,
  deliveryKeys,
  eventKeys,
  limitKeys,
  loginKeys,
  mailboxKeys,
  presenceKeys,
  provisioningKeys,
  registrarKeys,
  routingKeys,
  trunkKeys,
} from "./redis/keys.ts";
import type { Alarm, Clock } from "./runtime/clock.ts";
import { LIMIT_KINDS } from "./limits/limit.ts";
import { hashToken } from "./settings/secrets.ts";
import type { Settings } from "./settings/settings.ts";
import type { TenantRemains } from "./settings/store/removal.ts";
import type { Mailboxes } from "./voicemail/message.ts";

/** What was under way when the company was removed is written by then, and is erased too. */
const ONCE_MORE_AFTER_MS = 60_000;
const KEYS_AT_ONCE = 500;

export interface ErasuresOptions {
  readonly redis: Redis;
  readonly settings: Pick<Settings, "remains" | "eraseRemains" | "forgetRemains">;
  readonly mailboxes: Pick<Mailboxes, "removeAllOf">;
  readonly mediaDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onceMoreAfterMs?: number;
}

/** Erases everything that a removed company has outside of the settings; what a crash interrupts, the next start goes on with. */
export class Erasures implements Disposable {
  readonly #options: ErasuresOptions;
  readonly #alarms = new Set<Alarm>();

  constructor(options: ErasuresOptions) {
    this.#options = options;
  }

  /** At once, and once more when what was still under way is written. @throws where Redis is away: the next start goes on */
  async erase(remains: TenantRemains): Promise<void> {
    const { clock, onceMoreAfterMs = ONCE_MORE_AFTER_MS } = this.#options;
    const alarm = clock.arm(onceMoreAfterMs, () => {
      this.#alarms.delete(alarm);
      void this.#finish(remains);
    });
    this.#alarms.add(alarm);
    await this.#erase(remains);
  }

  /** What an earlier process began. Never throws: what can't be done now is done at the next start. */
  async resume(): Promise<void> {
    const { settings, logger } = this.#options;
    const all = await settings.remains().catch((failure: unknown) => {
      logger.warn({ event: "company.not-erased", err: failure }, "removed companies are erased at the next start");
      return [];
    });
    for (const remains of all) await this.#finish(remains);
  }

  [Symbol.dispose](): void {
    for (const alarm of this.#alarms) alarm.disarm();
    this.#alarms.clear();
  }

  async #finish(remains: TenantRemains): Promise<void> {
    const { settings, logger } = this.#options;
    const { tenant } = remains;
    try {
      await this.#erase(remains);
      await settings.forgetRemains(tenant);
      logger.info({ event: "company.erased", tenant }, "nothing is left of a removed company");
    } catch (failure) {
      logger.warn(
        { event: "company.not-erased", tenant, err: failure },
        "a removed company is erased at the next start",
      );
    }
  }

  async #erase(remains: TenantRemains): Promise<void> {
    const { redis, settings, mailboxes, mediaDir } = this.#options;
    for (const mailbox of remains.mailboxes) await mailboxes.removeAllOf(mailbox);
    await rm(join(mediaDir, remains.tenant), { recursive: true, force: true });
    await this.#eraseWaitingDeliveries(remains);
    for (const [key, fields] of fieldsOf(remains)) if (fields.length > 0) await redis.hdel(key, ...fields);
    await redis.srem(callKeys().tenants, remains.tenant);
    await deleteKeys(redis, keysOf(remains));
    for (const mailbox of remains.mailboxes) await deleteKeys(redis, mailboxKeysOf(mailbox));
    await settings.eraseRemains(remains);
  }

  /** Events that wait for the company's webhooks. */
  async #eraseWaitingDeliveries({ webhooks }: TenantRemains): Promise<void> {
    const { redis } = this.#options;
    const { orderingKeys, waitingFor, waiting } = eventKeys();
    for (const webhook of webhooks) {
      for await (const found of redis.sscanStream(orderingKeys, { match: `${webhook}/*`, count: KEYS_AT_ONCE })) {
        const waitingHere = found as string[];
        if (waitingHere.length === 0) continue;
        await redis.del(...waitingHere.map(waitingFor));
        await redis.srem(orderingKeys, ...waitingHere);
      }
      await redis.hdel(waiting, webhook);
    }
  }
}

/** Fields of hashes that all companies share. */
function fieldsOf({ tenant, trunks, webhooks, groups }: TenantRemains): readonly [string, readonly string[]][] {
  const { states, refusals } = trunkKeys();
  const limits = LIMIT_KINDS.map((kind) => `${tenant}/${kind}`);
  return [
    [states, trunks],
    [trunkKeys().contacts, trunks],
    [refusals, trunks],
    [limitKeys().lifted, limits],
    [limitKeys().reached, limits],
    [routingKeys().groupTurns, groups],
    [deliveryKeys().failing, webhooks],
  ];
}

function keysOf(remains: TenantRemains): readonly string[] {
  const { tenant, users, devices, trunks, webhooks, numbers, emails } = remains;
  const [calls, limits, login, registrar] = [callKeys(), limitKeys(), loginKeys(), registrarKeys()];
  const { deliveries, order } = deliveryKeys();
  const { emergencyCallback, lastCaller } = routingKeys();
  const accounts = emails.map((email) => `account/${hashToken(email.toLowerCase())}`);
  return [
    ...[calls.index(tenant), calls.records(tenant), calls.traces(tenant), eventKeys().log(tenant)],
    ...[billingKeys().seats(tenant), billingKeys().usage(tenant), limits.live(tenant), limits.begun(tenant)],
    ...[mailboxKeys().mailFailed(tenant), provisioningKeys().setUps(tenant), provisioningKeys().shared(tenant)],
    ...users.flatMap((user) => [calls.indexOf(tenant, user), lastCaller(user)]),
    ...devices.flatMap((device) => [registrar.bindings(device), registrar.online(device)]),
    ...devices.map((device) => presenceKeys().subscriptions(device)),
    ...trunks.map((trunk) => limits.lines(trunk)),
    ...webhooks.flatMap((webhook) => [deliveries(webhook), order(webhook)]),
    ...numbers.map((number) => emergencyCallback(number)),
    ...accounts.flatMap((name) => [login.wrong(name), login.times(name), login.lock(name)]),
  ];
}

/** They have the mailbox as their hash tag. */
function mailboxKeysOf(mailbox: TenantRemains["mailboxes"][number]): readonly string[] {
  const keys = mailboxKeys();
  const { wrong, times, lock } = keys.pin(mailbox);
  return [
    keys.messages(mailbox),
    keys.heard(mailbox),
    keys.mail(mailbox),
    keys.gone(mailbox),
    keys.full(mailbox),
  ].concat(wrong, times, lock);
}
