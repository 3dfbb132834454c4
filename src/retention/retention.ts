import type { Redis } from "ioredis";
import type { Logger } from "../observability/logging.ts";
import { leadWhenElected, type Term } from "../redis/leader-election.ts";
import { isAborted } from "../runtime/aborted.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { RETAINED, type Retained } from "../settings/schemas/retention.ts";
import { tenantPoliciesOf } from "../settings/schemas/policies.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";

const DAY_MS = 86_400_000;
const FORGET_EACH_MS = 3_600_000;
/** While Redis, or the disk, is away. */
const AGAIN_AFTER_MS = 60_000;

/** Forgets what a company has from before this moment. @returns how much of it; 0: nothing is left */
export type ForgetBefore = (tenant: TenantId, beforeMs: number) => Promise<number>;

export interface RetentionOptions {
  readonly redis: Redis;
  readonly keys: { readonly leader: string; readonly fences: string };
  readonly settings: { readonly snapshot: Pick<Snapshot, "tenants"> };
  readonly forget: Readonly<Record<Retained, ForgetBefore>>;
  /** What is left of companies that are gone. */
  readonly forgetRemoved: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Forgets what is older than each company wants it kept: records of calls, their traces, messages, the journal, events. One of
 * all processes does it, each hour; the next one takes over where that one ends.
 */
export class Retention implements AsyncDisposable {
  readonly #options: RetentionOptions;
  readonly #closing = new AbortController();
  readonly #done: Promise<void>;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#done = leadWhenElected({ ...options, signal: this.#closing.signal }, (term) => this.#lead(term));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("closing"));
    await this.#done;
  }

  async #lead({ lost }: Term): Promise<void> {
    const { clock } = this.#options;
    const over = AbortSignal.any([this.#closing.signal, lost]);
    while (!isAborted(over)) {
      const isWhole = await this.#forgetAll(over);
      await clock.sleep(isWhole ? FORGET_EACH_MS : AGAIN_AFTER_MS, over).catch(() => undefined);
    }
  }

  /** False: something failed, and is to be done again soon. */
  async #forgetAll(over: AbortSignal): Promise<boolean> {
    const { settings, forget, forgetRemoved, clock, logger } = this.#options;
    let isWhole = true;
    const attempt = async (work: () => Promise<void>): Promise<void> => {
      if (isAborted(over)) return;
      await work().catch((failure: unknown) => {
        isWhole = false;
        logger.warn({ event: "retention.failed", err: failure }, "what is too old stays a while longer");
      });
    };
    await attempt(forgetRemoved);
    for (const tenant of settings.snapshot.tenants()) {
      const policies = tenantPoliciesOf(tenant);
      for (const kind of RETAINED) {
        const days = policies[kind];
        if (days === null) continue;
        await attempt(async () => {
          const forgotten = await forget[kind](tenant.id, clock.nowMs() - days * DAY_MS);
          if (forgotten > 0)
            logger.info(
              { event: "retention.forgotten", tenant: tenant.id, kind, forgotten },
              "what was too old is gone",
            );
        });
      }
    }
    return isWhole;
  }
}
