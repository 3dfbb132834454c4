import type { Redis } from "ioredis";
import { parsePhoneNumberFromString } from "libphonenumber-js";
import { eraseFromCalls } from "./call-records/erase-person.ts";
import { eraseFromEvents } from "./event-log/erase-person.ts";
import type { Logger } from "./observability/logging.ts";
import { deleteKeys } from "./redis/delete-keys.ts";
import {
  callKeys,
  eventKeys,
  loginKeys,
  presenceKeys,
  provisioningKeys,
  registrarKeys,
  routingKeys,
} from "./redis/keys.ts";
import { isAborted } from "./runtime/aborted.ts";
import type { Clock } from "./runtime/clock.ts";
import type { ErasedPerson } from "./settings/erase-person.ts";
import type { UserRecord } from "./settings/kinds/user.ts";
import { hashToken } from "./settings/secrets.ts";
import type { Settings } from "./settings/settings.ts";
import type { Snapshot } from "./settings/snapshot.ts";
import { parseE164, type E164 } from "./vocabulary/e164.ts";
import type { TenantId, UserId } from "./vocabulary/identifiers.ts";
import { personEraser, type PersonEraser } from "./vocabulary/person-terms.ts";
import { eraseFromMailboxes } from "./voicemail/erase-person.ts";
import type { Mailboxes } from "./voicemail/message.ts";

/** What was under way when the person was erased is written by then; a call that goes on is waited for, so many times. */
const ONCE_MORE_AFTER_MS = 60_000;
const MOST_TIMES = 24 * 60;
const KEYS_AT_ONCE = 1_000;

export interface PersonErasuresOptions {
  readonly redis: Redis;
  readonly settings: Pick<Settings, "snapshot" | "erasedPeople">;
  readonly mailboxes: Pick<Mailboxes, "removeAllOf">;
  readonly mediaDir: string;
  /** Whether a call goes on that the person has part in. */
  readonly isInCall: (tenant: TenantId, user: UserId) => Promise<boolean>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onceMoreAfterMs?: number;
}

/**
 * Erases everything that names a user who asked for it (GDPR article 17): what is theirs alone goes, what is their company's too
 * loses their name and numbers. What a crash interrupts, the next start goes on with.
 */
export class PersonErasures implements AsyncDisposable {
  readonly #options: PersonErasuresOptions;
  readonly #closing = new AbortController();
  readonly #finishing = new Set<Promise<void>>();

  constructor(options: PersonErasuresOptions) {
    this.#options = options;
  }

  /** Before the user is removed: what they are found by is known now. @throws StoreUnavailable */
  async prepare(user: UserRecord): Promise<ErasedPerson> {
    const { settings } = this.#options;
    const person = erasedPerson(user, settings.snapshot);
    await settings.erasedPeople.note(person);
    return person;
  }

  /** The user was not removed. @throws StoreUnavailable */
  async cancel({ terms }: ErasedPerson): Promise<void> {
    await this.#options.settings.erasedPeople.forget(terms.user);
  }

  /** The user is removed: at once, and once more when what was still under way is written. @throws where Redis is away: the next start goes on */
  async erase(person: ErasedPerson): Promise<void> {
    await this.#erase(person);
    const finishing = this.#finish(person).finally(() => this.#finishing.delete(finishing));
    this.#finishing.add(finishing);
  }

