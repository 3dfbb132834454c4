import { SettingInvalid, SettingsError } from "../errors.ts";
import { adminsGroup, extensionOf, tenantGroup } from "../indexes.ts";
import type { Kinds, SettingKind } from "../kinds/kind.ts";
import type { EntityChange } from "../registry.ts";
import { membersOf, recordOf } from "../tables.ts";
import type { Draft } from "../draft/draft.ts";
import { require } from "../draft/rules.ts";

/**
 * The rules that hold for a tenant's settings after every change, looked at from the records that this change touched.
 * @throws SettingInvalid
 */
export function checkChange(draft: Draft, changes: readonly EntityChange[], kinds: Kinds): void {
  for (const refusal of refusalsOf(draft, changes, kinds)) throw refusal;
  const isNew = recordOf(draft.base, "tenant", draft.tenantId) === undefined;
  if (!isNew) requireAnAdmin(draft);
  for (const kind of Object.values(kinds)) requireRoom(draft, kind);
}

/** What the rules refuse of each changed record, one refusal a record, with what it is about. */
export function* refusalsOf(draft: Draft, changes: readonly EntityChange[], kinds: Kinds): Generator<SettingsError> {
  const wellFormed: EntityChange[] = [];
  for (const change of changes) {
    const { kind, id, after } = change;
    const malformed = after === undefined ? undefined : kinds[kind].malformed(after);
    if (malformed === undefined) wellFormed.push(change);
    else
      yield Object.assign(new SettingInvalid(malformed.field, "malformed", malformed.problem), { about: { kind, id } });
  }
  for (const change of wellFormed) {
    try {
      checkRecord(draft, change, kinds);
    } catch (refusal) {
      if (!(refusal instanceof SettingsError)) throw refusal;
      refusal.about = { kind: change.kind, id: change.id };
      yield refusal;
    }
  }
}

function checkRecord(draft: Draft, { kind, after, before }: EntityChange, kinds: Kinds): void {
  if (after === undefined) return;
  requireVisibleTexts(after, before);
  const extension = extensionOf(after);
  if (extension !== undefined && extension !== extensionOf(before)) requireFreeExtension(draft, extension);
  kinds[kind].check?.(draft, after, before);
}

/**
 * Characters that no person sees, or that show a text as another one: controls, format characters (zero-width, bidirectional
 * overrides, RFC 8264 §9.1 and Unicode TR 36), line separators, half surrogate pairs, blanks that are letters.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u3164\uffa0]/u;

/** Names and all other texts that are new in this change can be seen as they are; what was stored before stays. */
function requireVisibleTexts(after: object, before: object | undefined): void {
  const known = new Set([...textsOf(before, "")].map(([, text]) => text));
  for (const [field, text] of textsOf(after, "")) {
    const holds = !INVISIBLE.test(text) || known.has(text);
    require(holds, field, "malformed", "holds characters that can't be seen: control, zero-width or direction characters");
  }
}

function* textsOf(value: unknown, field: string): Generator<readonly [field: string, text: string]> {
  if (typeof value === "string") yield [field, value];
  else if (typeof value === "object" && value !== null)
    for (const [name, part] of Object.entries(value)) yield* textsOf(part, `${field}/${name}`);
}

/** The last admin who goes would lock the company out. A tenant that never had one is not touched by this. */
function requireAnAdmin(draft: Draft): void {
  const group = adminsGroup(draft.tenantId);
  const lost = membersOf(draft.base, "user", group).size > 0 && membersOf(draft.tables, "user", group).size === 0;
  require(!lost, "/role", "last-admin", "somebody must remain an admin");
}

function requireFreeExtension(draft: Draft, extension: string): void {
  const { country } = draft.find("tenant", draft.tenantId);
  const isFree = !draft.tools.isReservedNumber(country, extension);
  require(isFree, "/extension", "extension-reserved", `${extension} is an emergency, short or feature number`);
}

/** A tenant that has more than it may, from another time, may still have fewer. */
function requireRoom(draft: Draft, { name, most }: SettingKind): void {
  const { size } = membersOf(draft.tables, name, tenantGroup(draft.tenantId));
  const before = membersOf(draft.base, name, tenantGroup(draft.tenantId)).size;
  require(size <= before || size <= most, "", "too-many", `at most ${most} of this kind`);
}
