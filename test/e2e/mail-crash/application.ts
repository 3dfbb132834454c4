import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Redis } from "ioredis";
import { pino } from "pino";
import { createEventBus } from "../../../src/events/bus.ts";
import { mailServer, type MailServer } from "../../../src/mail/mail-server.ts";
import { MailQueue } from "../../../src/mail/mail-queue.ts";
import { deliveryFor } from "../../../src/mail/notification.ts";
import { readTemplates } from "../../../src/mail/template.ts";
import { MwiFeed } from "../../../src/presence/mwi-feed.ts";
import { MwiPackage } from "../../../src/presence/mwi.ts";
import type { MwiOptions } from "../../../src/presence/mwi.ts";
import type { Binding } from "../../../src/registrar/binding.ts";
import { systemClock, type Clock } from "../../../src/runtime/clock.ts";
import { openSettings } from "../../../src/settings/settings.ts";
import type { MessageId, UserId } from "../../../src/vocabulary/identifiers.ts";
import { MailboxStore } from "../../../src/voicemail/mailboxes.ts";
import { ownerOf } from "../../../src/voicemail/owner.ts";
import { keyringOf, TEST_KEY } from "../../support/secrets-key.ts";
import { wavFile } from "../../support/wav-file.ts";
import type { Order, Point, Report } from "./cell.ts";

/**
 * One application process, as far as messages, mail and lamps go: the PBX's own parts on a real Redis and a real mail
 * server. It stops where it is told to, says so, and goes on at a line of its input; or is killed there.
 */
const order = JSON.parse(process.argv[2] ?? "{}") as Order;
const report = (what: Report): void => void process.stdout.write(`${JSON.stringify(what)}\n`);
const told = new Set<() => void>();
createInterface({ input: process.stdin }).on("line", () => {
  for (const go of told) go();
});
let isHeld = false;
/** Each point holds once. */
async function point(name: Point): Promise<void> {
  if (order.holdAt !== name || isHeld) return;
  isHeld = true;
  report({ at: name });
  await new Promise<void>((resolve) => told.add(resolve));
}

const clock: Clock = { ...systemClock, nowMs: () => systemClock.nowMs() + order.laterMs };
const logger = pino({ level: "silent" });
const events = createEventBus({ onFault: () => undefined });
const settings = await openSettings({
  ...{ redis: order.redis, prefix: order.prefix, clock, logger },
  isReservedNumber: () => false,
  keyring: keyringOf(TEST_KEY),
});
const user = order.user as UserId;
const owner = ownerOf(user, settings.snapshot)!;

class HeldStore extends MailboxStore {
  override async remove(id: MessageId) {
    await point("recorded");
    return super.remove(id);
  }
  override async settleMail(id: MessageId) {
    await point("acted");
    return super.settleMail(id);
  }
}
/** The message is on the disk, and Redis is told of it next. */
const redis = new Proxy<Redis>(settings.redis, {
  get(target, name) {
    if (name === "set")
      return async (key: string, value: string) => {
        await point("on-disk");
        return target.set(key, value);
      };
    const value: unknown = Reflect.get(target, name);
    return typeof value === "function" ? (value.bind(target) as unknown) : value;
  },
});
const mailboxes = new HeldStore({
  ...{ redis, mediaDir: order.mediaDir, clock, events, logger },
  deliveryFor: (id) => deliveryFor(ownerOf(id, settings.snapshot), true),
});
const real = mailServer(order.smtpUrl, "pbx@example.com");
const server: MailServer = {
  async send(mail) {
    await point("attempted");
    const outcome = await real.send(mail);
    if (outcome.kind === "accepted") await point("answered");
    return outcome;
  },
  [Symbol.dispose]: () => real[Symbol.dispose](),
};

/** One phone that is registered, and shows what it was told last. */
const phone: Binding = {
  contact: "sip:desk@192.0.2.1",
  source: { address: "192.0.2.1", port: 5060 },
  ...{ transport: "udp", engine: "engine", userAgent: "desk", callId: "desk", cseq: 1 },
  ...{ registeredAtMs: 0, expiresAtMs: Number.MAX_SAFE_INTEGER },
};
let isLampLate = false;
const mwi = new MwiPackage({
  srf: {
    request: (_uri: string, { body }: { body: string }, done: (failure: unknown) => void) => {
      void (async () => {
        if (isLampLate) await point("lamp");
        report({ lamp: /Voice-Message: (\d+\/\d+)/.exec(body)?.[1] ?? "" });
        done(null);
      })();
    },
  },
  subscriptions: { offer: () => undefined, all: () => [] },
  ...{ engine: "engine", domain: "example.com", settings, mailboxes, events, clock, logger },
  directory: { bindingsOf: () => Promise.resolve(new Map([["device", [phone]]])) },
  feed: new MwiFeed({ redis: settings.redis, clock, logger }),
} as unknown as MwiOptions);
events.on("voicemail.changed", () => void (isLampLate = true));

const openQueue = async (): Promise<MailQueue> =>
  new MailQueue({
    redis: order.redis,
    ...{ mailboxes, settings, events, clock, logger, server },
    templates: await readTemplates("config/mail"),
    linkTo: () => "http://example.com",
    limits: { retryAfterMs: () => 100, mostAttempts: 200, lookAgainAfterMs: 200, lookForDeadAfterMs: 200 },
  });
const early = order.holdAt === "listed" ? undefined : await openQueue();
if (order.holdAt !== "queued") early?.start();
await mailboxes.recover();
await mwi.notifyAll();
if (order.leaves) {
  const about = { tenant: owner.tenantId, user, from: "+33612345678", caller: {} };
  const { path, finish } = await mailboxes.begin(about);
  await writeFile(path, wavFile(2_000));
  await point("spoken");
  await finish("hang-up");
  await point("listed");
  await point("queued");
}
(early ?? (await openQueue())).start();
report({ at: "running" });
