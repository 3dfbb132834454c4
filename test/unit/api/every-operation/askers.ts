import { hintsOf } from "../../../../src/settings/kinds/token.ts";
import { ALL_SCOPES, type Scope } from "../../../../src/settings/schemas/scopes.ts";
import { scopeOf } from "../../../../src/api/scopes.ts";
import type { TenantId } from "../../../../src/vocabulary/identifiers.ts";
import type { Office } from "./office.ts";
import type { Operation } from "./operations.ts";

type Headers = Readonly<Record<string, string>>;

/** Askers who may not do what others may. */
export interface WrongAskers {
  /** Of the company, and no administrator. */
  readonly user: Headers;
  /** An administrator of another company. */
  readonly stranger: Headers;
  readonly expired: Headers;
  /** A token with all scopes but the one that the operation needs; undefined: it needs none. */
  lacking(operation: Operation): Headers | undefined;
}

export async function wrongAskers(office: Office): Promise<WrongAskers> {
  const { pbx } = office;
  const company = await office.company();
  const without = new Map<Scope, Headers>();
  for (const scope of ALL_SCOPES)
    without.set(scope, await token(office, { scopes: ALL_SCOPES.filter((each) => each !== scope) }, pbx.tenantId));
  return {
    user: (await office.employee()).as,
    stranger: await token(office, {}, company),
    expired: await token(office, { expiresAt: new Date(Date.now() - 1_000).toISOString() }, pbx.tenantId),
    lacking({ method, path }) {
      const scope = scopeOf(method, path.replace("/api/v1", "").replaceAll(/\{([^}]+)\}/g, ":$1"));
      return scope === null ? undefined : without.get(scope);
    },
  };
}

/** An administrator's token, as the settings keep it. */
async function token(
  { pbx }: Office,
  given: { readonly scopes?: Scope[]; readonly expiresAt?: string },
  tenant: TenantId,
): Promise<Headers> {
  const text = `token-${crypto.randomUUID()}`;
  await pbx.settings.change(tenant, { kind: "system", id: null, name: "test" }, (draft) =>
    draft.add("token", { name: "Token", role: "admin", ...hintsOf(text), ...given }),
  );
  return { authorization: `Bearer ${text}` };
}
