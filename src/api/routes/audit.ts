import { Type } from "typebox";
import { auditedChanges } from "../../settings/audit.ts";
import type { EntityChange } from "../../settings/registry.ts";
import { AuditedChange, AuditPage } from "../../settings/schemas/audit.ts";
import { undo } from "../../settings/undo.ts";
import { NotFound, RequestInvalid } from "../errors.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import { defined } from "../../runtime/defined.ts";
import { readTime } from "../time.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { optionsOf } from "../setting-options.ts";

const MAX_PAGE = 200;
const Position = { minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const Query = Type.Object(
  {
    after: Type.Optional(Type.Integer({ ...Position, description: "`next` of the page before" })),
    before: Type.Optional(Type.Integer({ ...Position, description: "Only older entries; not with `after`" })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE, description: `At most ${MAX_PAGE}` })),
    who: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: "The id of a user or token, or a part of the name" }),
    ),
    kind: Type.Optional(Type.String({ maxLength: 40, description: "Of what was changed", examples: ["user"] })),
    id: Type.Optional(Type.String({ maxLength: 60, description: "Of what was changed" })),
    from: Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339: changes of then or later" })),
    to: Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339: changes before" })),
  },
  { additionalProperties: false },
);

const Undone = Type.Object(
  {
    id: Type.Integer({ description: "The journal's id of the undo, which can be undone itself" }),
    undoes: Type.Integer({ description: "The id of the change that was undone" }),
    changes: Type.Array(AuditedChange),
    notUndone: Type.Array(Type.Object({ kind: Type.String(), id: Type.String(), field: Type.String() }), {
      description:
        "Secrets that are not as before, since the journal doesn't hold them: what comes back has none, or a new one that has to be given out again",
    }),
  },
  { title: "Undone" },
);

/** Who changed what, newest first; and the way back. */
export function auditRoutes(api: Api, parts: ApiParts): void {
  listEntries(api, parts);
  undoEntry(api, parts);
}

function undoEntry(api: Api, parts: ApiParts): void {
  const { settings } = parts;
  const schema = {
    ...{ operationId: "undoChange", summary: "Undo a change of the journal", tags: ["audit"] },
    description: `All of it or nothing: what it made goes, if nothing refers to it; what it removed comes back with its id; fields
      are as they were. Where a later change touched the same fields the answer is 409 SW_CHANGED_SINCE, which names them. Messages
      and sessions of a removed user don't come back.`,
    params: Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }),
    response: { 200: Undone, 404: Problem, 409: Problem, 422: Problem },
  };
  api.post("/audit/:id/undo", { schema }, async ({ identity, params: { id } }) => {
    requireAdmin(identity);
    const { tenantId, actor } = identity;
    const order = await settings.undoOrder(tenantId, id);
    if (order === undefined) throw new NotFound("change in the journal");
    const done = await settings.change(tenantId, actor, (draft) => {
      const notUndone = undo(draft, settings.kinds, order);
      const changes = draft.changes();
      for (const { kind, before, after } of changes)
        if (before !== undefined && after !== undefined) optionsOf(kind, parts)?.noted?.(draft, before, after);
      return { id: draft.version, undoes: id, changes, notUndone: [...notUndone] };
    });
    for (const change of done.changes) await followUp(parts, identity, change);
    return { ...done, changes: auditedChanges(done.changes, settings.kinds) };
  });
}

/** What else ends with a change or with a setting that goes, as after the routes of its kind. */
async function followUp(parts: ApiParts, identity: Identity, { kind, id, before, after }: EntityChange): Promise<void> {
  const options = optionsOf(kind, parts);
  if (before === undefined) return;
  if (after === undefined) await options?.removed?.(identity.tenantId, id);
  else await options?.changed?.(identity, before, after);
}

function listEntries(api: Api, { settings }: ApiParts): void {
  api.get(
    "/audit",
    {
      schema: {
        operationId: "listAuditEntries",
        summary: "The journal of changes",
        tags: ["audit"],
        querystring: Query,
        response: { 200: AuditPage },
      },
    },
    async ({ identity, query }) => {
      requireAdmin(identity);
      const { from, to, after, before = after, ...plain } = query;
      if (after !== undefined && after !== before)
        throw new RequestInvalid([
          { field: "before", code: "not-with-after", detail: "can't be given beside `after`" },
        ]);
      const fromMs = from === undefined ? undefined : readTime("from", from);
      const toMs = to === undefined ? undefined : readTime("to", to);
      return settings.audit(identity.tenantId, { ...plain, ...defined({ before, fromMs, toMs }) });
    },
  );
}
