import { Type } from "typebox";
import { labelOf } from "../views/destination.ts";
import { E164Text, ExtensionText, UserIdText } from "../../settings/schemas/words.ts";
import type { PhoneNumberRecord } from "../../settings/kinds/phone-number.ts";
import { OutboundCallerId, type UserRecord } from "../../settings/kinds/user.ts";
import type { Snapshot } from "../../settings/snapshot.ts";
import type { Identity } from "../identity.ts";
import { listQuery, Page, pageOf, type Listing } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";

export const UserState = Type.Union([Type.Literal("idle"), Type.Literal("ringing"), Type.Literal("busy")], {
  description: "busy = in a call, or making one",
});
const DirectoryEntry = Type.Object(
  {
    userId: UserIdText,
    name: Type.String(),
    extension: ExtensionText,
    state: UserState,
  },
  { title: "DirectoryEntry" },
);

const CallerId = Type.Object(
  {
    value: OutboundCallerId,
    kind: Type.Union(
      [
        Type.Literal("main"),
        Type.Literal("withheld"),
        Type.Literal("own"),
        Type.Literal("shared"),
        Type.Literal("other"),
      ],
      {
        description:
          "main = the company's main number, whatever it is; own = leads to the user; shared = leads to a group of theirs or to a receptionist; other = administrators may give it",
      },
    ),
    number: Type.Union([E164Text, Type.Null()], { description: "What the callee sees; null = nothing" }),
    label: Type.Union([Type.String(), Type.Null()], { description: "What the number leads to; null = nothing" }),
  },
  { title: "CallerId" },
);
type CallerId = Type.Static<typeof CallerId>;
const CallerIds = Type.Object(
  {
    current: OutboundCallerId,
    items: Type.Array(CallerId, { description: "What `outboundCallerId` of the user may be, the likeliest first" }),
  },
  { title: "CallerIds" },
);

const COLLEAGUES: Listing<UserRecord> = {
  id: ({ id }) => id,
  texts: ({ name, extension }) => [name, extension],
  sorts: { extension: ({ extension }) => extension, name: ({ name }) => name },
  sort: "extension",
};

/** What every employee may see of their company: who is there, and which numbers their calls may show. */
export function directoryRoutes(api: Api, { settings, phones }: ApiParts): void {
  const schema = {
    ...{ operationId: "listDirectory", summary: "The colleagues: names, extensions, who is on the telephone" },
    ...{ tags: ["directory"], querystring: listQuery(COLLEAGUES), response: { 200: Page(DirectoryEntry) } },
  };
  api.get("/directory", { schema }, ({ identity, query }) =>
    pageOf(settings.snapshot.users(identity.tenantId), query, COLLEAGUES, ({ id, name, extension }) => ({
      userId: id,
      name,
      extension,
      state: phones.presenceOf(id),
    })),
  );

  api.get(
    "/me/caller-ids",
    {
      schema: {
        ...{ operationId: "listMyCallerIds", summary: "Which numbers one's calls may show" },
        ...{ tags: ["sessions"], response: { 200: CallerIds } },
      },
    },
    ({ identity }) => callerIdsOf(identity, settings.snapshot),
  );
}

function callerIdsOf({ tenantId, userId, role }: Identity, snapshot: Snapshot): Type.Static<typeof CallerIds> {
  const user = userId === undefined ? undefined : snapshot.user(userId);
  const main = snapshot.tenant(tenantId)?.mainNumber ?? null;
  const shown = (kind: CallerId["kind"], { number, destination }: PhoneNumberRecord): CallerId => ({
    ...{ value: number, kind, number },
    label: destination === null ? null : labelOf(destination, snapshot),
  });
  const kindOf = ({ destination }: PhoneNumberRecord): "own" | "shared" | "other" => {
    if (destination?.id === userId && destination !== null) return "own";
    if (destination?.kind === "receptionist") return "shared";
    const group = destination?.kind === "ring-group" ? snapshot.ringGroup(destination.id) : undefined;
    return userId !== undefined && group?.members.includes(userId) === true ? "shared" : "other";
  };
  const numbers = snapshot.numbers(tenantId).map((record) => shown(kindOf(record), record));
  const ofKind = (wanted: CallerId["kind"]): CallerId[] => numbers.filter(({ kind }) => kind === wanted);
  const mainRecord = main === null ? undefined : snapshot.number(main);
  const mainLabel = mainRecord === undefined ? null : shown("main", mainRecord).label;
  return {
    current: user?.outboundCallerId ?? null,
    items: [
      { value: null, kind: "main", number: main, label: mainLabel },
      ...ofKind("own"),
      ...ofKind("shared"),
      ...(role === "admin" ? ofKind("other") : []),
      { value: "withheld", kind: "withheld", number: null, label: null },
    ],
  };
}
