import type { Extension } from "../vocabulary/extension.ts";
import type { DeviceId, MailboxId, TenantId, TrunkId, UserId, WebhookId } from "../vocabulary/identifiers.ts";
import type { E164 } from "../vocabulary/e164.ts";

/**
 * Every name that Offhook uses in Redis. One rule: the prefix is the hash tag ("{offhook}:…"), so that a cluster keeps all
 * of it on one node and a change is one step there. What is one mailbox's has the mailbox as its tag instead
 * ("offhook:mailbox:{…}"): there is most of it. Names of what is kept never change: they are in people's data folders.
 */
const DEFAULT_PREFIX = "offhook";

/** The prefix as a hash tag. BullMQ puts it before its own names ("{offhook}:mail:…", "{offhook}:webhooks:…"). */
export function hashTag(prefix: string = DEFAULT_PREFIX): string {
  return `{${prefix}}`;
}

export type SettingsKeys = ReturnType<typeof settingsKeys>;
export function settingsKeys(prefix?: string) {
  const tag = hashTag(prefix);
  return {
    /** Hash: tenant → its head. What a change compares and sets. */
    heads: `${tag}:heads`,
    /** Hash: claim (number, e-mail, SIP username, token) → the tenant that holds it. */
    claims: `${tag}:claims`,
    /** Stream of changes; entry n-0 is the n-th change of the system. */
    feed: `${tag}:feed`,
    /** Hash: `format`, `realm`, `sequence` (the number of the last change), `first-tenant` (which API_TOKEN opens). */
    system: `${tag}:system`,
    /** Hash: token → when it was last used. */
    tokenUse: `${tag}:token-use`,
    /** Hash: removed tenant → JSON: what has still to be erased of it. */
    removed: `${tag}:removed-tenants`,
    /** Hash: number that the provider holds → JSON: since when, and what it is for. */
    numberInventory: `${tag}:number-inventory`,
    /** String with an expiry: the provider acts for a company. */
    acting: (sha256: string) => `${tag}:acting:${sha256}`,
    /** Hash: kind/id → record. */
    records: (tenant: string) => `${tag}:records:${tenant}`,
    /** Stream: the journal; entry v-0 is the change that made version v. */
    audit: (tenant: string) => `${tag}:audit:${tenant}`,
    /** Hash: erased user → JSON: by what the rest of them is found, until nothing is left. */
    erased: `${tag}:erased-people`,
    /** String with an expiry. */
    session: (sha256: string) => `${tag}:session:${sha256}`,
    /** Sorted set: hash of the session's key by the time of its creation. */
    sessionsOf: (user: string) => `${tag}:sessions-of:${user}`,
    /** Hash with an expiry: hash of the session's key → when it was used last. */
    sessionsSeen: (user: string) => `${tag}:sessions-seen:${user}`,
    /** Hash: what a user proves themselves with beside the password. */
    secondFactors: (user: string) => `${tag}:second-factors:${user}`,
    /** String with an expiry: the secret of an authenticator app that isn't confirmed yet. */
    totpBegun: (user: string) => `${tag}:totp-begun:${user}`,
    /** String with an expiry: a link by which a user sets their password. */
    accountLink: (sha256: string) => `${tag}:account-link:${sha256}`,
    /** Sorted set: hash of the link's token by the time of its creation. */
    accountLinksOf: (user: string) => `${tag}:account-links-of:${user}`,
  };
}

export function systemKeys(prefix?: string) {
  return {
    /** String with an expiry: when Redis took a write last. */
    written: `${hashTag(prefix)}:written`,
  };
}

export type RegistrarKeys = ReturnType<typeof registrarKeys>;
export function registrarKeys(prefix?: string) {
  const under = `${hashTag(prefix)}:registrar`;
  return {
    nonceSecret: `${under}:nonce-secret`,
    /** String with an expiry: the highest count with which this nonce was used. */
    nonceCount: (nonce: string) => `${under}:nonce:${nonce}`,
    /** String with an expiry: whether a device was said to be online last. */
    online: (device: DeviceId) => `${under}:online:${device}`,
    /** String with an expiry: all bindings of a device, which are always read and replaced together. */
    bindings: (device: DeviceId) => `${under}:bindings:${device}`,
  };
}

export type BanKeys = ReturnType<typeof banKeys>;
export function banKeys(prefix?: string) {
  const under = `${hashTag(prefix)}:bans`;
  return {
    /** Sorted set: banned sources, by the end of their ban. */
    bans: under,
    /** Hash: banned source → JSON: why, since when, for which time. */
    facts: `${under}:facts`,
    /** Hash with an expiry: what a source has done lately. */
    score: (source: string) => `${under}:score:${source}`,
    /** String with an expiry: how often a source was banned. */
    times: (source: string) => `${under}:times:${source}`,
    /** String with an expiry: phones of this source have proved their passwords. */
    office: (source: string) => `${under}:office:${source}`,
    /** Hash: address or block that is never banned → JSON: who allowed it, and when. */
    allowed: `${under}:allowed`,
    /** Channel: bans or the allow-list have changed. */
    changes: `${under}:changes`,
  };
}

