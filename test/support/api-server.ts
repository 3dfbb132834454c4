import { LastCallers } from "../../src/event-log/last-callers.ts";
import { join } from "node:path";
import { UsageLedger } from "../../src/billing/usage-ledger.ts";
import { Erasures } from "../../src/erasures.ts";
import { PersonErasures } from "../../src/person-erasures.ts";
import { usersIn } from "../../src/call-records/stored-record.ts";
import { folderSizes } from "../../src/runtime/folder-size.ts";
import { SeatLedger } from "../../src/billing/seat-ledger.ts";
import { startEmbeddedRedis } from "../../src/engines/redis/embedded-redis.ts";
import type { CallControl } from "../../src/api/call-control.ts";
import { createApi } from "../../src/api/create-api.ts";
import type { ApiParts, Question, Readiness } from "../../src/api/parts.ts";
import { EventFeed } from "../../src/event-log/event-feed.ts";
import { EventLog } from "../../src/event-log/event-log.ts";
import { BrowserPhones } from "../../src/browser-phones/browser-phones.ts";
import { Bans } from "../../src/bans/bans.ts";
import { banKeys, eventKeys } from "../../src/redis/keys.ts";
import type { CallRecord } from "../../src/events/call-record.ts";
import { callKeys } from "../../src/redis/keys.ts";
import { RecordStore } from "../../src/call-records/record-store.ts";
import type { SwitchEvent } from "../../src/events/event.ts";
import { createEventBus } from "../../src/events/bus.ts";
import { Leases } from "../../src/redis/lease.ts";
import { Limits } from "../../src/limits/limits.ts";
import { limitKeys } from "../../src/redis/keys.ts";
import { isReservedNumber } from "../../src/numbering/reserved.ts";
import { createLogger } from "../../src/observability/logging.ts";
import { createMetrics } from "../../src/observability/metrics.ts";
import type { Binding } from "../../src/registrar/binding.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { defined } from "../../src/runtime/defined.ts";
import { Scope } from "../../src/runtime/scope.ts";
import { hashPassword } from "../../src/settings/secrets.ts";
import { settingEvents } from "../../src/setting-events.ts";
import type { OpenId } from "../../src/api/open-id.ts";
import { openSettings, type SettingsOptions } from "../../src/settings/settings.ts";
import type { DeviceId } from "../../src/vocabulary/identifiers.ts";
import { openProvisioning } from "../../src/provisioning/open-provisioning.ts";
import { openScrape } from "../../src/scrape.ts";
import { NOTHING_KNOWN } from "../../src/trunks/state.ts";
import { mailServer } from "../../src/mail/mail-server.ts";
import { MailQueue } from "../../src/mail/mail-queue.ts";
import { readTemplates } from "../../src/mail/template.ts";
import { parseExtension } from "../../src/vocabulary/extension.ts";
import { PhoneStates } from "../../src/presence/phone-states.ts";
import { receptionistGreetings } from "../../src/receptionist/greetings.ts";
import { MailboxStore } from "../../src/voicemail/mailboxes.ts";
import { WebhookQueue } from "../../src/webhooks/webhook-queue.ts";
import { keyringOf, TEST_KEY } from "./secrets-key.ts";
import { tempFolder } from "./temp-folder.ts";

export const TOKEN = "token-of-an-administrator";
export const OPERATOR_TOKEN = "token-of-the-provider";
export const ADMIN = { email: "boss@example.com", password: "correct horse battery" };

