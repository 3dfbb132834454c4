import type { ConferenceRecord } from "./conference.ts";
import type { DeviceRecord } from "./device.ts";
import type { PhoneNumberRecord } from "./phone-number.ts";
import type { ReceptionistRecord } from "./receptionist.ts";
import type { RingGroupRecord } from "./ring-group.ts";
import type { SharedMailboxRecord } from "./shared-mailbox.ts";
import type { SiteRecord } from "./site.ts";
import type { TenantRecord } from "./tenant.ts";
import type { TokenRecord } from "./token.ts";
import type { TrunkRecord } from "./trunk.ts";
import type { UserRecord } from "./user.ts";
import type { WebhookRecord } from "./webhook.ts";

/** Everything that is a setting, by kind. A new kind starts here; the compiler then names the places that must know it. */
export interface Records {
  readonly tenant: TenantRecord;
  readonly user: UserRecord;
  readonly device: DeviceRecord;
  readonly number: PhoneNumberRecord;
  readonly trunk: TrunkRecord;
  readonly token: TokenRecord;
  readonly "ring-group": RingGroupRecord;
  readonly conference: ConferenceRecord;
  readonly "shared-mailbox": SharedMailboxRecord;
  readonly webhook: WebhookRecord;
  readonly site: SiteRecord;
  readonly receptionist: ReceptionistRecord;
}
export type Kind = keyof Records;

/** One record that was written (`after`), rewritten (both) or removed (`before` only). */
export type EntityChange = {
  readonly [K in Kind]: {
    readonly kind: K;
    readonly id: string;
    readonly before?: Records[K];
    readonly after?: Records[K];
  };
}[Kind];
