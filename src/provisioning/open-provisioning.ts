import type { Redis } from "ioredis";
import { provisioningKeys, registrarKeys } from "../redis/keys.ts";
import { createNonceCounts } from "../registrar/nonce-counts.ts";
import { loadNonceSecret } from "../registrar/nonce-secret.ts";
import type { SystemSecretParts } from "../sealing/system-secret.ts";
import { FileRequests, type FileRequestsOptions } from "./file-requests.ts";
import { Provisioning, type ProvisioningOptions } from "./provisioning.ts";
import { Rereading, type RereadingOptions } from "./rereading.ts";
import { readMakers } from "./rendering/makers.ts";
import { SetUpStore } from "./set-up/set-up-store.ts";

export interface OpenProvisioningOptions
  extends
    Omit<FileRequestsOptions, "store" | "makers" | "secret" | "nonceCounts" | "settings">,
    Pick<ProvisioningOptions, "bindings">,
    Pick<RereadingOptions, "events" | "notify"> {
  readonly redis: Redis;
  readonly settings: RereadingOptions["settings"] & SystemSecretParts;
  /** config/phones. */
  readonly phonesDir: string;
}

/** Reads the makers' templates and opens what administrators and phones ask. @throws PhoneTemplateFaulty, what Redis throws */
export async function openProvisioning(options: OpenProvisioningOptions): Promise<{
  readonly provisioning: Provisioning;
  readonly phoneFiles: FileRequests;
  /** At work until it is disposed. */
  readonly rereading: Rereading;
}> {
  const { redis, settings, phonesDir, clock } = options;
  const keys = registrarKeys();
  const shared = {
    ...options,
    makers: await readMakers(phonesDir),
    store: new SetUpStore(redis, provisioningKeys(), settings.sealer),
    secret: await loadNonceSecret(settings, keys),
    nonceCounts: createNonceCounts({ redis, keys, clock }),
  };
  return {
    provisioning: new Provisioning(shared),
    phoneFiles: new FileRequests(shared),
    rereading: new Rereading(shared),
  };
}
