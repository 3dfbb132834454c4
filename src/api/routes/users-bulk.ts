import { Type, type Static } from "typebox";
import type { Draft } from "../../settings/draft/draft.ts";
import { RowsRefused, type SettingsError } from "../../settings/errors.ts";
import type { Records } from "../../settings/registry.ts";
import { UserIdText, Version } from "../../settings/schemas/words.ts";
import { defined } from "../../runtime/defined.ts";
import { RequestInvalid } from "../errors.ts";
import { faultOf } from "../failures.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { destinationOf, Reassignment } from "../reassignment.ts";
import type { RouteOptions } from "../setting-routes.ts";
import { prepareUser, UserOrder } from "../user-creation.ts";
import { changeUsers, type DoneRow, type UserRow } from "../user-rows.ts";
import { MadeDevice, madeDevice } from "./devices.ts";
import { sendInvitation } from "./new-user.ts";
import { userOptions } from "./users.ts";

/** With a number and a device each, as many records as one change may touch. */
export const MOST_ROWS = 300;

const closed = { additionalProperties: false };

/** What a bulk change may say of a user; one's own password is changed at the user. */
function changeSchema(patch: NonNullable<RouteOptions["bodies"]>["patch"]) {
  const { currentPassword: _, ...properties } = (patch as ReturnType<typeof Type.Object>).properties;
  return Type.Union(
    [
      Type.Object({ do: Type.Literal("create"), user: UserOrder }, closed),
      Type.Object(
        {
          ...{ do: Type.Literal("change"), id: UserIdText },
          ifMatch: Type.Optional(
            Type.Integer({ ...Version, description: "The version that the change was made from" }),
          ),
          patch: Type.Object(properties, { ...closed, title: "UserBulkPatch" }),
        },
        closed,
      ),
      Type.Object(
        { do: Type.Literal("remove"), id: UserIdText, reassignTo: Reassignment.properties.reassignTo },
        closed,
      ),
    ],
    { title: "UserChange" },
  );
}

const BulkDone = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          do: Type.Union([Type.Literal("create"), Type.Literal("change"), Type.Literal("remove")]),
          id: UserIdText,
          device: Type.Optional(Type.Object(MadeDevice.properties, { description: "Its password is shown this once" })),
        },
        { title: "UserChanged" },
      ),
      { description: "One for each change, in their order" },
    ),
  },
  { title: "UsersChanged" },
);
type BulkDone = Static<typeof BulkDone>;

/** Many users in one step: all of it is done, or nothing. */
export function userBulkRoutes(api: Api, parts: ApiParts): void {
  const options = userOptions(parts);
  const body = Type.Object(
    { changes: Type.Array(changeSchema(options.bodies?.patch), { minItems: 1, maxItems: MOST_ROWS }) },
    { ...closed, title: "UserChanges" },
  );
  const schema = {
    ...{ operationId: "changeUsers", summary: "Add, change and remove many users: all, or none", tags: ["users"] },
    description: `In their order, as one change of the journal. Where some are refused, nothing is done, and \`errors\` names the
      fields of each: /changes/3/user/email`,
    ...{ body, response: { 200: BulkDone, 409: Problem, 422: Problem } },
  };
  api.post("/users/bulk", { schema }, async ({ identity, body }) => {
    requireAdmin(identity);
    const changes = body.changes as readonly Change[];
    const rows = await Promise.all(
      changes.map((change, i) => prepareRow(parts, options, { change, at: `/changes/${i}`, asker: identity.userId })),
    );
    const invited = changes.map((change) => change.do === "create" && change.user.invite === true);
    return carryOut(parts, identity, { rows, invited, placeOf: (row, refusal) => placeInBody(changes, row, refusal) });
  });
}

type Change =
  | { readonly do: "create"; readonly user: UserOrder }
  | { readonly do: "change"; readonly id: Records["user"]["id"]; readonly ifMatch?: number; readonly patch: object }
  | { readonly do: "remove"; readonly id: Records["user"]["id"]; readonly reassignTo?: string };

interface PlacedChange {
  readonly change: Change;
  readonly at: string;
  readonly asker: Identity["userId"];
}

async function prepareRow(
  parts: ApiParts,
  options: RouteOptions<"user">,
  { change, at, asker }: PlacedChange,
): Promise<UserRow> {
  if (change.do === "create")
    return { do: "create", user: await prepareUser(parts, change.user).catch(placedAt(`${at}/user`)) };
  if (change.do === "remove")
    return { do: "remove", id: change.id, how: { reassignTo: destinationOf(change.reassignTo) } };
  if (change.id === asker && "password" in change.patch)
    throw new RequestInvalid([
      { field: `${at}/patch/password`, detail: "one's own password is changed at the user, with the old one" },
    ]);
  const patch = (await options.prepare?.(change.patch)) ?? change.patch;
  return { do: "change", id: change.id, patch, ifMatch: change.ifMatch };
}

/** A fault that was found before the change began, by its place in the request. */
export function placedAt(at: string): (failure: unknown) => never {
  return (failure) => {
    if (!(failure instanceof RequestInvalid)) throw failure;
    throw new RequestInvalid(failure.faults.map((fault) => ({ ...fault, field: `${at}${fault.field}` }) as never));
  };
}

function placeInBody(changes: readonly Change[], row: number, { about, field = "" }: SettingsError): string {
  const change = changes[row];
  const within = { create: "/user", change: "/patch", remove: "" }[change?.do ?? "remove"];
  return `/changes/${row}${within}${about?.kind === "device" ? "/device" : ""}${field}`;
}

export interface RowsOrder {
  readonly rows: readonly UserRow[];
  /** Which of them are sent an invitation. */
  readonly invited: readonly boolean[];
  /** Where the request has the field of a refusal of this row. */
  readonly placeOf: (row: number, refusal: SettingsError) => string;
}

/** @throws RequestInvalid naming the rows that are refused */
export async function carryOut(parts: ApiParts, identity: Identity, order: RowsOrder): Promise<BulkDone> {
  const { settings } = parts;
  const options = userOptions(parts);
  const noted = (draft: Draft, before: Records["user"], after: Records["user"]): void =>
    options.noted?.(draft, before, after);
  const done = await settings
    .change(identity.tenantId, identity.actor, (draft) => changeUsers(draft, settings.kinds, order.rows, noted))
    .catch((failure: unknown) => {
      throw failure instanceof RowsRefused ? refusalOf(failure, order) : failure;
    });
  for (const [i, each] of done.entries()) {
    if (each.do === "change") await options.changed?.(identity, each.before, each.after);
    else if (each.do === "remove") await options.removed?.(identity.tenantId, each.id);
    else if (order.invited[i] === true) await sendInvitation(parts, identity, each.made.user);
  }
  return { items: done.map((each) => viewOf(parts, each)) };
}

function refusalOf({ rows }: RowsRefused, { placeOf }: RowsOrder): RequestInvalid {
  return new RequestInvalid(
    rows.map(({ row, refusal }) => {
      const { field, ...said } = faultOf(refusal);
      return { ...said, field: row === undefined ? field : placeOf(row, refusal) };
    }),
  );
}

function viewOf(parts: ApiParts, done: DoneRow): BulkDone["items"][number] {
  switch (done.do) {
    case "create": {
      const { user, device } = done.made;
      return {
        ...{ do: "create", id: user.id },
        ...defined({ device: device && madeDevice(parts, device.record, device.credentials) }),
      };
    }
    case "change":
      return { do: "change", id: done.after.id };
    case "remove":
      return { do: "remove", id: done.id };
  }
}
