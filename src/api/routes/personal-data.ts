import { Readable } from "node:stream";
import { Type } from "typebox";
import type { UserRecord } from "../../settings/kinds/user.ts";
import { UserIdText } from "../../settings/schemas/words.ts";
import { personEraser } from "../../vocabulary/person-terms.ts";
import { isTrial } from "../dry-run/dry-run.ts";
import { requireAdmin, requireSelfOrAdmin } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { personArchive } from "../person-archive.ts";
import { Problem } from "../problem.ts";
import { destinationOf, Reassignment } from "../reassignment.ts";
import { ifMatchOf } from "../versions.ts";
import { userOf } from "./users.ts";

const tags = ["users"];
const params = Type.Object({ id: UserIdText });
const PATH = "/users/:id/personal-data";
const Erased = Type.Object(
  {
    stillNamedIn: Type.Array(Type.Object({ kind: Type.String(), id: Type.String() }), {
      description: "Settings of others that have the person's name or number in them: they are left as they are",
    }),
  },
  { title: "PersonalDataErased" },
);

/** What the system keeps of a person is handed to them, and erased (GDPR articles 15, 17 and 20). */
export function personalDataRoutes(api: Api, parts: ApiParts): void {
  exportPerson(api, parts);
  erasePerson(api, parts);
}

function exportPerson(api: Api, parts: ApiParts): void {
  const { settings } = parts;
  const schema = {
    operationId: "exportPersonalData",
    summary: "All that is kept of a person, as one ZIP archive",
    description: `For the person, and for administrators. In it: the user and their phones, the calls that they had part in, their voicemails as WAV,
      what the journal tells of them, log-ins and tokens; no password, PIN or secret. The company's journal tells of it.`,
    ...{ tags, params, produces: ["application/zip"] },
  };
  api.get(PATH, { schema }, async ({ identity, params: { id } }, reply) => {
    requireSelfOrAdmin(identity, id);
    const user = userOf(parts, identity, id);
    await settings.change(identity.tenantId, identity.actor, (draft) =>
      draft.note({ what: "created", kind: "personal-data", id, fields: [] }),
    );
    return reply
      .headers({
        "Content-Type": "application/zip",
        "Content-Disposition": `attachment; filename="personal-data-${user.extension}.zip"`,
        "Cache-Control": "private, no-store",
      })
      .send(Readable.from(personArchive(parts, user)));
  });
}

function erasePerson(api: Api, parts: ApiParts): void {
  const { settings, personErasures } = parts;
  const schema = {
    operationId: "erasePersonalData",
    summary: "Remove a user, and erase all that names them",
    description: `As a removed user (\`DELETE /users/{id}\`), for good, and also from what stays: records of calls and messages in colleagues' mailboxes lose
      the person's name and numbers, the journal too; traces and events that name them go. A call that goes on is waited for. The
      journal tells that it was done, without the person's data. Back-ups that were taken before still have it.`,
    ...{ tags, params, querystring: Reassignment },
    response: { 200: Erased, 403: Problem, 404: Problem, 409: Problem, 503: Problem },
  };
  api.delete(PATH, { config: { takesIfMatch: true }, schema }, async (request) => {
    const { identity, params, query } = request;
    const { id } = params;
    requireAdmin(identity);
    const user = userOf(parts, identity, id);
    const how = { ifMatch: ifMatchOf(request), reassignTo: destinationOf(query.reassignTo) };
    const remove = (): Promise<void> =>
      settings.change(identity.tenantId, identity.actor, (draft) => {
        draft.note({ what: "removed", kind: "personal-data", id, fields: [] });
        draft.remove("user", id, how);
      });
    if (isTrial()) await remove(); // which tells what it would do, and ends here
    const person = await personErasures.prepare(user);
    try {
      await remove();
    } catch (failure) {
      await personErasures.cancel(person);
      throw failure;
    }
    await personErasures.erase(person);
    return { stillNamedIn: [...namedIn(parts, user, person.terms)] };
  });
}

/** Settings of others; direct numbers are the company's. */
function* namedIn({ settings }: ApiParts, { tenantId }: UserRecord, terms: Parameters<typeof personEraser>[0]) {
  const eraser = personEraser(terms);
  for (const { name: kind } of Object.values(settings.kinds)) {
    if (kind === "number") continue;
    for (const record of settings.snapshot.settings(kind, tenantId)) {
      if ("id" in record && eraser.names(JSON.stringify({ ...record, extension: undefined })))
        yield { kind, id: record.id };
    }
  }
}
