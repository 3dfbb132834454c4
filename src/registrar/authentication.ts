import type { DeviceId, SipUsername, TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { Answer } from "./sip.ts";

/** A device's credentials: no password is kept, only H(username:realm:password), lower-case hexadecimal. */
export interface DeviceCredentials {
  readonly device: DeviceId;
  readonly user: UserId;
  readonly tenant: TenantId;
  readonly ha1Md5: string;
  readonly ha1Sha256: string;
}

/** Looked up in the settings' snapshot: a deleted device is gone at once. */
export type FindCredentials = (username: SipUsername) => DeviceCredentials | undefined;

/** Who sent a request, or the answer that it gets instead. */
export type Authentication =
  | {
      readonly kind: "authenticated";
      readonly username: SipUsername;
      readonly device: DeviceId;
      readonly user: UserId;
      readonly tenant: TenantId;
    }
  /** 401 with fresh challenges, 400, 403, or 503 while nonces can't be checked. */
  | { readonly kind: "refused"; readonly answer: Answer };
