import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { csvRecord } from "../../call-records/csv.ts";
import { UserIdText } from "../../settings/schemas/words.ts";
import type { UserRecord } from "../../settings/kinds/user.ts";
import { columnOf, COLUMNS, readUserCsv } from "../csv/user-csv.ts";
import { RequestInvalid } from "../errors.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import { withNumbersOf } from "../national-numbers.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem, type Fault } from "../problem.ts";
import { faultsOf } from "../schema-faults.ts";
import { defined } from "../../runtime/defined.ts";
import { LineDone } from "../dry-run/dry-run.ts";
import type { FaultCode } from "../fault-codes.ts";
import { prepareUser, UserOrder } from "../user-creation.ts";
import { planLines, type ImportLine, type LinePlan } from "../user-import.ts";
import type { UserRow } from "../user-rows.ts";
import { carryOut, MOST_ROWS, placedAt } from "./users-bulk.ts";

const tags = ["users"];
const Query = Type.Object({
  existing: Type.Optional(
    Type.Union([Type.Literal("refuse"), Type.Literal("change")], {
      default: "refuse",
      description:
        "What becomes of a line whose extension a user has already: it is refused, or changes that user. Empty cells change nothing; devices and invitations are for new users, and a password is refused",
    }),
  ),
});
const ImportDone = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        ...LineDone.properties,
        id: UserIdText,
        device: Type.Optional(
          Type.Object(
            { id: Type.String(), sipUsername: Type.String(), sipPassword: Type.String(), sipDomain: Type.String() },
            { description: "Its password is shown this once" },
          ),
        ),
      }),
    ),
  },
  { title: "UsersImported" },
);
/** Of a file: some hundred bytes a user. */
const MOST_BYTES = 1024 * 1024;
const HEADERS = COLUMNS.map(({ name, also }) => `${name} (${also.join(", ")})`).join("; ");

const EXAMPLE = [
  ["name", "email", "extension", "phone numbers"],
  ["Alice Martin", "alice@example.com", "1001", "+33170000001"],
]
  .map(csvRecord)
  .join("");

/** Users as a file for spreadsheets: into the company, and out of it. */
export function userCsvRoutes(api: Api, parts: ApiParts): void {
  api.addContentTypeParser("text/csv", { parseAs: "buffer", bodyLimit: MOST_BYTES }, (_request, body, done) => {
    done(null, body);
  });
  importUsers(api, parts);
  exportUsers(api, parts);
}

function importUsers(api: Api, parts: ApiParts): void {
  const validator = Compile(UserOrder);
  const schema = {
    ...{
      operationId: "importUsers",
      summary: `Add users by a CSV file, and change those who are there: all, or none; ${MOST_ROWS} at most`,
      tags,
    },
    description: `The first line names the columns, in English or French, in any order, without regard to case and accents: ${HEADERS}.
      name, email and extension are needed. Cells are parted by ";", "," or tabs; UTF-8 with or without BOM, or as Excel saves it. Where
      lines are refused nothing is done, and \`errors\` names line and column: /7/email. Try it with dryRun=true first: \`lines\` tells of each
      line whether its user would be created, changed or stay as they are.`,
    querystring: Query,
    consumes: ["text/csv"],
    bodyExample: EXAMPLE,
    response: { 200: ImportDone, 409: Problem, 422: Problem },
  };
  api.post("/users/import", { schema }, async ({ identity, body, query, trial }) => {
    requireAdmin(identity);
    if (!Buffer.isBuffer(body)) throw new RequestInvalid([{ field: "", detail: "not text/csv" }]);
    const { rows, faults } = readUserCsv(body);
    refuse(faults.map(({ line, column, ...said }) => ({ field: `/${line}/${column}`, ...said })));
    if (rows.length === 0)
      refuse([{ field: "/2", code: "missing", detail: "has no user: the file ends after its header" }]);
    if (rows.length > MOST_ROWS)
      refuse([
        { field: "", code: "too-many-items", params: { maximum: MOST_ROWS }, detail: `more than ${MOST_ROWS} users` },
      ]);
    const read = rows.map(({ line, order }) => ({
      line,
      order: withNumbersOf(parts.settings, identity, UserOrder, order),
    }));
    refuse(
      read.flatMap(({ line, order }) =>
        validator.Check(order)
          ? []
          : faultsOf(UserOrder, order).map(({ field, ...said }) => ({ field: `/${line}/${columnOf(field)}`, ...said })),
      ),
    );
    const { snapshot } = parts.settings;
    const mayChange = query.existing === "change";
    const plan = planLines(read as ImportLine[], snapshot, { tenant: identity.tenantId, mayChange });
    if (trial !== undefined) trial.lines = plan.map(({ line, what }) => ({ line, what }));
    refuse(plan.flatMap((each) => passwordFaults(each, read as ImportLine[])));
    return { items: await carryOutPlan(parts, identity, plan) };
  });
}

