import type { NumberFormat } from "../numbering/format.ts";
import type { TenantId, TrunkId } from "../vocabulary/identifiers.ts";

/** What this folder needs to know of a provider's line; the settings' trunk fits it. */
export interface TrunkLine {
  readonly id: TrunkId;
  readonly tenant: TenantId;
  readonly enabled: boolean;
  readonly host: string;
  /** Null: the scheme's own (SRV, else 5060). */
  readonly port: number | null;
  readonly transport: "udp" | "tcp" | "tls";
  readonly username: string | null;
  readonly password: string | null;
  /** Addresses and CIDR blocks whose INVITEs are taken without a password. */
  readonly trustedAddresses: readonly string[];
  readonly numberFormat: NumberFormat;
  /** Lower is tried first. */
  readonly priority: number;
  /** Calls at once, both directions; null: no limit. */
  readonly capacity: number | null;
}
