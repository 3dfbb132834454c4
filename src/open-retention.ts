import type { Base } from "./base.ts";
import type { RecordStore } from "./call-records/record-store.ts";
import type { Recorder } from "./call-records/recorder.ts";
import { usersIn } from "./call-records/stored-record.ts";
import { Erasures } from "./erasures.ts";
import { forgetEventsBefore } from "./event-log/event-log.ts";
import { PersonErasures } from "./person-erasures.ts";
import { eventKeys, retentionKeys } from "./redis/keys.ts";
import { Retention } from "./retention/retention.ts";
import type { Mailboxes } from "./voicemail/message.ts";
import type { TenantId, UserId } from "./vocabulary/identifiers.ts";

/** What is kept for so many days, and what is erased of companies and of people who go. */
export function openRetention(
  base: Base,
  { store, ongoing }: Pick<Recorder, "store" | "ongoing">,
  mailboxes: Mailboxes,
): { readonly erasures: Erasures; readonly personErasures: PersonErasures } {
  const { scope, environment } = base;
  scope.own(retentionOf(base, store, mailboxes));
  const parts = { ...base, mailboxes, mediaDir: environment.mediaDir };
  const isInCall = async (tenant: TenantId, user: UserId): Promise<boolean> =>
    (await ongoing.list(tenant)).some((record) => usersIn(record).includes(user));
  return {
    erasures: scope.own(new Erasures(parts)),
    personErasures: scope.own(new PersonErasures({ ...parts, isInCall })),
  };
}

/** Where each thing is forgotten that companies keep for so many days. */
export function retentionOf(
  base: Pick<Base, "redis" | "settings" | "clock" | "logger">,
  records: Pick<RecordStore, "forgetBefore" | "forgetTracesBefore" | "forgetRemoved">,
  mailboxes: Pick<Mailboxes, "forgetBefore">,
): Retention {
  const { redis, settings } = base;
  const forgetMessages = async (tenant: TenantId, beforeMs: number): Promise<number> => {
    const { snapshot } = settings;
    let forgotten = 0;
    for (const { id } of [...snapshot.users(tenant), ...snapshot.sharedMailboxes(tenant)])
      forgotten += await mailboxes.forgetBefore(id, beforeMs);
    return forgotten;
  };
  return new Retention({
    ...base,
    keys: retentionKeys(),
    forget: {
      callRecordDays: (tenant, beforeMs) => records.forgetBefore(tenant, beforeMs),
      traceDays: (tenant, beforeMs) => records.forgetTracesBefore(tenant, beforeMs),
      messageDays: forgetMessages,
      journalDays: (tenant, beforeMs) => settings.forgetAuditBefore(tenant, beforeMs),
      eventDays: (tenant, beforeMs) => forgetEventsBefore({ redis, keys: eventKeys(), tenant, beforeMs }),
    },
    forgetRemoved: () => records.forgetRemoved(),
  });
}
