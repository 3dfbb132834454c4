import { slotsOf } from "../routing/parking.ts";
import type { DeviceRecord } from "../settings/kinds/device.ts";
import { tenantPoliciesOf } from "../settings/schemas/policies.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import { VOICEMAIL_CODE, type PhoneBookEntry, type PhoneFacts, type PhoneKey } from "./rendering/phone-values.ts";

/** Where phones find this system; the same for all of them. */
export interface PhoneSite {
  readonly server: PhoneFacts["server"];
  /** http://host:port, or what a proxy in front is called. Without a slash at its end. */
  readonly web: string;
  readonly ntpServer: string;
}

/** What is said to one phone at one time. */
export interface Given {
  readonly folderUrl: string;
  readonly fileUrl: string;
  readonly phoneBookUrl: string | undefined;
  readonly sipPassword: string | undefined;
  readonly provisioningPassword: string | undefined;
}

/** Of HTTP digest, by which phones prove themselves when they read again. */
export const PROVISIONING_REALM = "provisioning";

/** Slots that have a key: a panel of ten would leave no place for colleagues. */
const MOST_SLOT_KEYS = 3;
/** Phones show a directory of this size; longer ones are dialled by number. */
const MOST_PHONE_BOOK_ENTRIES = 5_000;

/** What the file of a phone is about, from the live settings. Undefined: its user or company has gone. Pure. */
export function factsOf(
  device: DeviceRecord,
  snapshot: Snapshot,
  site: PhoneSite,
  given: Given,
): PhoneFacts | undefined {
  const user = snapshot.user(device.userId);
  const tenant = snapshot.tenant(device.tenantId);
  if (user === undefined || tenant === undefined) return undefined;
  return {
    account: {
      ...{ username: device.sipUsername, password: given.sipPassword, realm: snapshot.realm },
      ...{ name: user.name, extension: user.extension },
    },
    server: site.server,
    keys: keysOf(device, snapshot),
    company: tenant.name,
    language: user.language,
    country: tenant.country,
    timeZone: tenant.timeZone,
    ntpServer: site.ntpServer,
    ...{ folderUrl: given.folderUrl, fileUrl: given.fileUrl, phoneBookUrl: given.phoneBookUrl },
    provisioning: {
      ...{ username: device.sipUsername, password: given.provisioningPassword, realm: PROVISIONING_REALM },
    },
    mac: device.macAddress ?? "",
  };
}

/** The phone's own line, its mailbox, the first parking slots, then the colleagues by extension. */
function keysOf({ userId, tenantId }: DeviceRecord, snapshot: Snapshot): readonly PhoneKey[] {
  const tenant = snapshot.tenant(tenantId);
  const user = snapshot.user(userId);
  if (tenant === undefined || user === undefined) return [];
  const line: PhoneKey = { kind: "line", label: user.extension, number: user.extension };
  const mailbox: PhoneKey = {
    kind: "voicemail",
    label: user.language === "fr" ? "Messagerie" : "Voicemail",
    number: VOICEMAIL_CODE,
  };
  const slots = slotsOf(tenantPoliciesOf(tenant)).slice(0, MOST_SLOT_KEYS);
  return [
    line,
    ...(user.voicemail.enabled ? [mailbox] : []),
    ...slots.map((slot): PhoneKey => ({ kind: "park", label: slot, number: slot })),
    ...snapshot
      .users(tenantId)
      .filter(({ id }) => id !== userId)
      .map(({ name, extension }): PhoneKey => ({ kind: "blf", label: name, number: extension })),
  ];
}

/** People and hunt groups of the company, as a phone shows its directory. Pure. */
export function phoneBookOf(tenant: TenantId, snapshot: Snapshot): readonly PhoneBookEntry[] {
  const people = snapshot.users(tenant).map(({ name, extension }) => ({ name, number: extension }));
  const groups = snapshot.ringGroups(tenant).map(({ name, extension }) => ({ name, number: extension }));
  return [...people, ...groups].slice(0, MOST_PHONE_BOOK_ENTRIES);
}
