import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReceptionistId, TenantId } from "../vocabulary/identifiers.ts";
import { RecordingsUnwritable } from "../voicemail/errors.ts";

/** The recorded greetings of a receptionist: for open hours and for closed hours. */
export type GreetingName = "open" | "closed";

/** The greetings uploaded for receptionists, two files each at most. Without an upload, prompts are played. */
export interface ReceptionistGreetings {
  pathOf(tenant: TenantId, receptionist: ReceptionistId, name: GreetingName): Promise<string | undefined>;
  read(tenant: TenantId, receptionist: ReceptionistId, name: GreetingName): Promise<Buffer | undefined>;
  /** @param wav  has passed `parseGreeting`; rejects with RecordingsUnwritable */
  save(tenant: TenantId, receptionist: ReceptionistId, name: GreetingName, wav: Uint8Array): Promise<void>;
  remove(tenant: TenantId, receptionist: ReceptionistId, name: GreetingName): Promise<void>;
  /** The receptionist was deleted. */
  removeAll(tenant: TenantId, receptionist: ReceptionistId): Promise<void>;
}

export function receptionistGreetings(mediaDir: string): ReceptionistGreetings {
  const folderOf = (tenant: TenantId, id: ReceptionistId): string => join(mediaDir, tenant, id);
  const fileOf = (tenant: TenantId, id: ReceptionistId, name: GreetingName): string =>
    join(folderOf(tenant, id), `${name}.wav`);
  return {
    async pathOf(tenant, id, name) {
      const path = fileOf(tenant, id, name);
      const isThere = await stat(path).then(
        (file) => file.isFile(),
        () => false,
      );
      return isThere ? path : undefined;
    },
    read: (tenant, id, name) => readFile(fileOf(tenant, id, name)).catch(() => undefined),
    async save(tenant, id, name, wav) {
      try {
        await mkdir(folderOf(tenant, id), { recursive: true });
        const part = join(folderOf(tenant, id), `${name}.part.wav`);
        await writeFile(part, wav, { flush: true });
        await rename(part, fileOf(tenant, id, name));
      } catch (cause) {
        throw new RecordingsUnwritable({ cause });
      }
    },
    remove: (tenant, id, name) => rm(fileOf(tenant, id, name), { force: true }),
    removeAll: (tenant, id) => rm(folderOf(tenant, id), { force: true, recursive: true }),
  };
}
