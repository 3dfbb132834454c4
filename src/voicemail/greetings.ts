import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Parsed } from "../vocabulary/parsed.ts";
import type { MailboxId, TenantId } from "../vocabulary/identifiers.ts";
import { RecordingsUnwritable } from "./errors.ts";
import { openAsOwn } from "./own-file.ts";
import { bytesOf, recordedMs, repairHeader } from "./recording.ts";
import { durationMs, lengthProblem, parseWavHeader } from "../audio/wav.ts";

/** An upload that is larger is no greeting: a minute of telephone sound is 960 kB. */
export const MOST_GREETING_BYTES = 1024 * 1024;
export const MOST_GREETING_SECONDS = 60;
const LEAST_GREETING_MS = 1_000;
/** Uncompressed samples, as every media server plays them. */
const PCM = 1;

/** The greetings that people have made themselves, one file a mailbox. */
export interface Greetings {
  /** Undefined: the standard greeting is used. */
  pathOf(tenant: TenantId, mailbox: MailboxId): Promise<string | undefined>;
  read(tenant: TenantId, mailbox: MailboxId): Promise<Buffer | undefined>;
  /** @param wav  has passed `parseGreeting`; rejects with RecordingsUnwritable */
  save(tenant: TenantId, mailbox: MailboxId, wav: Uint8Array): Promise<void>;
  /** Where the media server records a new one. Rejects with RecordingsUnwritable. */
  begin(tenant: TenantId, mailbox: MailboxId): Promise<string>;
  /** What was recorded is the greeting from now on; false: nothing was said, and the old one stays. */
  finish(tenant: TenantId, mailbox: MailboxId): Promise<boolean>;
  remove(tenant: TenantId, mailbox: MailboxId): Promise<void>;
}

/** Whether an upload can be played to callers, with the reason why not. */
export function parseGreeting(bytes: Uint8Array): Parsed<Uint8Array> {
  if (bytes.byteLength > MOST_GREETING_BYTES) return { ok: false, problem: "larger than 1 MB" };
  const parsed = parseWavHeader(bytes);
  if (!parsed.ok) return parsed;
  const { encoding, channels, sampleRate, bitsPerSample } = parsed.value;
  if (encoding !== PCM || channels !== 1 || bitsPerSample !== 16 || sampleRate < 8_000 || sampleRate > 48_000)
    return { ok: false, problem: "not mono 16-bit PCM of 8 to 48 kHz" };
  const problem = lengthProblem(parsed.value, bytes.byteLength);
  if (problem !== undefined) return { ok: false, problem };
  const forMs = durationMs(parsed.value, parsed.value.dataOffset + parsed.value.dataBytes);
  if (forMs < LEAST_GREETING_MS) return { ok: false, problem: "shorter than a second" };
  if (forMs > MOST_GREETING_SECONDS * 1_000) return { ok: false, problem: "longer than a minute" };
  return { ok: true, value: bytes };
}

export function greetings(mediaDir: string): Greetings {
  const folderOf = (tenant: TenantId, mailbox: MailboxId): string => join(mediaDir, tenant, mailbox);
  const finalOf = (tenant: TenantId, mailbox: MailboxId): string => join(folderOf(tenant, mailbox), "greeting.wav");
  const partOf = (tenant: TenantId, mailbox: MailboxId): string => join(folderOf(tenant, mailbox), "greeting.part.wav");

  return {
    async pathOf(tenant, mailbox) {
      const path = finalOf(tenant, mailbox);
      return (await bytesOf(path)) === undefined ? undefined : path;
    },
    read: (tenant, mailbox) => readFile(finalOf(tenant, mailbox)).catch(() => undefined),
    save: (tenant, mailbox, wav) =>
      written(async () => {
        await mkdir(folderOf(tenant, mailbox), { recursive: true });
        await writeFile(partOf(tenant, mailbox), wav, { flush: true });
        await rename(partOf(tenant, mailbox), finalOf(tenant, mailbox));
      }),
    begin: (tenant, mailbox) =>
      written(async () => {
        await mkdir(folderOf(tenant, mailbox), { recursive: true });
        await rm(partOf(tenant, mailbox), { force: true });
        return partOf(tenant, mailbox);
      }),
    finish: (tenant, mailbox) =>
      written(async () => {
        const part = partOf(tenant, mailbox);
        if ((await recordedMs(part)) < LEAST_GREETING_MS) {
          await rm(part, { force: true });
          return false;
        }
        const file = await openAsOwn(part);
        try {
          await repairHeader(file);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(part, finalOf(tenant, mailbox));
        return true;
      }),
    remove: (tenant, mailbox) => rm(finalOf(tenant, mailbox), { force: true }),
  };
}

async function written<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new RecordingsUnwritable({ cause });
  }
}
