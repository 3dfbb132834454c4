import { randomBytes } from "node:crypto";
import type { Redis, RedisOptions } from "ioredis";
import type { Logger } from "pino";
import type { Clock } from "../runtime/clock.ts";
import { withinOrElse } from "../runtime/deadline.ts";
import { Scope } from "../runtime/scope.ts";
import { parseTenantId } from "../vocabulary/identifiers.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import { forgetAuditBefore, readAudit, readUndoOrder, type AuditAsked } from "./audit.ts";
import { importCompany, placedIn, type CompanyRecords, type Places } from "./company-records.ts";
import type { Draft, DraftTools } from "./draft/draft.ts";
import { NotTheFirst, StoreUnreadable } from "./errors.ts";
import type { Actor, AuditedChange, AuditPage } from "./schemas/audit.ts";
import { tenantPoliciesOf } from "./schemas/policies.ts";
import { kindsByName, type Kinds, type SettingKind } from "./kinds/kind.ts";
import { KINDS } from "./kinds/kinds.ts";
import type { NewTenant } from "./kinds/tenant.ts";
import type { NewUser } from "./kinds/user.ts";
import type { Snapshot } from "./snapshot.ts";
import type { UndoOrder } from "./undo.ts";
import { values } from "./table.ts";
import { membersOf } from "./tables.ts";
import type { EntityChange, Records } from "./registry.ts";
import { tenantGroup } from "./indexes.ts";
import { changer, workedOut } from "./store/change.ts";
import type { ChangeObserver, ChangeOrder, Changer, Made } from "./store/change.ts";
import { asUnavailable } from "./store/commit.ts";
import { ChangeFeed } from "./store/feed.ts";
import { settingsKeys } from "../redis/keys.ts";
import type { SettingsKeys } from "../redis/keys.ts";
import { RecordSeals } from "./store/record-seals.ts";
import { Replica, type SettingsEvent } from "./store/replica.ts";
import type { Forms } from "./store/feed-entry.ts";
import type { Keyring } from "../sealing/key-file.ts";
import type { Sealer } from "../sealing/sealer.ts";
import { connect, openSealer, readSystem, useKey } from "./store/open-store.ts";
import { sealStored, type SealedStored } from "./seal-stored.ts";
import { eraseRemains, readRemains } from "./remains.ts";
import { removeTenant, type TenantRemains } from "./store/removal.ts";
import { FIRST_START, readFirstTenant, settleFirstTenant } from "./first-tenant.ts";
import { actingKeys, type ActingKeys } from "./acting.ts";
import { numberInventory, type NumberInventory } from "./number-inventory.ts";
import { erasedPeople, type ErasedPeople } from "./erase-person.ts";
import { accountLinks, type AccountLinks } from "./account-links.ts";
import { secondFactors, type SecondFactorStore } from "./second-factors.ts";
import { tokenUse } from "./token-use.ts";
import type { TokenUse } from "./token-use.ts";
import { webSessions } from "./web-sessions.ts";
import type { WebSessions } from "./web-sessions.ts";

/** What the settings need of the world. */
export interface SettingsOptions {
  /** redis://, rediss://, redis+sentinel://, unix:/path, or ioredis options. */
  readonly redis: string | RedisOptions;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What secrets are sealed with. */
  readonly keyring: Keyring;
  /** Whether these digits can't be an extension in that country: emergency and short numbers, feature codes. */
  readonly isReservedNumber: (country: string, digits: string) => boolean;
  /** Whether an operator gives numbers and shared addresses out (OPERATOR_TOKEN); companies then take none themselves. */
  readonly hasOperator?: boolean;
  /** Whether no trunk may lead there (PRIVATE_TRUNKS); absent: any may. */
  readonly isRefusedTrunkHost?: DraftTools["isRefusedTrunkHost"];
  /** For how long new companies keep things (RETENTION_DAYS). */
  readonly retention?: DraftTools["retention"];
  /** Is told of the changes that this process makes. */
  readonly observer?: ChangeObserver;
  /** Before every key; the default is "offhook". It becomes the hash tag, so that all settings share a cluster slot. */
  readonly prefix?: string;
  /** The digest realm to store at the very first start; later ones keep the stored one. */
  readonly realm?: string;
  /** All kinds of settings that there are; the default is `KINDS`. */
  readonly kinds?: readonly SettingKind[];
}

/** Who may change everything in a new company, and log in. */
export interface FirstAdministrator {
  readonly user: NewUser;
  readonly passwordHash: string;
}

/** The first company and its first admin. */
export interface FirstTenant {
  readonly tenant: NewTenant;
  readonly admin: NewUser;
  readonly passwordHash: string;
}