export type ProvisioningKeys = ReturnType<typeof provisioningKeys>;
export function provisioningKeys(prefix?: string) {
  const under = `${hashTag(prefix)}:provisioning`;
  return {
    /** Hash: device → JSON: how its phone sets itself up. */
    setUps: (tenant: TenantId) => `${under}:set-ups:${tenant}`,
    /** String: the secret of the address that DHCP hands to all phones of a company. */
    shared: (tenant: TenantId) => `${under}:shared:${tenant}`,
  };
}

export type TrunkKeys = ReturnType<typeof trunkKeys>;
export function trunkKeys(prefix?: string) {
  const under = `${hashTag(prefix)}:trunks`;
  return {
    /** The fence of the process that looks after the trunks now; expires unless renewed. */
    leader: `${under}:keeper`,
    /** Counts the terms of all leaders. */
    fences: `${under}:fences`,
    /** Hash: trunk → its state. */
    states: `${under}:states`,
    /** Hash: trunk → user part of the Contact that it registers with. */
    contacts: `${under}:contacts`,
    /** Hash: trunk → since when, and why, its provider refuses our credentials. */
    refusals: `${under}:refusals`,
  };
}

export function retentionKeys(prefix?: string) {
  const under = `${hashTag(prefix)}:retention`;
  return {
    /** The fence of the process that forgets what is too old; expires unless renewed. */
    leader: `${under}:leader`,
    /** Counts the terms of all leaders. */
    fences: `${under}:fences`,
  };
}

export function billingKeys(prefix?: string) {
  return {
    /** Hash: month → the seats that a company had in it, and their price. */
    seats: (tenant: TenantId) => `${hashTag(prefix)}:billing:seats:${tenant}`,
    /** Hash: month/counter → what a company has used in it. */
    usage: (tenant: TenantId) => `${hashTag(prefix)}:billing:usage:${tenant}`,
  };
}

export type LimitKeys = ReturnType<typeof limitKeys>;
export function limitKeys(prefix?: string) {
  const under = `${hashTag(prefix)}:limits`;
  return {
    /** Sorted set: calls that go on, by the end of their lease. */
    live: (tenant: TenantId) => `${under}:live:${tenant}`,
    /** Sorted set: calls of the last day, by their beginning. */
    begun: (tenant: TenantId) => `${under}:begun:${tenant}`,
    /** Hash: tenant/kind → until when the limit is lifted. */
    lifted: `${under}:lifted`,
    /** Hash: tenant/kind → when the limit was reached last. */
    reached: `${under}:reached`,
    /** Sorted set: calls on a trunk, by the end of their lease. */
    lines: (trunk: TrunkId) => `${under}:lines:${trunk}`,
    /** Sorted set: the call in a parking slot, by the end of its lease. */
    parking: (tenant: TenantId, slot: Extension) => `${under}:parking:${tenant}:${slot}`,
  };
}

export function loginKeys(prefix?: string) {
  const under = `${hashTag(prefix)}:login`;
  return {
    /** How the names of all of them begin. */
    all: `${under}:`,
    /** Sorted set: wrong passwords of an account or of a source lately, by their time. */
    wrong: (name: string) => `${under}:wrong:${name}`,
    /** String with an expiry: how often it was locked. */
    times: (name: string) => `${under}:times:${name}`,
    /** Is there for as long as it is locked. */
    lock: (name: string) => `${under}:lock:${name}`,
    /** Is there while the account is known at this source. */
    known: (name: string) => `${under}:known:${name}`,
    /** String with an expiry: a log-in between its two steps. */
    ticket: (sha256: string) => `${under}:ticket:${sha256}`,
    /** String with an expiry: how often something was asked for lately. */
    asked: (name: string) => `${under}:asked:${name}`,
  };
}

export function idempotencyKeys(prefix?: string) {
  const under = `${hashTag(prefix)}:idempotency`;
  return {
    /** String: what kept answers are sealed with, together with the key that a client made up. */
    secret: `${under}:secret`,
    /** String with an expiry: a request that is under way, or its answer. */
    answer: (name: string) => `${under}:answer:${name}`,
    /** Sorted set: the answers that are kept for a company, by the end of that. */
    ofCompany: (owner: string) => `${under}:of:${owner}`,
  };
}

export function routingKeys(prefix?: string) {
  const tag = hashTag(prefix);
  return {
    /** Hash: hunt group → how often it was called. */
    groupTurns: `${tag}:group-turns`,
    /** String with an expiry: the user who called an emergency service and showed this number. */
    emergencyCallback: (number: E164) => `${tag}:emergency-callback:${number}`,
    /** String with an expiry: the number that called this person last from the PSTN. */
    lastCaller: (user: UserId) => `${tag}:last-caller:${user}`,
  };
}

