import { SwitchError } from "../vocabulary/switch-error.ts";
import type { Kind } from "./registry.ts";

/** A change that the settings refuse, or can't make now. `status` is the HTTP status the API answers with. */
export abstract class SettingsError extends SwitchError {
  abstract readonly status: 403 | 404 | 409 | 422 | 503;
  /**
   * JSON pointer (RFC 6901) of the field at fault, in the body the caller sent. Example: "/forwarding/number".
   * A request that makes several settings puts before it where its body has the one that it is about.
   */
  field: string | undefined;
  /** The setting whose rule refused the change, where that was found when all of it was done. */
  about: { readonly kind: Kind; readonly id: string } | undefined;

  constructor(message: string, field?: string, options?: ErrorOptions) {
    super(message, options);
    this.field = field;
  }
}

/** The value breaks a rule of its own, whatever else is stored. */
export class SettingInvalid extends SettingsError {
  readonly code = "SW_SETTING_INVALID";
  readonly status = 422;
  readonly reason: InvalidReason;

  constructor(field: string, reason: InvalidReason, problem: string) {
    super(problem, field);
    this.reason = reason;
  }
}

/** Why a value can't be stored; stable, for programs. */
export const INVALID_REASONS = [
  "malformed",
  "extension-reserved",
  "country-unknown",
  "time-zone-unknown",
  "currency-unknown",
  "pin-too-simple",
  "pin-is-own-number",
  "pin-of-participants",
  "moderator-needs-a-pin",
  "forwards-to-itself",
  "forwards-in-a-circle",
  "forwarding-needs-a-number",
  "number-not-owned",
  "overflows-in-a-circle",
  "holidays-unknown",
  "closes-before-it-opens",
  "unknown-extension",
  "unknown-destination",
  "unknown-user",
  "unknown-site",
  "number-not-allowed",
  "address-malformed",
  "address-block-too-wide",
  "private-address",
  "registration-needs-a-username",
  "url-malformed",
  "last-admin",
  "too-many",
] as const;
export type InvalidReason = (typeof INVALID_REASONS)[number];

/** What two records of the system, or of a company, may not both have. */
export const TAKEN = ["extension", "phone-number", "email", "sip-username", "mac-address", "token"] as const;

/** An extension, public number, e-mail address or SIP username that another record has already. */
export class SettingTaken extends SettingsError {
  readonly code = "SW_SETTING_TAKEN";
  readonly status = 409;
  readonly what: (typeof TAKEN)[number];
  readonly value: string;

  constructor(what: SettingTaken["what"], field: string, value: string) {
    super(`${value} is taken`, field);
    this.what = what;
    this.value = value;
  }
}

/** Where companies share a system, its operator gives this out. */
export class OperatorOnly extends SettingsError {
  readonly code = "SW_OPERATOR_ONLY";
  readonly status = 403;

  constructor(field: string, problem: string) {
    super(problem, field);
  }
}

/** What still points at a setting that was to go. */
export interface Reference {
  readonly kind: Kind;
  readonly id: string;
  /** As people know it: the number, the user's name. */
  readonly label: string;
}

/** The setting can't go while these point at it. */
export class SettingInUse extends SettingsError {
  readonly code = "SW_SETTING_IN_USE";
  readonly status = 409;
  readonly usedBy: readonly Reference[];

  constructor(kind: Kind, usedBy: readonly Reference[]) {
    super(`this ${kind} is still used by ${usedBy.map(({ label }) => label).join(", ")}`);
    this.usedBy = usedBy;
  }
}

/** A field of a setting; "" = all of it: it was removed, or made again. */
export interface FieldChangedSince {
  readonly kind: Kind;
  readonly id: string;
  /** JSON pointer (RFC 6901) into the record. */
  readonly field: string;
}

/** A change can't be undone: later ones touched the same fields. */
export class ChangedSince extends SettingsError {
  readonly code = "SW_CHANGED_SINCE";
  readonly status = 409;
  readonly changes: readonly FieldChangedSince[];

  constructor(changes: readonly FieldChangedSince[]) {
    const named = changes.map(({ kind, field }) => `${kind}${field === "" ? "" : ` ${field}`}`);
    super(`changed since: ${[...new Set(named)].join(", ")}`);
    this.changes = changes;
  }
}

/** A change of the journal can't be undone, whatever came after it. */
export class UndoImpossible extends SettingsError {
  readonly code = "SW_UNDO_IMPOSSIBLE";
  readonly status = 409;
}

/** One of many changes that were to be made together; without a row: it is of none alone. */
export interface RefusedRow {
  readonly row: number | undefined;
  readonly refusal: SettingsError;
}

/** Some of many changes are refused, so none was made. */
export class RowsRefused extends SettingsError {
  readonly code = "SW_ROWS_REFUSED";
  readonly status = 422;
  readonly rows: readonly RefusedRow[];

  constructor(rows: readonly RefusedRow[]) {
    super(`${rows.length} of the changes are refused`);
    this.rows = rows;
  }
}

/** No such setting in this tenant; one of another tenant looks the same. */
export class SettingUnknown extends SettingsError {
  readonly code = "SW_SETTING_UNKNOWN";
  readonly status = 404;
  readonly kind: Kind;
  readonly id: string;

  constructor(kind: Kind, id: string) {
    super(`there is no such ${kind}`);
    this.kind = kind;
    this.id = id;
  }
}

/** It was changed since the caller looked. */
export class VersionConflict extends SettingsError {
  readonly code = "SW_VERSION_CONFLICT";
  readonly status = 409;
  readonly currentVersion: number;

  constructor(currentVersion: number) {
    super(`it has changed meanwhile: it is at version ${currentVersion}`);
    this.currentVersion = currentVersion;
  }
}

/**
 * Redis is away or doesn't answer: calls go on with the last settings, changes have to wait. When it went away in the middle
 * of a change, that one may or may not have been made; once Redis is back, reading tells.
 */
export class StoreUnavailable extends SettingsError {
  readonly code = "SW_STORE_UNAVAILABLE";
  readonly status = 503;

  constructor(cause: unknown) {
    super("the settings can't be changed now: the store doesn't answer", undefined, { cause });
  }
}

/** Too many others changed the same tenant in this moment; nothing was written. */
export class StoreContended extends SettingsError {
  readonly code = "SW_STORE_CONTENDED";
  readonly status = 503;

  constructor() {
    super("the settings can't be changed now: too many changes at once");
  }
}

/** Another process has made the first tenant; `ensureFirstTenant` takes theirs. */
export class NotTheFirst extends SettingsError {
  readonly code = "SW_NOT_THE_FIRST";
  readonly status = 409;

  constructor() {
    super("there is a tenant already");
  }
}

/** The store can't be opened: what it holds was written by another kind of Offhook, or is damaged. */
export class StoreUnreadable extends SwitchError {
  readonly code = "SW_STORE_UNREADABLE";
}