/** A change that was worked out and not made. */
export interface Rehearsal<Result = unknown> {
  readonly result: Result;
  readonly changes: readonly EntityChange[];
  readonly notes: readonly AuditedChange[];
  /** The company's users before and after it, and what each costs a month after it. */
  readonly seats: {
    readonly before: number;
    readonly after: number;
    readonly seatPrice: Records["tenant"]["seatPrice"];
  };
}

/** The live settings of this process. Dispose of it to close its connections. */
export interface Settings extends AsyncDisposable {
  /** The newest settings this process knows. */
  readonly snapshot: Snapshot;
  /** All kinds of settings that there are, by name. */
  readonly kinds: Kinds;
  /** Whether the change feed is being followed; false while Redis is away. */
  readonly inStep: boolean;

  /** The number of the last change of the whole system that is in `snapshot`. */
  readonly sequence: number;
  /** A connection of the same kind, with bounded commands, for small things beside the settings. Owned by the settings. */
  readonly redis: Redis;
  /** Seals what has to be read again and is secret, here and in what other folders keep in Redis. */
  readonly sealer: Sealer;
  readonly sessions: WebSessions;
  readonly tokenUse: TokenUse;
  readonly secondFactors: SecondFactorStore;
  readonly accountLinks: AccountLinks;
  readonly actingKeys: ActingKeys;
  readonly numberInventory: NumberInventory;
  readonly erasedPeople: ErasedPeople;

  /** The company that the first start made, by its id: API_TOKEN belongs to it. Undefined before `ensureFirstTenant`. */
  readonly firstTenant: TenantId | undefined;

  /**
   * What any process has changed before is in `snapshot` then: for those who read what they wrote through another one. Where the
   * store doesn't answer soon, the last settings stand.
   */
  catchUp(): Promise<void>;

  /** Called after `snapshot` has moved on; listeners must not throw. Returns the way to stop. */
  onChange(listener: (event: SettingsEvent) => void): () => void;

  /**
   * Makes one change of a tenant, or none: `edit` runs on a draft of the newest settings, and again on newer ones when
   * another change was faster, so it must have no other effects. What it returns is returned; own writes are in `snapshot` then.
   * @throws SettingsError of `edit`, of the invariants, or of the store
   */
  change<Result>(tenant: TenantId, actor: Actor, edit: (draft: Draft) => Result): Promise<Result>;

  /** What `change` would do: it is worked out and checked, and nothing is written. @throws SettingsError as `change` */
  rehearse<Result>(tenant: TenantId, actor: Actor, edit: (draft: Draft) => Result): Promise<Rehearsal<Result>>;

  /** The same of `addTenant`. @throws SettingsError */
  rehearseTenant(tenant: NewTenant, actor: Actor, admin?: FirstAdministrator): Promise<Rehearsal>;

  /** A further company, with its first administrator where one is given. @throws SettingsError */
  addTenant(tenant: NewTenant, actor: Actor, admin?: FirstAdministrator): Promise<TenantId>;

  /** A company of the records that another was exported as: all of it, or nothing. @throws SettingsError */
  importTenant(records: CompanyRecords, actor: Actor): Promise<TenantId>;

  /** What `importTenant` would do. @throws SettingsError */
  rehearseImport(records: CompanyRecords, actor: Actor): Promise<Rehearsal>;

  /**
   * Removes a company with all of its settings and its journal; API_TOKEN opens nothing when it was the first one.
   * What it has beside the settings is the caller's to erase. @throws SettingUnknown, VersionConflict, StoreUnavailable
   */
  removeTenant(tenant: TenantId, ifMatch?: number): Promise<TenantRemains>;

  /** What has still to be erased of companies that were removed. @throws StoreUnavailable */
  remains(): Promise<readonly TenantRemains[]>;

  /** Erases all that is the settings' own of a removed company: log-ins and the like. @throws StoreUnavailable */
  eraseRemains(remains: TenantRemains): Promise<void>;

  /** Nothing has to be erased of it any more. @throws StoreUnavailable */
  forgetRemains(tenant: TenantId): Promise<void>;

  /** Makes the first tenant and its admin where the store is empty, once, even when several processes start together. */
  ensureFirstTenant(first: FirstTenant): Promise<{ readonly tenantId: TenantId; readonly created: boolean }>;

  /** Seals what older versions have stored in clear, or that is sealed with a key of before. @throws StoreUnavailable */
  sealStored(): Promise<SealedStored>;

  /** Makes a key that secrets are sealed with from now on; the ones before stay. @throws SecretsKeyUnwritable, StoreUnavailable */
  newSecretsKey(): Promise<void>;

