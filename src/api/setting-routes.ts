import { Type, type Static, type TSchema } from "typebox";
import { tenantOf } from "../settings/indexes.ts";
import type { Draft } from "../settings/draft/draft.ts";
import type { Resource, SettingKind } from "../settings/kinds/kind.ts";
import type { Kind, KindTypes, Records } from "../settings/registry.ts";
import type { Settings } from "../settings/settings.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import { pascalCase } from "../vocabulary/pascal-case.ts";
import { NotFound } from "./errors.ts";
import { requireAdmin, type Identity } from "./identity.ts";
import { narrowedQuery, Page, pageOf, type ListQuery } from "./paging.ts";
import type { Api } from "./parts.ts";
import { Problem } from "./problem.ts";
import { destinationOf, Reassignment } from "./reassignment.ts";
import { listingOf } from "./setting-listing.ts";
import { ifMatchOf, withVersion } from "./versions.ts";
import { labelled } from "./views/destination.ts";

type Route = "list" | "add" | "read" | "change" | "remove";

/** What the routes of one kind do otherwise than those of most kinds. */
export interface RouteOptions<K extends Kind = Kind> {
  /** Routes that the kind has not, or in another place. */
  readonly without?: readonly Route[];
  /** What a body may say beyond the kind's own schemas: secrets in clear. */
  readonly bodies?: { readonly new?: TSchema; readonly patch?: TSchema };
  /** Those that the asker sees in the list; without it, administrators see all of the company. */
  listed?(identity: Identity): readonly Records[K][];
  /** What else a list can be narrowed by. */
  readonly filter?: Filter<K>;
  /** The record, for an asker who may read it; without it, for administrators. @throws NotAllowed, NotFound */
  toRead?(identity: Identity, id: KindTypes[K]["id"]): Records[K];
  /** The same for a change. */
  toChange?(identity: Identity, id: KindTypes[K]["id"], body: unknown): Promise<Records[K]>;
  /** A list, what is read, or what was written, where it shows more than the kind's view. */
  readonly shown?: { readonly list?: Shown<K>; readonly read?: Shown<K>; readonly written?: Shown<K> };
  /** What a draft takes of a body, secrets hashed: once, however often the change is tried. */
  prepare?(body: object): Promise<object>;
  /** What the journal tells of a change beside the record. */
  noted?(draft: Draft, before: Records[K], after: Records[K]): void;
  /** What ends with a change, outside of the settings. */
  changed?(identity: Identity, before: Records[K], after: Records[K]): Promise<void>;
  /** What belonged to a removed setting outside of the settings goes with it. */
  removed?(tenant: TenantId, id: KindTypes[K]["id"]): Promise<void>;
}

export interface Filter<K extends Kind = Kind> {
  /** Optional parameters beside those of every list. */
  readonly query: Readonly<Record<string, TSchema>>;
  /** Whether a list with these parameters has the record. */
  isWanted(this: void, record: Records[K], query: Readonly<Record<string, unknown>>): boolean;
}

export interface Shown<K extends Kind = Kind> {
  readonly schema: TSchema;
  views(this: void, records: readonly Records[K][]): Promise<readonly View[]>;
}

type View = object & { readonly version: number };

/** One kind of setting, on its way into the API. */
interface Routed {
  readonly api: Api;
  readonly settings: Settings;
  readonly kind: SettingKind;
  readonly resource: Resource;
  readonly options: RouteOptions;
  readonly tags: readonly string[];
  /** In the names of its operations: "PhoneNumber", "PhoneNumbers". */
  readonly one: string;
  readonly many: string;
}

/** How a path leads to one setting. */
interface One {
  readonly path: string;
  readonly params: TSchema;
  /** What the path names it by; `params` has checked it. */
  readonly idIn: (params: unknown) => Id;
}

type Id = KindTypes[Kind]["id"];
type New = KindTypes[Kind]["new"];

/** The routes of one kind of setting: list, add, read, change, remove. They check, type and document by the kind's schemas. */
export function settingRoutes(api: Api, settings: Settings, kind: SettingKind, options: RouteOptions = {}): void {
  const { resource } = kind;
  if (resource === undefined) return;
  const { path, tag = path.slice(1), keyName = "id" } = resource;
  const names = { one: pascalCase(resource.noun), many: pascalCase(path.slice(1)) };
  const routed: Routed = { ...{ api, settings, kind, resource, options }, ...names, tags: [tag] };
  const one: One = {
    path: `${path}/:${keyName}`,
    params: Type.Object({ [keyName]: kind.schemas.id }),
    idIn: (params) => (params as Readonly<Record<string, Id>>)[keyName] as Id,
  };
  const has = (route: Route): boolean => options.without?.includes(route) !== true;
  if (has("list")) list(routed);
  if (has("add")) add(routed);
  if (has("read")) read(routed, one);
  if (has("change")) change(routed, one);
  if (has("remove")) remove(routed, one);
}

/** @throws NotAllowed, NotFound */
function administered({ settings, kind, resource }: Routed, identity: Identity, id: Id): Records[Kind] {
  requireAdmin(identity);
  const record = settings.snapshot.setting(kind.name, id);
  if (record === undefined || tenantOf(record) !== identity.tenantId) throw new NotFound(resource.noun);
  return record;
}

