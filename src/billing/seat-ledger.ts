import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import type { Logger } from "../observability/logging.ts";
import { billingKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Settings } from "../settings/settings.ts";
import { asUnavailable } from "../settings/store/commit.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import { billedMonths, monthOf, type BilledMonth, type SeatMonth } from "./months.ts";

/** Ten years. */
const MOST_MONTHS = 120;

/** ARGV: month, seats now, amount, currency, most months. A month begins with as many seats as the one before it ended with. */
const noteScript = luaScript(`
local month, seats = ARGV[1], tonumber(ARGV[2])
local most = seats
local stored = redis.call('HGET', KEYS[1], month)
if stored then
  most = math.max(most, cjson.decode(stored).seats)
else
  local months = redis.call('HKEYS', KEYS[1])
  table.sort(months)
  local before
  for _, each in ipairs(months) do if each < month then before = each end end
  if before then most = math.max(most, cjson.decode(redis.call('HGET', KEYS[1], before)).last) end
  for i = 1, #months + 1 - tonumber(ARGV[5]) do redis.call('HDEL', KEYS[1], months[i]) end
end
local price = { amount = ARGV[3], currency = ARGV[4] }
redis.call('HSET', KEYS[1], month, cjson.encode({ seats = most, last = seats, price = price }))
return most
`);

export interface SeatLedgerOptions {
  readonly redis: Redis;
  readonly events: Pick<EventBus, "on">;
  readonly settings: Pick<Settings, "snapshot">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Remembers how many seats each company had, by month: this process notes the changes that it makes itself. */
export class SeatLedger implements Disposable {
  readonly #options: SeatLedgerOptions;
  readonly #listening: Disposable;
  /** Companies whose seats are being noted, at most once each; true: they have changed since. */
  readonly #noting = new Map<TenantId, boolean>();

  constructor(options: SeatLedgerOptions) {
    this.#options = options;
    this.#listening = options.events.on("setting.changed", ({ tenant, resource, change }) => {
      if (resource === "tenant" || (resource === "user" && change !== "updated")) this.#noteSoon(tenant);
    });
  }

  /** What each month cost, the newest first; this month as it is until now. @throws StoreUnavailable */
  async months(tenant: TenantId): Promise<readonly BilledMonth[]> {
    await asUnavailable(this.#note(tenant)); // what a process that died couldn't note
    const stored = await asUnavailable(this.#options.redis.hgetall(billingKeys().seats(tenant)));
    const remembered = Object.entries(stored).map(([month, json]) => [month, JSON.parse(json) as SeatMonth] as const);
    return billedMonths(new Map(remembered), this.#monthOf(tenant));
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
  }

  #noteSoon(tenant: TenantId): void {
    if (this.#noting.has(tenant)) {
      this.#noting.set(tenant, true);
      return;
    }
    this.#noting.set(tenant, false);
    this.#note(tenant)
      .catch((failure: unknown) =>
        this.#options.logger.warn({ event: "billing.not-noted", tenant, err: failure }, "seats are noted later"),
      )
      .finally(() => {
        const hasChanged = this.#noting.get(tenant) === true;
        this.#noting.delete(tenant);
        if (hasChanged) this.#noteSoon(tenant);
      });
  }

  async #note(tenant: TenantId): Promise<void> {
    const { redis, settings } = this.#options;
    const record = settings.snapshot.tenant(tenant);
    if (record === undefined) return;
    const { amount, currency } = record.seatPrice;
    const seats = settings.snapshot.users(tenant).length;
    await noteScript(
      redis,
      [billingKeys().seats(tenant)],
      [this.#monthOf(tenant), seats, amount, currency, MOST_MONTHS],
    );
  }

  #monthOf(tenant: TenantId): string {
    const { settings, clock } = this.#options;
    return monthOf(clock.nowMs(), settings.snapshot.tenant(tenant)?.timeZone ?? "UTC");
  }
}