  /** The journal, newest first. */
  audit(tenant: TenantId, asked?: AuditAsked): Promise<AuditPage>;

  /** Forgets what the journal tells of changes before this moment. @returns how many */
  forgetAuditBefore(tenant: TenantId, beforeMs: number): Promise<number>;

  /** One change of the journal, for `undo`; undefined: there is none. */
  undoOrder(tenant: TenantId, id: number): Promise<UndoOrder | undefined>;
}

const DAY_MS = 86_400_000;
const DEFAULT_REALM = "offhook";
/** 80 bits. */
const ID_BYTES = 10;
/** The connection that follows changes waits a second in Redis each time, and may load all settings. */
const FEED_COMMAND_TIMEOUT_MS = 10_000;
/** A request of the API is answered from the last settings rather than late. */
const CATCH_UP_WITHIN_MS = 250;

/**
 * Connects to the store and reads all settings.
 * @throws StoreUnavailable, StoreUnreadable, RedisUrlInvalid
 */
export async function openSettings(options: SettingsOptions): Promise<Settings> {
  const { clock, logger, isReservedNumber, hasOperator, isRefusedTrunkHost, retention, observer } = options;
  const keys = settingsKeys(options.prefix);
  const scope = new Scope();
  try {
    const redis = await connect(options, scope);
    const realm = await readSystem(redis, keys, options.realm ?? DEFAULT_REALM);
    const kinds = kindsByName(options.kinds ?? KINDS);
    const sealer = await openSealer(redis, keys, options);
    const seals = new RecordSeals(sealer, keys);
    const replica = new Replica({ redis, keys, kinds, seals, realm });
    await asUnavailable(replica.repair());
    const feedRedis = await connect(options, scope, { commandTimeout: FEED_COMMAND_TIMEOUT_MS });
    const feed = scope.own(new ChangeFeed({ redis: feedRedis, keys, replica, clock, logger }));
    const tools = { isReservedNumber, makeId, hasOperator, isRefusedTrunkHost, retention, nowMs: () => clock.nowMs() };
    const firstTenant = await readFirstTenant(redis, keys);
    const store = { redis, prefix: options.prefix, keys, kinds, sealer, seals, replica };
    return assemble({ ...store, tools, clock, logger, feed, scope, firstTenant, observer });
  } catch (failure) {
    await scope[Symbol.asyncDispose]();
    throw failure;
  }
}

function makeId(): string {
  return randomBytes(ID_BYTES).toString("hex");
}

function makeTenantId(): TenantId {
  const id = parseTenantId(makeId());
  if (id === undefined) throw new RangeError("made ids left the vocabulary's pattern");
  return id;
}

interface Parts extends Forms {
  readonly redis: Redis;
  readonly keys: SettingsKeys;
  readonly sealer: Sealer;
  readonly prefix: string | undefined;
  readonly replica: Replica;
  readonly tools: DraftTools;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly feed: ChangeFeed;
  readonly scope: Scope;
  readonly firstTenant: TenantId | undefined;
  readonly observer: ChangeObserver | undefined;
}

