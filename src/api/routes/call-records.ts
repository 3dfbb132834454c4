import { Readable } from "node:stream";
import { Type } from "typebox";
import { CSV_HEADER, csvLine } from "../../call-records/csv.ts";
import type { RecordFilter } from "../../call-records/filter.ts";
import type { Cursor } from "../../call-records/record-store.ts";
import { usersIn, type StoredRecord } from "../../call-records/stored-record.ts";
import { UserIdText } from "../../settings/schemas/words.ts";
import { defined } from "../../runtime/defined.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import { NotAllowed, NotFound } from "../errors.ts";
import { requireAdmin, requireSelfOrAdmin, type Identity } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { readTime } from "../time.ts";
import { CallIdText, Direction, Outcome, RecordView, recordView, TraceView } from "../views/call-record.ts";

const tags = ["call-records"];
const MAX_PAGE = 500;
const DEFAULT_PAGE = 100;
/** A CSV of all that is kept is asked for once a month. */
const MOST_EXPORTS_A_MINUTE = 10;

const filters = {
  user: Type.Optional(UserIdText),
  number: Type.Optional(
    Type.String({
      pattern: "^[+\\d*#]{1,32}$",
      description: "Part of the caller's number, what was dialled, or whom it rang at",
    }),
  ),
  direction: Type.Optional(Direction),
  outcome: Type.Optional(Outcome),
  from: Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339: calls that began then or later" })),
  to: Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339: calls that began before" })),
};
const ExportQuery = Type.Object(filters, { additionalProperties: false });
const ListQuery = Type.Object(
  {
    ...filters,
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_PAGE, description: `At most ${MAX_PAGE}; ${DEFAULT_PAGE} if not given` }),
    ),
    after: Type.Optional(
      Type.String({ pattern: "^\\d{1,15}-[0-9a-f]{1,40}$", description: "`next` of the page before" }),
    ),
  },
  { additionalProperties: false },
);
const RecordPage = Type.Object(
  {
    items: Type.Array(RecordView),
    next: Type.Union([Type.String(), Type.Null()], {
      description: "Where the next page begins; a page with a rare filter may be short, or empty, before the last",
    }),
  },
  { title: "CallRecordPage" },
);

const params = Type.Object({ id: CallIdText });

/** The history of calls (CDR). Administrators see their company's, other users the calls that they had a part in. */
export function callRecordRoutes(api: Api, parts: ApiParts): void {
  listRecords(api, parts);
  exportRecords(api, parts);
  readRecord(api, parts);
  readTrace(api, parts);
}

function listRecords(api: Api, { callRecords }: ApiParts): void {
  const schema = {
    operationId: "listCallRecords",
    summary: "Calls that are over, the newest first",
    description: "For so many days as the company's callRecordDays says",
    ...{ tags, querystring: ListQuery },
    response: { 200: RecordPage, 422: Problem, 503: Problem },
  };
  api.get("/call-records", { schema }, async ({ identity, query: { limit = DEFAULT_PAGE, after, ...asked } }) => {
    const page = await callRecords.list(identity.tenantId, filterOf(identity, asked), limit, readCursor(after));
    return { items: page.records.map(recordView), next: page.next === undefined ? null : printCursor(page.next) };
  });
}

function exportRecords(api: Api, { callRecords }: ApiParts): void {
  const schema = {
    operationId: "exportCallRecords",
    summary: "The same as a CSV file (RFC 4180), the newest first",
    ...{ tags, querystring: ExportQuery, produces: ["text/csv"] },
    response: {
      200: {
        description: "A line a call",
        content: { "text/csv": { schema: Type.String({ examples: [CSV_HEADER] }) } },
      },
      422: Problem,
    },
  };
  const config = { rateLimit: { max: MOST_EXPORTS_A_MINUTE, timeWindow: "1 minute" } };
  api.get("/call-records.csv", { config, schema }, async ({ identity, query }, reply) => {
    const lines = csvOf(callRecords, identity.tenantId, filterOf(identity, query));
    reply.header("content-disposition", 'attachment; filename="calls.csv"');
    return reply
      .type("text/csv; charset=utf-8; header=present")
      .send(Readable.from(lines, { objectMode: false }) as never); // a stream isn't checked
  });
}

function readRecord(api: Api, parts: ApiParts): void {
  api.get(
    "/call-records/:id",
    {
      schema: {
        operationId: "getCallRecord",
        summary: "Read a call's record",
        tags,
        params,
        response: { 200: RecordView, 404: Problem },
      },
    },
    async ({ identity, params: { id } }) => recordView(await recordOf(parts, identity, id)),
  );
}

function readTrace(api: Api, parts: ApiParts): void {
  const schema = {
    operationId: "getCallTrace",
    summary: "Why a call went where it went: the rules that were asked, and its SIP messages",
    description: "Without passwords, keys and what was pressed. The traces of a company's newest 10 000 calls are kept",
    ...{ tags, params },
    response: { 200: TraceView, 404: Problem },
  };
  api.get("/call-records/:id/trace", { schema }, async ({ identity, params: { id } }) => {
    requireAdmin(identity); // it shows colleagues' settings, and where all phones are
    await recordOf(parts, identity, id);
    const trace = await parts.callRecords.readTrace(identity.tenantId, id);
    if (trace === undefined) throw new NotFound("trace");
    const { plan, decisions, messages, left } = trace;
    return {
      ...{ plan, decisions: [...decisions], messagesLeftOut: left },
      messages: messages.map(({ atMs, ...message }) => ({ at: new Date(atMs).toISOString(), ...message })),
    };
  });
}

/** @throws NotFound also where the asker had no part in the call */
async function recordOf({ callRecords }: ApiParts, identity: Identity, id: string): Promise<StoredRecord> {
  const record = await callRecords.read(identity.tenantId, id);
  if (record === undefined || !maySee(identity, record)) throw new NotFound("call record");
  return record;
}

function maySee({ role, userId }: Identity, record: StoredRecord): boolean {
  return role === "admin" || (userId !== undefined && usersIn(record).includes(userId));
}

type Asked = Type.Static<typeof ExportQuery>;

/** @throws RequestInvalid, NotAllowed */
function filterOf(identity: Identity, { user: asked, from, to, ...plain }: Asked): RecordFilter {
  if (asked !== undefined) requireSelfOrAdmin(identity, asked);
  const user = identity.role === "admin" ? asked : identity.userId;
  if (user === undefined && identity.role !== "admin") throw new NotAllowed();
  return {
    ...plain,
    ...defined({
      user,
      fromMs: from === undefined ? undefined : readTime("from", from),
      toMs: to === undefined ? undefined : readTime("to", to),
    }),
  };
}

function printCursor({ startedAtMs, call }: Cursor): string {
  return `${startedAtMs}-${call}`;
}

function readCursor(text: string | undefined): Cursor | undefined {
  const [ms, call] = text?.split("-") ?? [];
  return ms === undefined || call === undefined ? undefined : { startedAtMs: Number(ms), call };
}

/** Page by page, as fast as it is read: no file is ever in memory. */
async function* csvOf(
  callRecords: ApiParts["callRecords"],
  tenant: TenantId,
  filter: RecordFilter,
): AsyncGenerator<string> {
  yield CSV_HEADER;
  let after: Cursor | undefined;
  do {
    const { records, next } = await callRecords.list(tenant, filter, MAX_PAGE, after);
    if (records.length > 0) yield records.map(csvLine).join("");
    after = next;
  } while (after !== undefined);
}
