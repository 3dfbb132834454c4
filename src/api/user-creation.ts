import { Type } from "typebox";
import { NewDevice } from "../settings/kinds/device.ts";
import { NewUser, PasswordText, Voicemail, VoicemailPatch, type UserSecrets } from "../settings/kinds/user.ts";
import type { Draft } from "../settings/draft/draft.ts";
import { SettingsError } from "../settings/errors.ts";
import type { KindTypes, Records } from "../settings/registry.ts";
import { hashPassword, makeDeviceCredentials, preparePin, type DeviceCredentials } from "../settings/secrets.ts";
import { defined } from "../runtime/defined.ts";
import { NoMailServer, RequestInvalid } from "./errors.ts";
import type { ApiParts } from "./parts.ts";

/** A user with all that belongs to one from the first day. */
export const UserOrder = Type.Object(
  {
    ...NewUser.properties,
    voicemail: Type.Optional(
      Type.Partial(Type.Object({ ...Voicemail.properties, pin: VoicemailPatch.properties.pin }), {
        additionalProperties: false,
      }),
    ),
    device: Type.Optional(NewDevice),
    password: Type.Optional(PasswordText),
    invite: Type.Optional(
      Type.Boolean({ description: "Send the link by which the user sets their password; it works for 7 days" }),
    ),
  },
  { additionalProperties: false, title: "NewUser" },
);
export type UserOrder = Type.Static<typeof UserOrder>;

/** An order whose secrets are hashed and made: it can be carried out as often as a change is tried. */
export interface PreparedUser {
  readonly user: KindTypes["user"]["new"];
  readonly device: { readonly made: NewDevice; readonly credentials: DeviceCredentials } | undefined;
}

/** What has become of an order. */
export interface CreatedUser {
  readonly user: Records["user"];
  readonly device: { readonly record: Records["device"]; readonly credentials: DeviceCredentials } | undefined;
}

/** Slow on purpose: a password and a PIN are hashed. @throws NoMailServer, RequestInvalid */
export async function prepareUser(parts: ApiParts, order: UserOrder): Promise<PreparedUser> {
  const { password, invite, device, voicemail: { pin, ...voicemail } = {}, ...user } = order;
  if (invite === true) requireInvitable(parts, password);
  const secrets: UserSecrets = defined({
    passwordHash: password === undefined ? undefined : await hashPassword(password),
    pin: pin === undefined ? undefined : await preparePin(pin),
  });
  return {
    user: { ...user, voicemail, ...secrets },
    device: device && { made: device, credentials: makeDeviceCredentials(parts.settings.snapshot.realm) },
  };
}

/** Adds the user, the numbers and the device, all in the change of this draft. @throws SettingsError */
export function createUser(draft: Draft, { user, device }: PreparedUser): CreatedUser {
  const { id } = draft.add("user", user);
  const made = device && addDevice(draft, id, device);
  return { user: draft.find("user", id), device: made };
}

function addDevice(
  draft: Draft,
  userId: Records["user"]["id"],
  { made, credentials }: NonNullable<PreparedUser["device"]>,
): NonNullable<CreatedUser["device"]> {
  return { record: under("/device", () => draft.add("device", { ...made, userId, credentials })), credentials };
}

/** What the work refuses is named by its place in the body. @throws what the work throws */
function under<Result>(pointer: string, work: () => Result): Result {
  try {
    return work();
  } catch (refusal) {
    if (refusal instanceof SettingsError && refusal.about === undefined)
      refusal.field = refusal.field === undefined ? undefined : `${pointer}${refusal.field}`;
    throw refusal;
  }
}

/** The same for what a rule found when the whole change was done. */
export function placed(refusal: unknown, placeOf: (about: NonNullable<SettingsError["about"]>) => string): unknown {
  if (refusal instanceof SettingsError && refusal.about !== undefined && refusal.field !== undefined)
    refusal.field = `${placeOf(refusal.about)}${refusal.field}`;
  return refusal;
}

/** Before the user is made. */
function requireInvitable({ accountMails }: ApiParts, password: string | undefined): void {
  if (accountMails === undefined) throw new NoMailServer();
  if (password === undefined) return;
  throw new RequestInvalid([
    { field: "/invite", detail: "either a password is given, or the user sets it by invitation" },
  ]);
}
