import { expect } from "vitest";
import { SettingInvalid, type InvalidReason } from "../../../src/settings/errors.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import type { E164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import type { Extension } from "../../../src/vocabulary/extension.ts";
import type { TenantId, UserId } from "../../../src/vocabulary/identifiers.ts";
import type { Draft } from "../../../src/settings/draft/draft.ts";
import type { Actor } from "../../../src/settings/schemas/audit.ts";
import type { NewTenant } from "../../../src/settings/kinds/tenant.ts";
import type { NewUser, UserRecord } from "../../../src/settings/kinds/user.ts";
import type { Settings } from "../../../src/settings/settings.ts";

export const ADMIN: Actor = { kind: "user", id: "admin000", name: "An admin" };
export const OFFICE: NewTenant = { name: "Office", country: "FR", timeZone: "Europe/Paris", language: "fr" };

export function e164(text: string): E164 {
  const number = parseE164(text);
  if (number === undefined) throw new Error(`${text} is no E.164 number`);
  return number;
}

export function ext(text: string): Extension {
  const extension = parseExtension(text);
  if (extension === undefined) throw new Error(`${text} is no extension`);
  return extension;
}

/** A user named after the extension. */
export function person(extension: string, more: Partial<NewUser> = {}): NewUser {
  return { name: `User ${extension}`, email: `u${extension}@example.com`, extension: ext(extension), ...more };
}

/** A tenant with users of these extensions, and the way to change it. */
export async function office(settings: Settings, ...extensions: string[]) {
  const tenant = await settings.addTenant(OFFICE, ADMIN);
  const edit = <Result>(step: (draft: Draft) => Result): Promise<Result> => settings.change(tenant, ADMIN, step);
  const users = await edit((draft) =>
    extensions.map((extension) => draft.add("user", person(extension, { email: `${extension}@${tenant}.example` }))),
  );
  return { tenant, edit, users, user: (at: number): UserRecord => users[at]! };
}

export function toUser(id: UserId) {
  return { kind: "user", id } as const;
}

/** Everything a snapshot tells of a tenant, for comparing two. */
export function picture(settings: Settings, tenant: TenantId) {
  const { snapshot } = settings;
  const users = snapshot.users(tenant);
  return {
    version: snapshot.versionOf(tenant),
    tenant: snapshot.tenant(tenant),
    tenants: snapshot.tenants(),
    users,
    devices: snapshot.devices(tenant),
    numbers: snapshot.numbers(tenant),
    trunks: snapshot.trunks(tenant),
    tokens: snapshot.tokens(tenant),
    byEmail: users.map(({ email }) => snapshot.userByEmail(email)?.id),
    byExtension: users.map(({ extension }) => snapshot.userByExtension(tenant, extension)?.id),
    devicesOf: users.map(({ id }) => snapshot.devicesOf(id)),
    numbersTo: users.map(({ id }) => [
      snapshot.numbersTo({ kind: "user", id }),
      snapshot.numbersTo({ kind: "mailbox", id }),
    ]),
    trusted: snapshot.trunksTrusting("198.51.100.7").map(({ id }) => id),
  };
}

/** Proves that this change is refused for this reason, at this field. */
export async function refused(change: Promise<unknown>, reason: InvalidReason, field: string): Promise<void> {
  const refusal: unknown = await change.then(
    () => "not refused",
    (failure: unknown) => failure,
  );
  expect(refusal).toBeInstanceOf(SettingInvalid);
  expect(refusal).toMatchObject({ reason, field, status: 422 });
}
