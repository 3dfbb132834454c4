import { Type } from "typebox";
import { isReservedNumber } from "../../numbering/reserved.ts";
import { tenantPoliciesOf } from "../../settings/schemas/policies.ts";
import { ExtensionText } from "../../settings/schemas/words.ts";
import type { Snapshot } from "../../settings/snapshot.ts";
import { parseExtension, type Extension } from "../../vocabulary/extension.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import { requireAdmin } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";

/** Where a company without any user begins. */
const FIRST_EXTENSION = "1001";
/** The digits of the first parking slot. */
const FIRST_SLOT = 701;
const MOST_AT_ONCE = 100;
const LARGEST_EXTENSION = 999_999;

const Query = Type.Object(
  {
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_AT_ONCE, description: "1 if not given" })),
    from: Type.Optional(
      Type.Unsafe<Extension>(
        Type.String({ pattern: "^\\d{2,6}$", description: "This one or later; the lowest user's if not given" }),
      ),
    ),
  },
  { additionalProperties: false },
);
const FreeExtensions = Type.Object(
  {
    extension: Type.Union([ExtensionText, Type.Null()], { description: "The first one; null = all are taken" }),
    items: Type.Array(ExtensionText, { description: "So many as were asked for, where there are" }),
  },
  { title: "FreeExtensions" },
);

/** Numbers that can be dialled inside the company and lead nowhere yet. */
export function extensionRoutes(api: Api, { settings }: ApiParts): void {
  const schema = {
    ...{ operationId: "nextExtensions", summary: "The next free extensions", tags: ["users"] },
    ...{ querystring: Query, response: { 200: FreeExtensions } },
  };
  api.get("/extensions/next", { schema }, ({ identity, query: { count = 1, from } }) => {
    requireAdmin(identity);
    const items = freeExtensions(settings.snapshot, identity.tenantId, { count, from });
    return { extension: items[0] ?? null, items };
  });
}

interface Wanted {
  readonly count: number;
  readonly from: string | undefined;
}

/** Free extensions, the lowest first, of the length of `from`; they are no emergency or feature number and no parking slot either. */
function freeExtensions(snapshot: Snapshot, tenantId: TenantId, { count, from }: Wanted): Extension[] {
  const tenant = snapshot.tenant(tenantId);
  if (tenant === undefined) return [];
  const { parking } = tenantPoliciesOf(tenant);
  const isSlot = (digits: string): boolean =>
    digits.length === 3 && Number(digits) >= FIRST_SLOT && Number(digits) < FIRST_SLOT + parking.slots;
  const start = from ?? usualStart(snapshot, tenantId);
  const found: Extension[] = [];
  for (let next = Number(start); next <= LARGEST_EXTENSION && found.length < count; next++) {
    const digits = String(next).padStart(start.length, "0");
    const extension = parseExtension(digits);
    if (extension === undefined || isSlot(digits) || isReservedNumber(tenant.country, digits)) continue;
    if (snapshot.extension(tenantId, extension) === undefined) found.push(extension);
  }
  return found;
}

/** The lowest extension among those of the length that most users' have. */
function usualStart(snapshot: Snapshot, tenantId: TenantId): string {
  const all = snapshot.users(tenantId).map(({ extension }): string => extension);
  const counts = new Map<number, number>();
  for (const { length } of all) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [usual] = [...counts].sort(([, one], [, other]) => other - one)[0] ?? [];
  return all.filter(({ length }) => length === usual).sort()[0] ?? FIRST_EXTENSION;
}