/** A password of a user who is there already isn't changed by a file. */
function passwordFaults(
  { line, what }: LinePlan,
  lines: readonly ImportLine[],
): (Fault & { readonly code: FaultCode })[] {
  const order = lines.find((each) => each.line === line)?.order;
  if (what === "created" || order?.password === undefined) return [];
  return [{ field: `/${line}/password`, code: "invalid", detail: "is for new users only" }];
}

async function carryOutPlan(parts: ApiParts, identity: Identity, plan: readonly LinePlan[]) {
  const acted = plan.flatMap((each) => (each.what === "unchanged" ? [] : [each]));
  const rows = await Promise.all(
    acted.map(async (each): Promise<UserRow> => {
      if (each.what === "created")
        return { do: "create", user: await prepareUser(parts, each.order).catch(placedAt(`/${each.line}`)) };
      const { patch, numbers } = each.change;
      return { do: "change", id: each.user.id, patch, numbers, ifMatch: each.user.version };
    }),
  );
  const done = await carryOut(parts, identity, {
    rows,
    invited: acted.map((each) => each.what === "created" && each.order.invite === true),
    placeOf: (row, { field = "", about }) =>
      `/${acted[row]?.line}/${columnOf(about?.kind === "device" ? `/device${field}` : field)}`,
  });
  return plan.map((each) => {
    const { line, what } = each;
    const told = each.what === "unchanged" ? undefined : done.items[acted.indexOf(each)];
    const id = told?.id ?? (each.what === "created" ? undefined : each.user.id);
    if (id === undefined) throw new RangeError("each line that was carried out has a user");
    return { line, what, id, ...defined({ device: told?.device }) };
  });
}

/** @throws RequestInvalid where there are faults */
function refuse(faults: readonly (Omit<Fault, "code"> & { readonly code: Fault["code"] })[]): void {
  if (faults.length > 0) throw new RequestInvalid(faults as never);
}

function exportUsers(api: Api, parts: ApiParts): void {
  const schema = {
    ...{ operationId: "exportUsers", summary: "The users as a CSV file (RFC 4180), as an import takes it", tags },
    produces: ["text/csv"],
    response: {
      200: { description: "A line a user", content: { "text/csv": { schema: Type.String({ examples: [EXAMPLE] }) } } },
    },
  };
  api.get("/users.csv", { schema }, async ({ identity }, reply) => {
    requireAdmin(identity);
    const { snapshot } = parts.settings;
    const lines = snapshot.users(identity.tenantId).map((user) => lineOf(parts, user));
    const header = COLUMNS.slice(0, EXPORTED).map(({ name }) => name);
    reply.header("content-disposition", 'attachment; filename="users.csv"');
    return reply.type("text/csv; charset=utf-8; header=present").send([header, ...lines].map(csvRecord).join(""));
  });
}

/** The columns up to voicemail; devices and passwords stay here. */
const EXPORTED = 8;

function lineOf({ settings }: ApiParts, { id, name, email, extension, role, language, ...user }: UserRecord): string[] {
  const numbers = settings.snapshot.numbersTo({ kind: "user", id }).map(({ number }) => number);
  const { forwarding, voicemail } = user;
  const forward = forwarding.enabled ? (forwarding.number ?? "") : "";
  return [name, email, extension, role, language, numbers.join(" | "), forward, voicemail.enabled ? "yes" : "no"];
}