function assemble(parts: Parts): Settings {
  const { redis, keys, replica, clock, feed, scope } = parts;
  const makeChange = changer(parts);
  let { firstTenant } = parts;
  return {
    get snapshot() {
      return replica.snapshot;
    },
    get inStep() {
      return feed.inStep;
    },
    get sequence() {
      return replica.sequence;
    },
    redis,
    kinds: parts.kinds,
    sealer: parts.sealer,
    sessions: webSessions(redis, keys, clock),
    tokenUse: tokenUse(redis, keys, clock),
    secondFactors: secondFactors(parts),
    accountLinks: accountLinks(redis, keys, clock),
    actingKeys: actingKeys(redis, keys, clock),
    numberInventory: numberInventory(redis, keys, clock),
    erasedPeople: erasedPeople(parts),
    get firstTenant() {
      return firstTenant;
    },
    catchUp: async () => {
      if (feed.inStep) await withinOrElse(replica.refresh(), { withinMs: CATCH_UP_WITHIN_MS, clock }, () => undefined);
    },
    onChange: (listener) => replica.onChange(listener),
    change: (tenantId, actor, edit) => makeChange({ tenantId, actor, edit: ofTenant(tenantId, edit) }),
    rehearse: async (tenantId, actor, edit) =>
      rehearsalOf(await workedOut(parts, { tenantId, actor, edit: ofTenant(tenantId, edit) })),
    rehearseTenant: async (tenant, actor, admin) =>
      rehearsalOf(await workedOut(parts, { tenantId: makeTenantId(), actor, edit: newTenant(tenant, admin) })),
    addTenant: (tenant, actor, admin) =>
      makeChange({ tenantId: makeTenantId(), actor, edit: newTenant(tenant, admin) }),
    importTenant: (records, actor) => ofImport(parts, records, (edit) => makeChange(orderOf(edit, actor))),
    rehearseImport: async (records, actor) =>
      rehearsalOf(await ofImport(parts, records, (edit) => workedOut(parts, orderOf(edit, actor)))),
    removeTenant: (tenant, ifMatch) => removeTenant(parts, tenant, ifMatch),
    remains: () => readRemains(redis, keys),
    eraseRemains: (remains) => eraseRemains(parts, remains),
    forgetRemains: async (tenant) => void (await asUnavailable(redis.hdel(keys.removed, tenant))),
    ensureFirstTenant: async (first) => {
      const ensured = await ensureFirstTenant(parts, makeChange, first);
      firstTenant = ensured.tenantId;
      return ensured;
    },
    sealStored: () => sealStored({ ...parts, snapshot: replica.snapshot }),
    newSecretsKey: async () => useKey(redis, keys, parts.sealer.addKey().id),
    ...journalOf(parts),
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}

function journalOf(parts: Parts): Pick<Settings, "audit" | "forgetAuditBefore" | "undoOrder"> {
  const { replica, clock } = parts;
  return {
    audit: (tenant, page = {}) => {
      const { journalDays } = tenantPoliciesOf(replica.snapshot.tenant(tenant) ?? {});
      const fromMs = Math.max(page.fromMs ?? 0, clock.nowMs() - journalDays * DAY_MS);
      return readAudit(parts, tenant, { ...page, fromMs });
    },
    forgetAuditBefore: (tenant, beforeMs) => forgetAuditBefore(parts, tenant, beforeMs),
    undoOrder: (tenant, id) => readUndoOrder(parts, tenant, id),
  };
}

function ofTenant<Result>(tenantId: TenantId, edit: (draft: Draft) => Result): (draft: Draft) => Result {
  return (draft) => {
    draft.find("tenant", tenantId);
    return edit(draft);
  };
}

function newTenant(tenant: NewTenant, admin: FirstAdministrator | undefined): (draft: Draft) => TenantId {
  return (draft) => {
    const { id } = draft.add("tenant", tenant);
    if (admin !== undefined) draft.add("user", { ...admin.user, role: "admin", passwordHash: admin.passwordHash });
    return id;
  };
}

function orderOf<Result>(edit: (draft: Draft) => Result, actor: Actor): ChangeOrder<Result> {
  return { tenantId: makeTenantId(), actor, edit };
}

/** Brings a company in, or only tries to. @throws SettingsError naming the record that is refused */
async function ofImport<Result>(
  { kinds }: Pick<Parts, "kinds">,
  records: CompanyRecords,
  carryOut: (edit: (draft: Draft) => TenantId) => Promise<Result>,
): Promise<Result> {
  const places: Places = new Map();
  try {
    return await carryOut((draft) => {
      const id = importCompany(draft, kinds, records, places);
      draft.note({ what: "created", kind: "import", id, fields: [] });
      return id;
    });
  } catch (refusal) {
    return placedIn(places, refusal);
  }
}

function rehearsalOf<Result>({ draft, changes, result }: Made<Result>): Rehearsal<Result> {
  const { seatPrice } = draft.find("tenant", draft.tenantId);
  const group = tenantGroup(draft.tenantId);
  const [before, after] = [membersOf(draft.base, "user", group).size, membersOf(draft.tables, "user", group).size];
  return { result, changes, notes: draft.notes, seats: { before, after, seatPrice } };
}

async function ensureFirstTenant(
  { replica, ...store }: Parts,
  makeChange: Changer,
  { tenant, admin, passwordHash }: FirstTenant,
): Promise<{ readonly tenantId: TenantId; readonly created: boolean }> {
  await asUnavailable(replica.catchUp());
  if (replica.snapshot.tenants().length === 0) {
    const tenantId = makeTenantId();
    const edit = (draft: Draft): void => {
      if (values(draft.base.heads).next().done !== true) throw new NotTheFirst();
      draft.add("tenant", tenant);
      draft.add("user", { role: "admin", ...admin, passwordHash });
    };
    try {
      await makeChange({ tenantId, actor: FIRST_START, edit, onlyIfFirst: true });
      return { tenantId, created: true };
    } catch (failure) {
      if (!(failure instanceof NotTheFirst)) throw failure;
    }
  }
  const first = await settleFirstTenant(store, replica.snapshot);
  if (first === undefined) throw new StoreUnreadable("the store holds no tenant, yet it isn't empty");
  return { tenantId: first, created: false };
}
