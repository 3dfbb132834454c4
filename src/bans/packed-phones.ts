import type { Snapshot } from "../settings/snapshot.ts";
import { packNames } from "../sources/phone-names.ts";

/** A phone that was added is known to the engine this soon. */
const PACKED_FOR_MS = 2_000;

/** The usernames of all phones, packed again when settings have changed. */
export class PackedPhones {
  #of: Pick<Snapshot, "tenants" | "devices"> | undefined;
  #atMs = -Infinity;
  #packed = "";

  packed(snapshot: Pick<Snapshot, "tenants" | "devices">, nowMs: number): string {
    if (snapshot === this.#of || nowMs - this.#atMs < PACKED_FOR_MS) return this.#packed;
    this.#of = snapshot;
    this.#atMs = nowMs;
    this.#packed = packNames(usernamesIn(snapshot));
    return this.#packed;
  }
}

function* usernamesIn(snapshot: Pick<Snapshot, "tenants" | "devices">): Generator<string> {
  for (const { id } of snapshot.tenants()) for (const { sipUsername } of snapshot.devices(id)) yield sipUsername;
}
