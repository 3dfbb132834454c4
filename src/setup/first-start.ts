import type { Environment } from "../runtime/environment.ts";
import { hashPassword, makePassword } from "../settings/secrets.ts";
import type { Settings } from "../settings/settings.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import type { Language } from "../vocabulary/language.ts";
import { parseExtension } from "../vocabulary/extension.ts";

/** The administrator that the first start made; the password is known in this moment only. */
export interface FirstAdmin {
  readonly email: string;
  /** Undefined when the environment set it: then it need not be shown. */
  readonly password: string | undefined;
}

export interface FirstStart {
  readonly tenantId: TenantId;
  /** Undefined at every later start. */
  readonly admin: FirstAdmin | undefined;
}

const DEFAULT_EMAIL = "admin@offhook.local";
const ADMIN_EXTENSION = "1000";

/** Makes the company and its administrator where there is none yet. */
export async function ensureTenant(
  settings: Settings,
  environment: Environment,
  locale = Intl.DateTimeFormat().resolvedOptions().locale,
): Promise<FirstStart> {
  const email = environment.adminEmail ?? DEFAULT_EMAIL;
  const password = environment.adminPassword ?? makePassword();
  const extension = parseExtension(ADMIN_EXTENSION);
  if (extension === undefined) throw new RangeError("the administrator's extension left the vocabulary's pattern");
  const { tenantId, created } = await settings.ensureFirstTenant({
    tenant: { name: "My company", country: "FR", timeZone: "Europe/Paris", language: "fr" },
    admin: { name: "Administrator", email, extension, role: "admin", language: languageOf(locale) },
    passwordHash: await hashPassword(password),
  });
  if (!created) return { tenantId, admin: undefined };
  return { tenantId, admin: { email, password: environment.adminPassword === undefined ? password : undefined } };
}

/** Of the person who starts it, as their terminal says (LANG): what the portal and the mailbox speak to the administrator. */
function languageOf(locale: string): Language {
  return /^fr\b/i.test(locale) ? "fr" : "en";
}
