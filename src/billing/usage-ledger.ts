import type { Redis } from "ioredis";
import type { CallRecord } from "../events/call-record.ts";
import type { Logger } from "../observability/logging.ts";
import { billingKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Settings } from "../settings/settings.ts";
import { asUnavailable } from "../settings/store/commit.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import { monthOf } from "./months.ts";

/** Two years: what a provider still bills. */
const MOST_MONTHS = 24;

/** What a company's calls came to in one month. */
export interface MonthlyUsage {
  /** Where the company is. Example: "2026-11". */
  readonly month: string;
  readonly inboundCalls: number;
  readonly outboundCalls: number;
  readonly internalCalls: number;
  /** Of calls to the PSTN, from the answer to the end. */
  readonly outboundSeconds: number;
  readonly inboundSeconds: number;
}

/** ARGV: month, direction, seconds, most months. The oldest months make room. */
const noteScript = luaScript(`
local month = ARGV[1]
if redis.call('HEXISTS', KEYS[1], month .. '/since') == 0 then
  local months = {}
  for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    local known = string.match(field, '^(.*)/since$')
    if known then months[#months + 1] = known end
  end
  table.sort(months)
  for i = 1, #months + 1 - tonumber(ARGV[4]) do
    for _, counter in ipairs({'since', 'inbound/calls', 'inbound/seconds', 'outbound/calls', 'outbound/seconds', 'internal/calls', 'internal/seconds'}) do
      redis.call('HDEL', KEYS[1], months[i] .. '/' .. counter)
    end
  end
  redis.call('HSET', KEYS[1], month .. '/since', 1)
end
redis.call('HINCRBY', KEYS[1], month .. '/' .. ARGV[2] .. '/calls', 1)
redis.call('HINCRBY', KEYS[1], month .. '/' .. ARGV[2] .. '/seconds', ARGV[3])
`);

export interface UsageLedgerOptions {
  readonly redis: Redis;
  readonly settings: Pick<Settings, "snapshot">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Counts the calls of each company by month, as they end, for as long as the provider bills them. */
export class UsageLedger {
  readonly #options: UsageLedgerOptions;

  constructor(options: UsageLedgerOptions) {
    this.#options = options;
  }

  /** A call of this process is over. Never throws: while Redis is away calls end all the same, and aren't counted. */
  note({ tenant, direction, answeredAtMs, endedAtMs, startedAtMs }: CallRecord): void {
    const { redis, logger } = this.#options;
    if (this.#options.settings.snapshot.tenant(tenant) === undefined) return; // removed while it was called
    const talkedMs = answeredAtMs === undefined ? 0 : Math.max(0, (endedAtMs ?? answeredAtMs) - answeredAtMs);
    const values = [this.#monthOf(tenant, startedAtMs), direction, Math.ceil(talkedMs / 1_000), MOST_MONTHS];
    noteScript(redis, [billingKeys().usage(tenant)], values).catch((failure: unknown) =>
      logger.warn({ event: "billing.call-not-counted", tenant, err: failure }, "a call isn't counted"),
    );
  }

  /** This month, as it is until now. @throws StoreUnavailable */
  async thisMonth(tenant: TenantId): Promise<MonthlyUsage> {
    const month = this.#monthOf(tenant, this.#options.clock.nowMs());
    const counters = ["inbound/calls", "outbound/calls", "internal/calls", "outbound/seconds", "inbound/seconds"];
    const fields = counters.map((counter) => `${month}/${counter}`);
    const counted = await asUnavailable(this.#options.redis.hmget(billingKeys().usage(tenant), ...fields));
    const [inboundCalls = 0, outboundCalls = 0, internalCalls = 0, outboundSeconds = 0, inboundSeconds = 0] =
      counted.map((text) => Number(text ?? 0));
    return { month, inboundCalls, outboundCalls, internalCalls, outboundSeconds, inboundSeconds };
  }

  #monthOf(tenant: TenantId, atMs: number): string {
    return monthOf(atMs, this.#options.settings.snapshot.tenant(tenant)?.timeZone ?? "UTC");
  }
}
