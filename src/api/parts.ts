import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { Bans } from "../bans/bans.ts";
import type { BrowserPhones } from "../browser-phones/browser-phones.ts";
import type { SeatLedger } from "../billing/seat-ledger.ts";
import type { UsageLedger } from "../billing/usage-ledger.ts";
import type { OngoingCalls } from "../call-records/ongoing-calls.ts";
import type { RecordStore } from "../call-records/record-store.ts";
import type { EventFeed } from "../event-log/event-feed.ts";
import type { CallControl } from "./call-control.ts";
import type { OpenId } from "./open-id.ts";
import type { LastCallers } from "../event-log/last-callers.ts";
import type { AccountMails } from "../mail/account-mail.ts";
import type { Limits } from "../limits/limits.ts";
import type { Logger } from "../observability/logging.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { PhoneStates } from "../presence/phone-states.ts";
import type { ReceptionistGreetings } from "../receptionist/greetings.ts";
import type { BindingDirectory } from "../registrar/binding.ts";
import type { EventBus } from "../events/bus.ts";
import type { Decision } from "../events/event.ts";
import type { Clock } from "../runtime/clock.ts";
import type { ErasedPerson } from "../settings/erase-person.ts";
import type { UserRecord } from "../settings/kinds/user.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import type { DeviceId, TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { Settings } from "../settings/settings.ts";
import type { TenantRemains } from "../settings/store/removal.ts";
import type { TrunkStateDirectory } from "../trunks/state.ts";
import type { FileRequests } from "../provisioning/file-requests.ts";
import type { Provisioning } from "../provisioning/provisioning.ts";
import type { Mailboxes } from "../voicemail/message.ts";
import type { WebhookQueue } from "../webhooks/webhook-queue.ts";

/** A call that could be made now: from a phone of the company, or over one of its trunks. */
export type Question = { readonly tenant: TenantId; readonly to: string; readonly atMs: number } & (
  | { readonly by: "phone"; readonly user: UserId; readonly device: DeviceId | undefined }
  /** Null: the caller hides their number. */
  | { readonly by: "trunk"; readonly trunk: TrunkRecord; readonly caller: string | null }
);

/** The path that the call would take, and why. */
export interface Explained {
  readonly plan: unknown;
  readonly decisions: readonly Decision[];
  readonly receptionists: readonly {
    readonly receptionist: string;
    readonly open: boolean;
    readonly because: string;
  }[];
}

/** Whether each part that calls need is there; all true is ready. */
export type Readiness = Readonly<Record<string, boolean>>;

/** Erases what a removed company has outside of the settings. */
export interface Erasing {
  erase(remains: TenantRemains): Promise<void>;
}

/** Erases all that names a user. */
export interface ErasingPeople {
  /** Before the user is removed. */
  prepare(user: UserRecord): Promise<ErasedPerson>;
  /** The user was not removed. */
  cancel(person: ErasedPerson): Promise<void>;
  erase(person: ErasedPerson): Promise<void>;
}

/** The text of a scrape. */
export interface Scraped {
  readonly contentType: string;
  readonly text: string;
}

/** What the API stands on; app.ts gives it. */
export interface ApiParts {
  readonly settings: Settings;
  readonly bindings: BindingDirectory;
  readonly mailboxes: Mailboxes;
  readonly receptionGreetings: ReceptionistGreetings;
  /** How trunks do. */
  readonly trunks: Pick<TrunkStateDirectory, "of">;
  readonly bans: Pick<Bans, "list" | "lift" | "allowed" | "allow" | "disallow">;
  readonly limits: Pick<Limits, "usage" | "lift">;
  /** What the company's seats cost. */
  readonly seats: Pick<SeatLedger, "months">;
  /** What the company's calls come to. */
  readonly usage: Pick<UsageLedger, "thisMonth">;
  /** What the company's recordings and greetings take up on the disk, as of a minute ago. */
  readonly storedBytes: (tenant: TenantId) => Promise<number>;
  readonly erasures: Pick<Erasing, "erase">;
  readonly personErasures: ErasingPeople;
  readonly lastCallers: Pick<LastCallers, "of">;
  readonly events: Pick<EventBus, "publish">;
  readonly eventFeed: Pick<EventFeed, "open">;
  readonly webhooks: Pick<WebhookQueue, "test" | "recent" | "waiting">;
  /** What people's phones do. */
  readonly phones: Pick<PhoneStates, "presenceOf" | "callsOf" | "ringingAt" | "slotsOf" | "listen">;
  /** Browsers that are phones. */
  readonly browserPhones: Pick<BrowserPhones, "open" | "close">;
  /** Which phones set themselves up. */
  readonly provisioning: Pick<
    Provisioning,
    "makers" | "list" | "read" | "start" | "revoke" | "sharedAddress" | "renewSharedAddress"
  >;
  /** What those phones read. */
  readonly phoneFiles: Pick<FileRequests, "answer">;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** The calls that go on, of all processes, and the history of those that are over. */
  readonly calls: Pick<OngoingCalls, "list" | "hangUp">;
  readonly callRecords: Pick<RecordStore, "list" | "read" | "readTrace" | "countByHour">;
  readonly explain: (question: Question) => Promise<Explained>;
  readonly clock: Clock;
  /** What can be done to calls and conferences that go on. */
  readonly callControl: CallControl;
  readonly readiness: () => Promise<Readiness>;
  /** The metrics of all processes and of the whole system, as Prometheus reads them. */
  readonly scrape: () => Promise<Scraped>;
  /** METRICS_TOKEN of the environment. */
  readonly metricsToken: string | undefined;
  /** What a phone is told to register with: host and port. */
  readonly sipDomain: string;
  /** API_TOKEN of the environment. */
  readonly presetToken: string | undefined;
  /** Addresses and blocks of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[];
  /** The provider that log-ins may come from; undefined: passwords and passkeys alone. */
  readonly openId?: OpenId | undefined;
  /** Where the API is served over TLS by itself; undefined: it isn't. */
  readonly httpsPort?: number | undefined;
  /** Other sites whose pages may use the API with a token. */
  readonly corsOrigins?: readonly string[];
  /** Sends links by which passwords are set; undefined: no mail server is set. */
  readonly accountMails?: AccountMails | undefined;
  /** PUBLIC_URL of the environment. */
  readonly publicUrl?: string | undefined;
  /** Where people find the portal, unless an administrator's own browser says. */
  readonly webAddress: string;
  /** Where the built portal is; undefined: the API alone is served. */
  readonly portalDir?: string;
  /** Where the signalling engine takes WebSockets over, and the secret that it asks for; undefined: it is none of ours. */
  readonly handOver?: { readonly host: string; readonly port: number; readonly secret: string } | undefined;
  /** OPERATOR_TOKEN of the environment. */
  readonly operatorToken: string | undefined;
}

/** A Fastify with our schema language. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
