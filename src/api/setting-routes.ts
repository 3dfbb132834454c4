import { Type, type Static, type TSchema } from "typebox";
import type { Draft, Removal } from "../settings/draft/draft.ts";
import type { Settings } from "../settings/settings.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import { ofOwnCompany, requireAdmin, type Identity, type Owned } from "./identity.ts";
import { Page, PageQuery, pageOf } from "./paging.ts";
import type { Api } from "./parts.ts";
import { Problem } from "./problem.ts";
import { destinationOf, Reassignment } from "./reassignment.ts";
import { ifMatchOf, withVersion } from "./versions.ts";

/** A kind of setting that administrators list, add, read, change and remove, each of them by the same five routes. */
export interface SettingKind<
  Key extends TSchema,
  New extends TSchema,
  Patch extends TSchema,
  View extends TSchema,
  Setting extends Owned,
> {
  readonly tags: readonly string[];
  /** "/ring-groups" */
  readonly path: string;
  /** "ring group" */
  readonly noun: string;
  /** What a path names one of them by; `id` unless it says otherwise. */
  readonly keyName?: string;
  readonly schemas: { readonly key: Key; readonly new: New; readonly patch: Patch; readonly view: View };
  /** What changing or removing means, where "Change a ring group" says too little. */
  readonly summaries?: { readonly change?: string; readonly remove?: string };
  all(snapshot: Snapshot, tenant: TenantId): readonly Setting[];
  find(snapshot: Snapshot, key: Static<Key>): Setting | undefined;
  keyOf(setting: Setting): string;
  /** What a search looks through. */
  textsOf(setting: Setting): readonly string[];
  view(setting: Setting): Static<View> & { readonly version: number };
  /** A list that shows more than `view`. */
  readonly listed?: { readonly schema: TSchema; view(setting: Setting): unknown };
  /** Undefined: it is added by a route of its own. */
  readonly add?: ((draft: Draft, made: Static<New>) => Setting) | undefined;
  change(draft: Draft, key: Static<Key>, patch: Static<Patch>, ifMatch: number | undefined): Setting;
  /** Numbers, forwards and overflows may lead to it: who removes it may say where they go. */
  readonly isLedTo?: boolean;
  remove(draft: Draft, key: Static<Key>, how: Removal): void;
  /** It is gone: so goes what belonged to it outside of the settings. */
  removed?(tenant: TenantId, key: Static<Key>): Promise<void>;
}

/** Any of them. What comes in was checked by the kind's own schemas. */
type AnyKind = SettingKind<TSchema, TSchema, TSchema, TSchema, Owned>;

/** The routes of one kind of setting. */
export function settingRoutes<
  Key extends TSchema,
  New extends TSchema,
  Patch extends TSchema,
  View extends TSchema,
  Setting extends Owned,
>(api: Api, settings: Settings, kind: SettingKind<Key, New, Patch, View, Setting>): void {
  const { keyName = "id" } = kind;
  const one: One = {
    path: `${kind.path}/:${keyName}`,
    params: Type.Object({ [keyName]: kind.schemas.key }),
    keyIn: (params) => (params as Readonly<Record<string, unknown>>)[keyName],
  };
  list(api, settings, kind);
  add(api, settings, kind);
  read(api, settings, kind, one);
  change(api, settings, kind, one);
  remove(api, settings, kind, one);
}

/** How a path leads to one of them. */
interface One {
  readonly path: string;
  readonly params: TSchema;
  /** What the path names it by; `params` has checked it. */
  readonly keyIn: (params: unknown) => unknown;
}

/** @throws NotAllowed, NotFound */
function administered({ snapshot }: Settings, kind: AnyKind, identity: Identity, key: unknown): Owned {
  requireAdmin(identity);
  return ofOwnCompany(identity, kind.find(snapshot, key), kind.noun);
}

function list(api: Api, settings: Settings, kind: AnyKind): void {
  const listed = kind.listed ?? { schema: kind.schemas.view, view: (each: Owned) => kind.view(each) };
  api.get(
    kind.path,
    {
      schema: {
        summary: `List ${kind.noun}s`,
        ...{ tags: kind.tags, querystring: PageQuery, response: { 200: Page(listed.schema) } },
      },
    },
    ({ identity, query }) => {
      requireAdmin(identity);
      const all = kind.all(settings.snapshot, identity.tenantId);
      return pageOf(
        all,
        query,
        (each) => kind.textsOf(each),
        (each) => listed.view(each),
      );
    },
  );
}

function add(api: Api, settings: Settings, kind: AnyKind): void {
  const { add: addTo } = kind;
  if (addTo === undefined) return;
  api.post(
    kind.path,
    {
      schema: {
        summary: `Add a ${kind.noun}`,
        ...{ tags: kind.tags, body: kind.schemas.new },
        response: { 201: kind.schemas.view, 409: Problem, 422: Problem },
      },
    },
    async ({ identity, body }, reply) => {
      requireAdmin(identity);
      const made = await settings.change(identity.tenantId, identity.actor, (draft) => addTo(draft, body));
      return reply
        .code(201)
        .header("Location", `/api/v1${kind.path}/${encodeURIComponent(kind.keyOf(made))}`)
        .send(withVersion(reply, kind.view(made)));
    },
  );
}

function read(api: Api, settings: Settings, kind: AnyKind, { path, params, keyIn }: One): void {
  api.get(
    path,
    {
      schema: {
        summary: `Read a ${kind.noun}`,
        ...{ tags: kind.tags, params, response: { 200: kind.schemas.view, 404: Problem } },
      },
    },
    ({ identity, params }, reply) =>
      withVersion(reply, kind.view(administered(settings, kind, identity, keyIn(params)))),
  );
}

function change(api: Api, settings: Settings, kind: AnyKind, { path, params, keyIn }: One): void {
  api.patch(
    path,
    {
      schema: {
        summary: kind.summaries?.change ?? `Change a ${kind.noun}`,
        ...{ tags: kind.tags, params, body: kind.schemas.patch },
        response: { 200: kind.schemas.view, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const { identity, params, body } = request;
      const key = keyIn(params);
      administered(settings, kind, identity, key);
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        kind.change(draft, key, body, ifMatch),
      );
      return withVersion(reply, kind.view(changed));
    },
  );
}

function remove(api: Api, settings: Settings, kind: AnyKind, { path, params, keyIn }: One): void {
  api.delete(
    path,
    {
      schema: {
        summary: kind.summaries?.remove ?? `Remove a ${kind.noun}`,
        ...{ tags: kind.tags, params, ...(kind.isLedTo === true ? { querystring: Reassignment } : {}) },
        response: { 204: Type.Null(), 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const { identity, params, query } = request;
      const key = keyIn(params);
      administered(settings, kind, identity, key);
      const { reassignTo } = kind.isLedTo === true ? (query as Static<typeof Reassignment>) : {};
      const how = { ifMatch: ifMatchOf(request), reassignTo: destinationOf(reassignTo) };
      await settings.change(identity.tenantId, identity.actor, (draft) => kind.remove(draft, key, how));
      await kind.removed?.(identity.tenantId, key);
      return reply.code(204).send(null);
    },
  );
}
