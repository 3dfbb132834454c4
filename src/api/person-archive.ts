import { createReadStream } from "node:fs";
import { Zip, ZipDeflate, ZipPassThrough } from "fflate";
import type { Cursor } from "../call-records/record-store.ts";
import { deviceView } from "../settings/kinds/device.ts";
import { tokenView } from "../settings/kinds/token.ts";
import { userView, type UserRecord } from "../settings/kinds/user.ts";
import type { AuditEntry } from "../settings/schemas/audit.ts";
import { browserOf } from "./browser.ts";
import type { ApiParts } from "./parts.ts";
import { recordView } from "./views/call-record.ts";

const RECORDS_AT_ONCE = 200;
const ENTRIES_AT_ONCE = 500;

/** One file of the archive. */
interface Entry {
  readonly name: string;
  readonly chunks: AsyncIterable<string | Uint8Array>;
}

type Parts = Pick<ApiParts, "settings" | "mailboxes" | "callRecords" | "bindings" | "lastCallers" | "clock">;

/**
 * All that the system keeps of a person (GDPR articles 15 and 20), as the bytes of one ZIP archive: settings, phones, calls, messages
 * with their sound, journal, log-ins. No password, PIN or secret is in it.
 */
export async function* personArchive(parts: Parts, user: UserRecord): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((failure, chunk) => {
    if (failure !== null) throw failure;
    ready.push(chunk);
  });
  const text = new TextEncoder();
  for await (const { name, chunks } of entriesOf(parts, user)) {
    const file = name.endsWith(".json") ? new ZipDeflate(name) : new ZipPassThrough(name);
    file.mtime = parts.clock.nowMs();
    zip.add(file);
    for await (const chunk of chunks) {
      file.push(typeof chunk === "string" ? text.encode(chunk) : chunk);
      yield* ready.splice(0);
    }
    file.push(new Uint8Array(), true);
    yield* ready.splice(0);
  }
  zip.end();
  yield* ready.splice(0);
}

async function* entriesOf(parts: Parts, user: UserRecord): AsyncGenerator<Entry> {
  const { mailboxes } = parts;
  const { id, tenantId } = user;
  yield { name: "person.json", chunks: json(await aboutPerson(parts, user)) };
  yield { name: "phones.json", chunks: json(await phonesOf(parts, user)) };
  yield { name: "calls.json", chunks: jsonArray(callsOf(parts, user)) };
  yield { name: "journal.json", chunks: jsonArray(journalOf(parts, user)) };
  yield { name: "log-ins.json", chunks: json(await logInsOf(parts, user)) };
  const messages = await mailboxes.listMessages(id);
  const deleted = await mailboxes.listDeleted(id);
  yield { name: "voicemails.json", chunks: json({ messages, deleted }) };
  for (const message of messages) {
    const audio = await mailboxes.audioOf(message.id);
    if (audio !== undefined) yield { name: `voicemails/${message.id}.wav`, chunks: createReadStream(audio.path) };
  }
  const greeting = await mailboxes.greetings.pathOf(tenantId, id);
  if (greeting !== undefined) yield { name: "greeting.wav", chunks: createReadStream(greeting) };
}

async function aboutPerson({ settings, lastCallers, clock }: Parts, user: UserRecord): Promise<object> {
  const { snapshot } = settings;
  const { id, tenantId } = user;
  const { totp, passkeys, recoveryCodes } = await settings.secondFactors.read(id);
  const lastCaller = await lastCallers.of(id);
  return {
    format: "offhook-person",
    exportedAt: new Date(clock.nowMs()).toISOString(),
    company: snapshot.tenant(tenantId)?.name ?? null,
    user: userView(user),
    phoneNumbers: snapshot.numbersTo({ kind: "user", id }).map(({ number }) => number),
    ringGroups: snapshot.ringGroups(tenantId).flatMap(({ name, members }) => (members.includes(id) ? [name] : [])),
    sharedMailboxes: snapshot.mailboxesSharedBy(id).map(({ name }) => name),
    secondFactors: { authenticatorApp: totp, passkeys: passkeys.map(({ name }) => name), recoveryCodes },
    lastCaller: lastCaller?.number ?? null,
  };
}

async function phonesOf({ settings, bindings }: Parts, { id }: UserRecord): Promise<readonly object[]> {
  const devices = settings.snapshot.devicesOf(id);
  const found = await bindings.bindingsOf(devices.map((device) => device.id));
  return devices.map((device) => ({
    ...deviceView(device),
    registrations: (found.get(device.id) ?? []).map(({ contact, source, transport, userAgent, ...times }) => ({
      ...{ contact, address: source.address, transport, userAgent },
      registeredAt: new Date(times.registeredAtMs).toISOString(),
      expiresAt: new Date(times.expiresAtMs).toISOString(),
    })),
  }));
}

async function* callsOf({ callRecords }: Parts, { id, tenantId }: UserRecord): AsyncGenerator<object> {
  let before: Cursor | undefined;
  do {
    const { records, next } = await callRecords.list(tenantId, { user: id }, RECORDS_AT_ONCE, before);
    yield* records.map(recordView);
    before = next;
  } while (before !== undefined);
}

/** What the person has changed, and what was changed of them. */
async function* journalOf({ settings }: Parts, { id, tenantId }: UserRecord): AsyncGenerator<AuditEntry> {
  const { snapshot } = settings;
  const ids = new Set<string>([id, ...snapshot.devicesOf(id).map((device) => device.id)]);
  let before: number | undefined;
  do {
    const page = await settings.audit(tenantId, { limit: ENTRIES_AT_ONCE, ...(before !== undefined && { before }) });
    yield* page.items.filter(({ actor, changes }) => actor.id === id || changes.some((each) => ids.has(each.id)));
    before = page.next ?? undefined;
  } while (before !== undefined);
}

async function logInsOf({ settings }: Parts, { id, tenantId }: UserRecord): Promise<object> {
  const at = (ms: number): string => new Date(ms).toISOString();
  const sessions = (await settings.sessions.list(id)).map(({ address, userAgent, ...times }) => ({
    ...{ address: address ?? null, ...browserOf(userAgent) },
    ...{ createdAt: at(times.createdAtMs), lastSeenAt: at(times.lastSeenAtMs), expiresAt: at(times.expiresAtMs) },
  }));
  const tokens = settings.snapshot.settings("token", tenantId).filter(({ userId }) => userId === id);
  const usedAtMs = await settings.tokenUse.lastUsedAtMs(tokens.map((token) => token.id));
  return { sessions, tokens: tokens.map((token) => tokenView(token, usedAtMs.get(token.id))) };
}

async function* json(value: unknown): AsyncGenerator<string> {
  yield await Promise.resolve(`${JSON.stringify(value, null, 2)}\n`);
}

async function* jsonArray(values: AsyncIterable<unknown>): AsyncGenerator<string> {
  let separator = "[\n";
  for await (const value of values) {
    yield `${separator}${JSON.stringify(value)}`;
    separator = ",\n";
  }
  yield separator === "[\n" ? "[]\n" : "\n]\n";
}