/** Hashing is slow, as it shall be: once for all the servers of a process. */
let adminHash: Promise<string> | undefined;

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads what it expects
  readonly body: any;
  readonly raw: Buffer;
}
type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** The HTTP side of a PBX on a real Redis, with settings and mailboxes; only calls and phones are not there. */
export async function startApi({
  metricsToken,
  smtpUrl,
  trustedProxies,
  corsOrigins,
  httpsPort,
  openId,
  handOver,
  ...options
}: Pick<SettingsOptions, "kinds" | "hasOperator"> & {
  readonly metricsToken?: string;
  readonly smtpUrl?: string;
  readonly trustedProxies?: readonly string[];
  readonly corsOrigins?: readonly string[];
  readonly httpsPort?: number;
  readonly openId?: OpenId;
  /** Takes WebSockets of browsers that are phones. */
  readonly handOver?: ApiParts["handOver"];
} = {}) {
  const scope = new Scope();
  const folder = scope.own(await tempFolder()).path;
  const lines: string[] = [];
  const logger = createLogger("info", { write: (line) => void lines.push(line) });
  const redis = scope.own(await startEmbeddedRedis({ folder, clock: systemClock }));
  const events = createEventBus({
    onFault: (fault) => {
      throw fault;
    },
  });
  const metrics = createMetrics();
  const published: SwitchEvent[] = [];
  events.onAny((event) => void published.push(event));
  const settings = scope.own(
    await openSettings({
      redis: redis.address,
      clock: systemClock,
      logger,
      isReservedNumber,
      keyring: keyringOf(TEST_KEY),
      observer: settingEvents(events, metrics, systemClock),
      ...options,
    }),
  );
  const extension = parseExtension("1000");
  if (extension === undefined) throw new Error("1000 is an extension");
  const { tenantId } = await settings.ensureFirstTenant({
    tenant: { name: "Atelier Martin", country: "FR", timeZone: "Europe/Paris", language: "fr" },
    admin: { name: "Boss", email: ADMIN.email, extension, role: "admin" },
    passwordHash: await (adminHash ??= hashPassword(ADMIN.password)),
  });
  const mailboxes = scope.own(
    new MailboxStore({ redis: settings.redis, mediaDir: folder, clock: systemClock, events, logger }),
  );
  const bindings = new Map<DeviceId, readonly Binding[]>();
  const world = {
    readiness: { redis: true } as Readiness,
    /** What goes on, and which calls were hung up. */
    calls: [] as CallRecord[],
    hungUp: [] as string[],
    questions: [] as Question[],
    trunk: NOTHING_KNOWN,
    restarts: {} as Record<string, number>,
  };
  const phones = scope.own(new PhoneStates({ redis: settings.redis, events, clock: systemClock, logger }));
  const leases = scope.own(new Leases({ redis: settings.redis, clock: systemClock }));
  const parts = { redis: settings.redis, keys: eventKeys(), settings, events, clock: systemClock, logger };
  const webhooks = scope.own(new WebhookQueue({ ...parts, address: redis.address, allowPrivate: true }));
  const copiesOf: WebhookQueue["copiesOf"] = (event) => webhooks.copiesOf(event);
  scope.own(new EventLog({ ...parts, copiesOf, onQueued: (orderingKey) => webhooks.queued(orderingKey) }));
  const callControl = callControlDouble();
  const eventFeed = scope.own(new EventFeed(parts));
  const lastCallers = scope.own(new LastCallers({ redis: settings.redis, events }));
  const callRecords = new RecordStore({ redis: settings.redis, keys: callKeys(), settings, clock: systemClock });
  const bans = scope.own(
    new Bans({
      ...parts,
      keys: banKeys(),
      metrics,
      trunks: { registeredFrom: () => undefined },
      alwaysAllowed: [],
      refusesItself: false,
    }),
  );
  const scrape = scope.own(
    openScrape({
      ...{ ...parts, metrics, webhooks, mails: undefined },
      restarts: () => world.restarts,
      bindings: {
        bindingsOf: (devices) => Promise.resolve(new Map([...bindings].filter(([id]) => devices.includes(id)))),
      },
      trunks: { of: () => world.trunk },
    }),
  );
  const mails =
    smtpUrl === undefined
      ? undefined
      : scope.own(
          new MailQueue({
            ...{ ...parts, redis: redis.address, mailboxes },
            server: scope.own(mailServer(smtpUrl, "Offhook <pbx@example.com>")),
            templates: await readTemplates("config/mail"),
            linkTo: (message) => `http://pbx.example.com/${message}`,
          }),
        );
  mails?.start();
  const sizeOf = folderSizes(systemClock);
  const bindingsOf = (devices: readonly DeviceId[]) =>
    Promise.resolve(new Map([...bindings].filter(([id]) => devices.includes(id))));
  const { rereading, ...provisioning } = await openProvisioning({
    ...{ ...parts, bans, metrics, bindings: { bindingsOf }, phonesDir: "config/phones" },
    notify: () => Promise.resolve(200),
    site: {
      server: { host: "192.0.2.1", port: 5060, transport: "udp", ownCertificate: false },
      ...{ web: "https://pbx.example.com", ntpServer: "pool.ntp.org" },
    },
  });
  scope.own(rereading);
  const usage = new UsageLedger(parts);
  const erasures = scope.own(new Erasures({ ...parts, mailboxes, mediaDir: folder, onceMoreAfterMs: 200 }));
  const personErasures = scope.own(
    new PersonErasures({
      ...{ ...parts, mailboxes, mediaDir: folder, onceMoreAfterMs: 200 },
      isInCall: (_, user) => Promise.resolve(world.calls.some((call) => usersIn(call).includes(user))),
    }),
  );
  const api = await createApi({
    ...{ usage, erasures, personErasures, storedBytes: (tenant) => sizeOf(join(folder, tenant)) },
    accountMails: mails,
    ...defined({ trustedProxies, corsOrigins, httpsPort, openId, handOver }),
    webAddress: "https://pbx.example.com",
    lastCallers,
    browserPhones: scope.own(new BrowserPhones({ ...parts, secret: Buffer.from("a secret of the system") })),
    handOver: { host: "127.0.0.1", port: 9, secret: "a secret of the engine" },
    seats: scope.own(new SeatLedger(parts)),
    ...{ webhooks, events, eventFeed, callControl, ...provisioning },
    settings,
    bindings: {
      bindingsOf: (devices) => Promise.resolve(new Map([...bindings].filter(([id]) => devices.includes(id)))),
    },
    mailboxes,
    receptionGreetings: receptionistGreetings(folder),
    phones,
    metrics,
    logger,
    trunks: { of: () => world.trunk },
    limits: scope.own(new Limits({ redis: settings.redis, keys: limitKeys(), leases, events, clock: systemClock })),
    bans,
    calls: {
      list: (tenant) => Promise.resolve(world.calls.filter((call) => call.tenant === tenant)),
      hangUp: (tenant, id) => {
        const isThere = world.calls.some(({ call, tenant: its }) => call === id && its === tenant);
        if (isThere) world.hungUp.push(id);
        return Promise.resolve(isThere);
      },
    },
    callRecords,
    explain: (question) => {
      world.questions.push(question);
      return Promise.resolve({ plan: { kind: "echo" }, decisions: [], receptionists: [] });
    },
    clock: systemClock,
    readiness: () => Promise.resolve(world.readiness),
    scrape: scrape.read,
    metricsToken,
    sipDomain: "192.0.2.1:5060",
    presetToken: TOKEN,
    operatorToken: OPERATOR_TOKEN,
  });
  scope.defer(() => api.close());

  const ask = async (
    method: Method,
    url: string,
    body?: unknown,
    headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
  ): Promise<Answer> => {
    const payload =
      body === undefined
        ? {}
        : { payload: JSON.stringify(body), headers: { ...headers, "content-type": "application/json" } };
    const reply = await api.inject({
      method,
      url: url.startsWith("/api") || /^\/(?:healthz|readyz|metrics|provisioning)/.test(url) ? url : `/api/v1${url}`,
      headers,
      ...payload,
    });
    const isJson = String(reply.headers["content-type"] ?? "").includes("json");
    return {
      status: reply.statusCode,
      headers: reply.headers,
      body: isJson ? JSON.parse(reply.payload) : reply.payload,
      raw: reply.rawPayload,
    };
  };
  return {
    ask,
    api,
    settings,
    callControl,
    bans,
    webhooks,
    callRecords,
    usage,
    mailboxes,
    bindings,
    events,
    published,
    tenantId,
    world,
    folder,
    redis,
    log: () => lines.join(""),
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}

/** What the API asks of calls that go on, and what it is told; no call is there. */
function callControlDouble(): CallControl & {
  readonly asked: unknown[];
  says: Partial<Record<keyof CallControl, unknown>>;
} {
  const asked: unknown[] = [];
  const told = (name: keyof CallControl, usual: unknown, ...args: unknown[]): Promise<never> => {
    asked.push([name, ...args]);
    return Promise.resolve((double.says[name] ?? usual) as never);
  };
  const double: ReturnType<typeof callControlDouble> = {
    asked,
    says: {},
    originate: (order) => told("originate", { kind: "refused", because: "no-phone" }, order),
    transfer: (transfer) => told("transfer", "not-talking", transfer),
    participants: (conference) => told("participants", [], conference),
    orderMember: (...args) => told("orderMember", false, ...args),
    orderRoom: (...args) => told("orderRoom", false, ...args),
  };
  return double;
}

export type ApiServer = Awaited<ReturnType<typeof startApi>>;