  /** What an earlier process began. Never throws: what can't be done now is done at the next start. */
  async resume(): Promise<void> {
    const { settings, logger } = this.#options;
    const all = await settings.erasedPeople.all().catch((failure: unknown) => {
      logger.warn({ event: "person.not-erased", err: failure }, "erased people are looked at at the next start");
      return [];
    });
    for (const person of all)
      if (settings.snapshot.user(person.terms.user) === undefined) await this.erase(person).catch(() => undefined);
      else await this.cancel(person).catch(() => undefined); // it came to an end before the user was removed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("closing"));
    await Promise.all(this.#finishing);
  }

  async #finish(person: ErasedPerson): Promise<void> {
    const { settings, isInCall, redis, clock, logger, onceMoreAfterMs = ONCE_MORE_AFTER_MS } = this.#options;
    const { tenant, terms } = person;
    try {
      for (let time = 1; time <= MOST_TIMES; time++) {
        await clock.sleep(onceMoreAfterMs, this.#closing.signal).catch(() => undefined);
        if (isAborted(this.#closing.signal)) return; // the next start goes on
        if (!(await isInCall(tenant, terms.user))) break;
      }
      await this.#erase(person);
      await settings.erasedPeople.forget(terms.user);
      await redis.bgrewriteaof().catch((failure: unknown) => {
        logger.warn({ event: "redis.not-rewritten", err: failure }, "Redis keeps what was erased in its files for now");
      });
      logger.info({ event: "person.erased", tenant, user: terms.user }, "nothing is left that names a person");
    } catch (failure) {
      logger.warn({ event: "person.not-erased", tenant, user: terms.user, err: failure }, "a person is erased later");
    }
  }

  async #erase(person: ErasedPerson): Promise<void> {
    const { redis, settings, mailboxes, mediaDir } = this.#options;
    const { tenant, terms, devices } = person;
    const { snapshot } = settings;
    const eraser = personEraser(terms);
    await mailboxes.removeAllOf(terms.user);
    await settings.erasedPeople.eraseFromSettings(tenant, eraser);
    await eraseFromCalls({ redis, keys: callKeys() }, tenant, eraser);
    const webhooks = snapshot.settings("webhook", tenant).map(({ id }) => id);
    await eraseFromEvents({ redis, keys: eventKeys() }, { tenant, webhooks }, eraser);
    const others = [...snapshot.users(tenant), ...snapshot.sharedMailboxes(tenant)].map(({ id }) => id);
    await eraseFromMailboxes({ redis, mediaDir }, { tenant, mailboxes: others }, eraser);
    if (devices.length > 0) await redis.hdel(provisioningKeys().setUps(tenant), ...devices);
    await deleteKeys(redis, ownKeys(person));
    await this.#forgetAsCaller(person, eraser);
    await this.#forgetLogIns(person);
  }

  /** Their number may be the last one that called a colleague. */
  async #forgetAsCaller({ tenant }: ErasedPerson, eraser: PersonEraser): Promise<void> {
    const { redis, settings } = this.#options;
    const keys = settings.snapshot.users(tenant).map(({ id }) => routingKeys().lastCaller(id));
    if (keys.length === 0) return;
    const numbers = await redis.mget(keys);
    const theirs = keys.filter((_, place) => eraser.names(numbers[place] ?? ""));
    if (theirs.length > 0) await redis.del(...theirs);
  }

  /** Where they have logged in from, and failed to, is counted by a hash of their address. */
  async #forgetLogIns({ email }: ErasedPerson): Promise<void> {
    const { redis } = this.#options;
    const match = `${loginKeys().all}*${hashToken(email.toLowerCase())}*`;
    for await (const found of redis.scanStream({ match, count: KEYS_AT_ONCE }))
      await deleteKeys(redis, found as string[]);
  }
}

function ownKeys({ terms, devices, numbers }: ErasedPerson): readonly string[] {
  const [registrar, routing] = [registrarKeys(), routingKeys()];
  return [
    routing.lastCaller(terms.user),
    ...numbers.map((number) => routing.emergencyCallback(number)),
    ...devices.flatMap((device) => [registrar.bindings(device), registrar.online(device)]),
    ...devices.map((device) => presenceKeys().subscriptions(device)),
  ];
}

function erasedPerson(user: UserRecord, snapshot: Snapshot): ErasedPerson {
  const { id, tenantId, name, email, extension, forwarding } = user;
  const devices = snapshot.devicesOf(id);
  const numbers = snapshot.numbersTo({ kind: "user", id }).map(({ number }) => number);
  const forwardedTo = parseE164(forwarding.number ?? "");
  const isCompanys = forwardedTo !== undefined && snapshot.number(forwardedTo)?.tenantId === tenantId;
  const own = [...numbers, ...(forwardedTo === undefined || isCompanys ? [] : [forwardedTo])];
  const tokens = snapshot.settings("token", tenantId).filter(({ userId }) => userId === id);
  const hardware = devices.flatMap(({ sipUsername, macAddress }) => [sipUsername, macAddress ?? ""]);
  return {
    ...{ tenant: tenantId, devices: devices.map((device) => device.id), numbers, email },
    terms: {
      ...{ user: id, extension },
      ids: [id, ...devices.map((device) => device.id), ...tokens.map((token) => token.id)],
      texts: [name, email, ...own.flatMap(waysToWrite), ...hardware].filter((text) => text !== ""),
    },
  };
}

/** A number as calls, providers and people write it: +33612345678, 33…, 0033…, 0612345678. */
function waysToWrite(number: E164): readonly string[] {
  const digits = number.slice(1);
  const national = parsePhoneNumberFromString(number)?.formatNational().replaceAll(/\D/g, "");
  return [number, digits, `00${digits}`, ...(national === undefined ? [] : [national])];
}
