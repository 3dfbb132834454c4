import { SettingTaken } from "../settings/errors.ts";
import type { Actor } from "../settings/schemas/audit.ts";
import { makeDeviceCredentials } from "../settings/secrets.ts";
import type { DeviceCredentials } from "../settings/secrets.ts";
import type { Settings } from "../settings/settings.ts";
import { parseE164 } from "../vocabulary/e164.ts";
import { parseExtension } from "../vocabulary/extension.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";

/** A phone of the demonstration, as it is typed into a softphone. */
export interface DemoPhone {
  readonly name: string;
  readonly extension: string;
  readonly number: string;
  readonly sipUsername: string;
  /** Known only when it was made just now. */
  readonly sipPassword: string | undefined;
}

const PEOPLE = [
  { name: "Alice Martin", email: "alice@example.com", extension: "1001", number: "+33170000001", language: "fr" },
  { name: "Bruno Keller", email: "bruno@example.com", extension: "1002", number: "+33170000002", language: "en" },
  { name: "Chloé Dubois", email: "chloe@example.com", extension: "1003", number: "+33170000003", language: "fr" },
] as const;
const STARTER: Actor = { kind: "system", id: null, name: "npm start -- --demo" };

/** Three users, each with a phone, a direct number and an extension. A user who is there already is left alone. */
export async function ensureDemo(settings: Settings, tenantId: TenantId): Promise<readonly DemoPhone[]> {
  const phones: DemoPhone[] = [];
  for (const person of PEOPLE) phones.push(await ensurePerson(settings, tenantId, person));
  return phones;
}

async function ensurePerson(
  settings: Settings,
  tenantId: TenantId,
  person: (typeof PEOPLE)[number],
): Promise<DemoPhone> {
  const { name, email } = person;
  const extension = parseExtension(person.extension);
  const number = parseE164(person.number);
  if (extension === undefined || number === undefined)
    throw new RangeError(`${name}'s numbers left the vocabulary's patterns`);
  const shown = { name, extension: person.extension, number: person.number };

  const known = settings.snapshot.userByEmail(email);
  const device = known === undefined ? undefined : settings.snapshot.devicesOf(known.id)[0];
  if (device !== undefined) return { ...shown, sipUsername: device.sipUsername, sipPassword: undefined };

  const credentials: DeviceCredentials = makeDeviceCredentials(settings.snapshot.realm);
  try {
    await settings.change(tenantId, STARTER, (draft) => {
      const { language } = person;
      const user = known ?? draft.add("user", { name, email, extension, language, phoneNumbers: [number] });
      draft.add("device", { label: "Demo", kind: "softphone", userId: user.id, credentials });
    });
  } catch (failure) {
    // An administrator gave the extension or the number to another user: the demonstration does without this person.
    if (failure instanceof SettingTaken) return { ...shown, sipUsername: "–", sipPassword: undefined };
    throw failure;
  }
  return { ...shown, sipUsername: credentials.sipUsername, sipPassword: credentials.sipPassword };
}
