import { pino } from "pino";
import { EventLog } from "../../../src/event-log/event-log.ts";
import { eventKeys } from "../../../src/redis/keys.ts";
import { createEventBus } from "../../../src/events/bus.ts";
import type { SwitchEvent } from "../../../src/events/event.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import type { NewWebhook, WebhookRecord } from "../../../src/settings/kinds/webhook.ts";
import { makeWebhookSecret } from "../../../src/settings/secrets.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { parseCallId, type TenantId } from "../../../src/vocabulary/identifiers.ts";
import { WebhookQueue, type WebhookLimits } from "../../../src/webhooks/webhook-queue.ts";
import { testRedis, testSettings, type TestRedis } from "../../support/redis.ts";

const system = { kind: "system", id: null, name: "test" } as const;
const QUICK: Partial<WebhookLimits> = {
  retryAfterMs: () => 20,
  mostAttempts: 5,
  withinMs: 1_000,
  lookAgainAfterMs: 100,
  lookForDeadAfterMs: 200,
};

/** One application process, as far as webhooks are concerned. */
export interface HookProcess extends AsyncDisposable {
  readonly queue: WebhookQueue;
  readonly events: SwitchEvent[];
  publish(...events: SwitchEvent[]): void;
}

export interface HookProcessOptions {
  readonly start?: boolean;
  readonly limits?: Partial<WebhookLimits>;
  readonly allowPrivate?: boolean;
  readonly mortal?: boolean;
}

export interface WebhookSystem extends AsyncDisposable {
  readonly redis: TestRedis;
  readonly settings: Settings;
  readonly tenant: TenantId;
  log(): string;
  webhook(webhook: Partial<NewWebhook> & { readonly url: string }): Promise<WebhookRecord>;
  /** `start: false`: it writes events down and delivers none. */
  process(options?: HookProcessOptions): HookProcess;
  /** As if every process that was opened as `mortal` had been killed: Redis never hears of its queue again. */
  kill(): Promise<void>;
  /** As if every process had been killed: Redis never hears of their queues again. */
  loseQueue(): Promise<number>;
}

export async function startWebhookSystem(): Promise<WebhookSystem> {
  const scope = new Scope();
  const lines: string[] = [];
  const logger = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const redis = scope.own(await testRedis());
  const settings = scope.own(await testSettings(redis));
  const { tenantId: tenant } = await settings.ensureFirstTenant({
    tenant: { name: "Test", country: "FR", timeZone: "Europe/Paris", language: "fr" },
    admin: { name: "Admin", email: "admin@example.com", extension: parseExtension("1001")!, role: "admin" },
    passwordHash: "x".repeat(40),
  });
  return {
    ...{ redis, settings, tenant },
    log: () => lines.join(""),
    webhook: (webhook) =>
      settings.change(tenant, system, (draft) =>
        draft.add("webhook", { name: "CRM", ...webhook, secret: makeWebhookSecret() }),
      ),
    async kill() {
      await settings.redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    },
    process({ start = true, limits = {}, allowPrivate = true, mortal = false } = {}) {
      const own = new Scope();
      const published: SwitchEvent[] = [];
      const events = createEventBus({
        onFault: (fault) => {
          throw fault;
        },
      });
      events.onAny((event) => void published.push(event));
      const parts = { redis: settings.redis, keys: eventKeys(), settings, events, clock: systemClock, logger };
      const queue = own.own(
        new WebhookQueue({
          ...parts,
          address: { ...redis.address, ...(mortal && { retryStrategy: () => null }) },
          allowPrivate,
          limits: { ...QUICK, ...limits },
        }),
      );
      const onQueued = (orderingKey: string): void => (start ? queue.queued(orderingKey) : undefined);
      own.own(new EventLog({ ...parts, copiesOf: (event) => queue.copiesOf(event), onQueued }));
      if (start) queue.start();
      const process: HookProcess = {
        ...{ queue, events: published },
        publish: (...all) => all.forEach((event) => events.publish(event)),
        [Symbol.asyncDispose]: () => own[Symbol.asyncDispose](),
      };
      scope.own(process);
      return process;
    },
    async loseQueue() {
      const keys = await settings.redis.keys("{offhook}:webhooks:*");
      return keys.length === 0 ? 0 : settings.redis.del(...keys);
    },
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}

/** What happens to one call. */
export function callEvents(tenant: TenantId, call: string): SwitchEvent[] {
  const about = { atMs: systemClock.nowMs(), tenant, call };
  return [
    {
      ...about,
      ...{ kind: "call.started", direction: "inbound", callId: parseCallId(call)!, caller: {}, dialled: "1001" },
    },
    { ...about, kind: "call.ringing", leg: `${call}-1`, callee: {} },
    { ...about, kind: "call.answered", leg: `${call}-1`, by: {} },
    { ...about, kind: "call.ended", outcome: "answered" },
  ];
}