export type EventKeys = ReturnType<typeof eventKeys>;
export function eventKeys(prefix?: string) {
  const under = `${hashTag(prefix)}:events`;
  return {
    /** Stream: what happened to a tenant; the entries' ids are those of the events. */
    log: (tenant: TenantId) => `${under}:log:${tenant}`,
    /** Channel: the tenant whose log has grown. */
    logGrown: `${under}:doorbell`,
    /** The number of the last event that this process has written. */
    writer: (process: string) => `${under}:writer:${process}`,
    /** List: what has to be delivered to one webhook about one thing, in order. */
    waitingFor: (orderingKey: string) => `${under}:lane:${orderingKey}`,
    /** Set: the ordering keys under which something waits; `webhook/subject`. */
    orderingKeys: `${under}:lanes`,
    /** Hash: webhook → how many deliveries its lists hold. */
    waiting: `${under}:waiting`,
  };
}

export type DeliveryKeys = ReturnType<typeof deliveryKeys>;
export function deliveryKeys(prefix?: string) {
  const under = `${hashTag(prefix)}:deliveries`;
  return {
    /** Hash: event → what became of it on its way to this webhook. */
    deliveries: (webhook: WebhookId) => `${under}:of:${webhook}`,
    /** Sorted set: events, the oldest first. */
    order: (webhook: WebhookId) => `${under}:order:${webhook}`,
    /** Hash: webhook → since when nothing could be delivered to it. */
    failing: `${under}:failing`,
  };
}

export type CallKeys = ReturnType<typeof callKeys>;
export function callKeys(prefix?: string) {
  const under = `${hashTag(prefix)}:calls`;
  return {
    /** Sorted set: the application processes that live, by the end of their lease. */
    processes: `${under}:processes`,
    /** Hash: tenant/call → the record so far of each call that goes on in this process. */
    ongoingCalls: (process: string) => `${under}:under-way:${process}`,
    /** Hash: process → where it runs, as its machine knows it. */
    identities: `${under}:identities`,
    /** Hash with an expiry: dialog → what it takes to end it, of each dialog that this process has. */
    dialogs: (process: string) => `${under}:dialogs:${process}`,
    /** Channel: calls that shall end. */
    hangUps: `${under}:hang-ups`,
    /** Sorted set: a tenant's records, by the beginning of the call. */
    index: (tenant: TenantId) => `${under}:index:${tenant}`,
    /** Sorted set: the records of calls that this person was part of. */
    indexOf: (tenant: TenantId, user: UserId) => `${under}:index:${tenant}:${user}`,
    /** Hash: call → record. */
    records: (tenant: TenantId) => `${under}:records:${tenant}`,
    /** Hash: call → trace, deflated. */
    traces: (tenant: TenantId) => `${under}:traces:${tenant}`,
    /** Set: the tenants that have records. */
    tenants: `${under}:tenants`,
  };
}

export type MailboxKeys = ReturnType<typeof mailboxKeys>;
export function mailboxKeys(prefix: string = DEFAULT_PREFIX) {
  const mailboxOf = (mailbox: MailboxId): string => `${prefix}:mailbox:{${mailbox}}`;
  return {
    /** Hash: message → JSON. */
    messages: mailboxOf,
    /** Set: messages that were heard. */
    heard: (mailbox: MailboxId) => `${mailboxOf(mailbox)}:heard`,
    /** Hash: message → what became of its e-mail. */
    mail: (mailbox: MailboxId) => `${mailboxOf(mailbox)}:mail`,
    /** Hash: message that was deleted and can still be brought back → what it was. */
    gone: (mailbox: MailboxId) => `${mailboxOf(mailbox)}:gone`,
    /** Is there for as long as the owner isn't told again that the mailbox is full. */
    full: (mailbox: MailboxId) => `${mailboxOf(mailbox)}:full`,
    /** String: the mailbox of a message. */
    owner: (message: string) => `${prefix}:message:${message}`,
    /** Sorted set: deleted messages, by the time at which they go for good. */
    expiries: `${prefix}:mailbox-gone`,
    /** Sorted set: a company's messages whose e-mail has failed for good, by the time of it. */
    mailFailed: (tenant: TenantId) => `${prefix}:mail:failed:${tenant}`,
    /** Set: messages whose e-mail is still to be sent. */
    mailDue: `${prefix}:mail:due`,
    /** Of a mailbox, or of the phones that guess: the wrong PINs lately, how often it was locked, until when it is. */
    pin: (name: string) => {
      const under = `${prefix}:pin:{${name}}`;
      return { wrong: `${under}:wrong`, times: `${under}:times`, lock: `${under}:lock` };
    },
  };
}

export function presenceKeys(prefix: string = DEFAULT_PREFIX) {
  return {
    /** Channel: the user whose mailbox has changed. */
    mailboxes: `${prefix}:lamps`,
    /** Sorted set: the subscriptions of a device to its mailbox, by the end of their lease. */
    subscriptions: (device: DeviceId) => `${prefix}:lamp:${device}`,
    /** Channel: what phones do. */
    phones: `${prefix}:phones`,
    /** Channel: the user of whom a device has gone online or offline. */
    reachable: `${prefix}:reachable`,
  };
}

/** Channels by which application processes ask each other. */
export function requestChannels(prefix?: string) {
  const requests = `${hashTag(prefix)}:requests`;
  return { requests, replies: (process: string) => `${requests}:${process}` };
}
