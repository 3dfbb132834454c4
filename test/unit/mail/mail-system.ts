import { writeFile } from "node:fs/promises";
import { pino } from "pino";
import { createEventBus } from "../../../src/events/bus.ts";
import type { SwitchEvent } from "../../../src/events/event.ts";
import { mailServer, type MailServer } from "../../../src/mail/mail-server.ts";
import { MailQueue, type MailLimits } from "../../../src/mail/mail-queue.ts";
import { deliveryFor } from "../../../src/mail/notification.ts";
import { readTemplates } from "../../../src/mail/template.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import type { NewSharedMailbox } from "../../../src/settings/kinds/shared-mailbox.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import type { UserPatch, UserRecord } from "../../../src/settings/kinds/user.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import type { MailboxId, MessageId } from "../../../src/vocabulary/identifiers.ts";
import { MailboxStore } from "../../../src/voicemail/mailboxes.ts";
import { ownerOf } from "../../../src/voicemail/owner.ts";
import type { StoredMessage } from "../../../src/voicemail/message.ts";
import { testRedis, testSettings, type TestRedis } from "../../support/redis.ts";
import { smtpPeer, type SmtpPeer } from "../../support/smtp-peer.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { wavFile } from "../../support/wav-file.ts";

const QUICK: Partial<MailLimits> = {
  ...{ retryAfterMs: () => 20, mostAttempts: 4, lookAgainAfterMs: 100, lookForDeadAfterMs: 200 },
};
const system = { kind: "system", id: null, name: "test" } as const;

/** One application process, as far as mail is concerned. */
export interface MailProcess extends AsyncDisposable {
  readonly mailboxes: MailboxStore;
  readonly queue: MailQueue;
  readonly events: SwitchEvent[];
  publish(event: SwitchEvent): void;
}

export interface ProcessOptions {
  readonly start?: boolean;
  readonly server?: MailServer;
  readonly limits?: Partial<MailLimits>;
  readonly mortal?: boolean;
}

export interface MailSystem extends AsyncDisposable {
  readonly smtp: SmtpPeer;
  readonly redis: TestRedis;
  readonly settings: Settings;
  readonly alice: UserRecord;
  change(patch: UserPatch): Promise<void>;
  /** `start: false`: it only takes messages. */
  process(options?: ProcessOptions): Promise<MailProcess>;
  /** As if every process that was opened as `mortal` had been killed: Redis never hears of it again. */
  kill(): Promise<void>;
  /** The message as Redis has it now, queue and all; what is noted afterwards is lost where the result is called. */
  redisForgets(): Promise<() => Promise<void>>;
  /** Everything that the queue knows; the messages stay. How many keys that were. */
  loseQueue(): Promise<number>;
  /** A caller leaves a message. */
  leave(at: MailProcess, forMs?: number, mailbox?: MailboxId): Promise<MessageId>;
  sharedMailbox(of: Omit<NewSharedMailbox, "name" | "extension">): Promise<MailboxId>;
  message(at: MailProcess, id: MessageId): Promise<StoredMessage | undefined>;
  settled(at: MailProcess, id: MessageId): Promise<StoredMessage | undefined>;
}

export async function startMailSystem(): Promise<MailSystem> {
  const scope = new Scope();
  const logger = pino({ level: process.env["TEST_LOG"] ?? "silent" });
  const redis = scope.own(await testRedis());
  const smtp = scope.own(await smtpPeer());
  const folder = scope.own(await tempFolder("offhook-mail-"));
  const settings = scope.own(await testSettings(redis));
  const templates = await readTemplates("config/mail");
  const { tenantId } = await settings.ensureFirstTenant({
    tenant: { name: "Test", country: "FR", timeZone: "Europe/Paris", language: "fr" },
    admin: { name: "Alice Martin", email: "alice@example.com", extension: parseExtension("1001")!, role: "admin" },
    passwordHash: "x".repeat(40),
  });
  const [alice] = settings.snapshot.users(tenantId);
  const change = async (patch: UserPatch): Promise<void> => {
    await settings.change(tenantId, system, (draft) => draft.change("user", alice!.id, patch));
  };
  await change({ voicemail: { emailNotification: true } });

  const open: MailSystem["process"] = async ({ start = true, server, limits = {}, mortal = false } = {}) => {
    const own = new Scope();
    const published: SwitchEvent[] = [];
    const events = createEventBus({ onFault: () => undefined });
    events.onAny((event) => void published.push(event));
    const mailboxes = own.own(
      new MailboxStore({
        redis: settings.redis,
        mediaDir: folder.path,
        ...{ clock: systemClock, events, logger },
        deliveryFor: (id) => deliveryFor(ownerOf(id, settings.snapshot), true),
      }),
    );
    const queue = own.own(
      new MailQueue({
        redis: { ...redis.address, ...(mortal && { retryStrategy: () => null }) },
        ...{ mailboxes, settings, events, templates, clock: systemClock, logger },
        server: server ?? own.own(mailServer(smtp.url, "Offhook <pbx@example.com>")),
        linkTo: (message) => `http://pbx.example.com/api/v1/voicemails/${message}/audio`,
        limits: { ...QUICK, ...limits },
      }),
    );
    if (start) queue.start();
    const process = {
      ...{ mailboxes, queue, events: published },
      publish: (event: SwitchEvent) => events.publish(event),
      [Symbol.asyncDispose]: () => own[Symbol.asyncDispose](),
    };
    scope.own(process);
    return Promise.resolve(process);
  };

  return {
    ...{ smtp, redis, settings, change },
    get alice() {
      return settings.snapshot.user(alice!.id)!;
    },
    process: open,
    async redisForgets() {
      const keys = await settings.redis.keys("*");
      const dumps = await Promise.all(keys.map((key) => settings.redis.dumpBuffer(key)));
      return async () => {
        for (const key of await settings.redis.keys("*")) if (!keys.includes(key)) await settings.redis.del(key);
        for (const [at, key] of keys.entries())
          if (dumps[at]) await settings.redis.restore(key, 0, dumps[at], "REPLACE");
      };
    },
    async loseQueue() {
      const keys = await settings.redis.keys("{offhook}:mail:*");
      return keys.length === 0 ? 0 : settings.redis.del(...keys);
    },
    async kill() {
      await settings.redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    },
    async leave({ mailboxes }, forMs = 2_000, user = alice!.id) {
      const about = { tenant: tenantId, user, from: "+33612345678", caller: {} };
      const { id, path, finish } = await mailboxes.begin({ ...about, fromName: "Carol <b>\r\nBcc: x@y" });
      await writeFile(path, wavFile(forMs));
      await finish("hang-up");
      return id;
    },
    sharedMailbox: async (of) => {
      const mailbox = { ...of, name: "Sales", extension: parseExtension("600")! };
      return (await settings.change(tenantId, system, (draft) => draft.add("shared-mailbox", mailbox))).id;
    },
    message: ({ mailboxes }, id) => mailboxes.message(id),
    async settled({ mailboxes }, id) {
      await until(async () => !(await mailboxes.dueMails(100)).includes(id));
      return mailboxes.message(id);
    },
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}

export async function until(what: () => Promise<boolean> | boolean, withinMs = 20_000): Promise<void> {
  const deadline = systemClock.nowMs() + withinMs;
  while (!(await what())) {
    if (systemClock.nowMs() > deadline) throw new Error("it did not happen");
    await systemClock.sleep(20);
  }
}