function shownAs({ kind, settings }: Routed, shown: Shown | undefined): Shown {
  const viewOf = (record: Records[Kind]): View => labelled(kind.view(record), settings.snapshot);
  return shown ?? { schema: kind.schemas.view, views: (records) => Promise.resolve(records.map(viewOf)) };
}

/** What the writer of a record is answered. */
async function writtenView({ views }: Shown, record: Records[Kind]): Promise<View> {
  const [view] = await views([record]);
  return view as View;
}

function list(routed: Routed): void {
  const { api, settings, kind, resource, options, tags, many } = routed;
  const operationId = `list${many}`;
  const { schema, views } = shownAs(routed, options.shown?.list);
  const summary = resource.summaries?.list ?? `List ${resource.noun}s`;
  const { listing, filters, isWanted } = listingOf(kind, resource);
  const { filter } = options;
  const querystring = narrowedQuery(listing, { ...filters, ...filter?.query });
  api.get(
    resource.path,
    { schema: { operationId, summary, tags, querystring, response: { 200: Page(schema) } } },
    async ({ identity, query }) => {
      if (options.listed === undefined) requireAdmin(identity);
      const all = options.listed?.(identity) ?? settings.snapshot.settings(kind.name, identity.tenantId);
      const asked: Readonly<Record<string, unknown>> = query;
      const wanted = isWanted(all, asked).filter((record) => filter?.isWanted(record, asked) !== false);
      const { items, ...page } = pageOf(wanted, query as ListQuery, listing);
      return { items: [...(await views(items))], ...page };
    },
  );
}

function add(routed: Routed): void {
  const { api, settings, kind, resource, options, tags, one } = routed;
  const operationId = `create${one}`;
  const shown = shownAs(routed, options.shown?.written);
  const body = options.bodies?.new ?? kind.schemas.new;
  const summary = resource.summaries?.add ?? `Add a ${resource.noun}`;
  api.post(
    resource.path,
    {
      config: { tellsLocation: true },
      schema: { operationId, summary, tags, body, response: { 201: shown.schema, 409: Problem, 422: Problem } },
    },
    async ({ identity, body }, reply) => {
      requireAdmin(identity);
      const made = (await options.prepare?.(body as object)) ?? body;
      const added = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.add(kind.name, made as New),
      );
      const id = "id" in added ? added.id : added.number;
      return reply
        .code(201)
        .header("Location", `/api/v1${resource.path}/${encodeURIComponent(id)}`)
        .send(withVersion(reply, await writtenView(shown, added)));
    },
  );
}

function read(routed: Routed, { path, params, idIn }: One): void {
  const { api, resource, options, tags, one } = routed;
  const operationId = `get${one}`;
  const { schema, views } = shownAs(routed, options.shown?.read);
  const summary = `Read a ${resource.noun}`;
  api.get(
    path,
    { schema: { operationId, summary, tags, params, response: { 200: schema, 404: Problem } } },
    async ({ identity, params }, reply) => {
      const id = idIn(params);
      const record = options.toRead?.(identity, id) ?? administered(routed, identity, id);
      const [view] = await views([record]);
      return withVersion(reply, view as View);
    },
  );
}

function change(routed: Routed, { path, params, idIn }: One): void {
  const { api, settings, kind, resource, options, tags, one } = routed;
  const operationId = `update${one}`;
  const shown = shownAs(routed, options.shown?.written);
  const body = options.bodies?.patch ?? kind.schemas.patch;
  const summary = resource.summaries?.change ?? `Change a ${resource.noun}`;
  const response = { 200: shown.schema, 404: Problem, 409: Problem, 422: Problem };
  const schema = { operationId, summary, tags, params, body, response };
  api.patch(path, { config: { takesIfMatch: true }, schema }, async (request, reply) => {
    const { identity, params } = request;
    const body = request.body as object;
    const id = idIn(params);
    const before = (await options.toChange?.(identity, id, body)) ?? administered(routed, identity, id);
    const patch = (await options.prepare?.(body)) ?? body;
    const ifMatch = ifMatchOf(request);
    const changed = await settings.change(identity.tenantId, identity.actor, (draft) => {
      const after = draft.change(kind.name, id, patch, ifMatch);
      options.noted?.(draft, before, after);
      return after;
    });
    await options.changed?.(identity, before, changed);
    return withVersion(reply, await writtenView(shown, changed));
  });
}

function remove(routed: Routed, { path, params, idIn }: One): void {
  const { api, settings, kind, resource, options, tags, one } = routed;
  const operationId = `delete${one}`;
  const isLedTo = kind.destinations !== undefined;
  const summary = resource.summaries?.remove ?? `Remove a ${resource.noun}`;
  const response = { 204: Type.Null(), 404: Problem, 409: Problem };
  const schema = { operationId, summary, tags, params, ...(isLedTo && { querystring: Reassignment }), response };
  api.delete(path, { config: { takesIfMatch: true }, schema }, async (request, reply) => {
    const { identity, params, query } = request;
    const id = idIn(params);
    administered(routed, identity, id);
    const { reassignTo } = isLedTo ? (query as Static<typeof Reassignment>) : {};
    const how = { ifMatch: ifMatchOf(request), reassignTo: destinationOf(reassignTo) };
    await settings.change(identity.tenantId, identity.actor, (draft) => draft.remove(kind.name, id, how));
    await options.removed?.(identity.tenantId, id);
    return reply.code(204).send(null);
  });
}
