import { Type } from "typebox";
import { OPERATOR } from "../../settings/schemas/audit.ts";
import { E164Text, TenantIdText } from "../../settings/schemas/words.ts";
import type { HeldNumber } from "../../settings/number-inventory.ts";
import type { Snapshot } from "../../settings/snapshot.ts";
import type { E164 } from "../../vocabulary/e164.ts";
import { NumberAssigned, NotFound } from "../errors.ts";
import { tenantNamed } from "../operator.ts";
import { narrowedQuery, Page, pageOf, type Listing } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const tags = ["number inventory"];
const security = [{ token: [] }];
const Note = Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()], {
  description: "For the provider: which carrier, which contract",
});
const TenantOrNone = Type.Union([TenantIdText, Type.Null()], { description: "The company that has it; null = free" });
const InventoryNumber = Type.Object(
  {
    ...{ number: E164Text, tenantId: TenantOrNone },
    tenantName: Type.Union([Type.String(), Type.Null()]),
    inUse: Type.Boolean({ description: "The company leads it somewhere" }),
    note: Note,
    addedAt: Type.Union([Type.String({ format: "date-time" }), Type.Null()], {
      description: "null for numbers of companies of before there was an inventory",
    }),
  },
  { title: "InventoryNumber" },
);
type InventoryNumber = Type.Static<typeof InventoryNumber>;
const NUMBERS: Listing<InventoryNumber> = {
  id: ({ number }) => number,
  texts: ({ number, tenantName, note }) => [number, tenantName ?? "", note ?? ""],
  sorts: {
    number: ({ number }) => number,
    tenantName: ({ tenantName }) => tenantName,
    addedAt: ({ addedAt }) => addedAt,
  },
  sort: "number",
};
/** What one person pastes; more take several requests. */
const MOST_AT_ONCE = 1_000;
const NewNumbers = Type.Object(
  {
    numbers: Type.Array(E164Text, { minItems: 1, maxItems: MOST_AT_ONCE, uniqueItems: true }),
    note: Type.Optional(Note),
    tenantId: Type.Optional(TenantOrNone),
  },
  { title: "NewInventoryNumbers", additionalProperties: false },
);
const NumberPatch = Type.Partial(Type.Object({ tenantId: TenantOrNone, note: Note }), {
  title: "InventoryNumberPatch",
  additionalProperties: false,
});
const One = Type.Object({ number: E164Text });

/** All numbers that the provider holds: free ones, and those that companies have. */
export function numberInventoryRoutes(api: Api, parts: ApiParts): void {
  list(api, parts);
  add(api, parts);
  change(api, parts);
  remove(api, parts);
}

function list(api: Api, { settings }: ApiParts): void {
  const querystring = narrowedQuery(NUMBERS, {
    tenantId: Type.Optional(TenantIdText),
    free: Type.Optional(Type.Boolean({ description: "true = only free numbers; false = only those of companies" })),
  });
  const schema = {
    ...{ operationId: "listInventoryNumbers", summary: "List the provider's numbers (provider only)" },
    ...{ tags, security, querystring },
    response: { 200: Page(InventoryNumber), 401: Problem, 503: Problem },
  };
  api.get("/number-inventory", { schema }, async ({ query: { tenantId, free, ...query } }) => {
    const all = inventoryOf(settings.snapshot, await settings.numberInventory.all());
    const wanted = all.filter(
      (each) =>
        (tenantId === undefined || each.tenantId === tenantId) &&
        (free === undefined || free === (each.tenantId === null)),
    );
    return pageOf(wanted, query, NUMBERS);
  });
}

function add(api: Api, parts: ApiParts): void {
  const { settings } = parts;
  const schema = {
    operationId: "addInventoryNumbers",
    summary: "Take numbers into the inventory, and give them to a company if one is named (provider only)",
    ...{ tags, security, body: NewNumbers },
    response: {
      201: Type.Object({ items: Type.Array(InventoryNumber) }, { title: "InventoryNumbers" }),
      ...{ 401: Problem, 404: Problem, 409: Problem, 422: Problem, 503: Problem },
    },
  };
  api.post("/number-inventory", { schema }, async ({ body: { numbers, note = null, tenantId = null } }, reply) => {
    if (tenantId !== null) {
      const { id } = tenantNamed(parts, tenantId);
      await settings.change(id, OPERATOR, (draft) => {
        for (const number of numbers) draft.add("number", { number });
      });
    }
    await settings.numberInventory.add(numbers, note);
    const items = await Promise.all(numbers.map((number) => inventoryNumber(parts, number)));
    return reply.code(201).send({ items });
  });
}

function change(api: Api, parts: ApiParts): void {
  const { settings } = parts;
  const schema = {
    operationId: "updateInventoryNumber",
    summary: "Give a number to a company, take it back, or note what it is for (provider only)",
    description: "A number that its company shows on calls (main number, caller ID) is refused with SW_SETTING_IN_USE",
    ...{ tags, security, params: One, body: NumberPatch },
    response: { 200: InventoryNumber, 401: Problem, 404: Problem, 409: Problem, 422: Problem, 503: Problem },
  };
  api.patch("/number-inventory/:number", { schema }, async ({ params: { number }, body: { tenantId, note } }) => {
    await inventoryNumber(parts, number);
    if (tenantId !== undefined) await assign(parts, number, tenantId === null ? null : tenantNamed(parts, tenantId).id);
    if (note !== undefined) await settings.numberInventory.annotate(number, note);
    return inventoryNumber(parts, number);
  });
}

function remove(api: Api, parts: ApiParts): void {
  const schema = {
    operationId: "removeInventoryNumber",
    summary: "Take a free number out of the inventory (provider only)",
    ...{ tags, security, params: One },
    response: { 204: Type.Null(), 401: Problem, 404: Problem, 409: Problem, 503: Problem },
  };
  api.delete("/number-inventory/:number", { schema }, async ({ params: { number } }, reply) => {
    const { tenantId } = await inventoryNumber(parts, number);
    if (tenantId !== null) throw new NumberAssigned();
    await parts.settings.numberInventory.remove(number);
    return reply.code(204).send(null);
  });
}

/** The company that has it gives it up first, so that it is never two companies'. */
async function assign({ settings }: ApiParts, number: E164, to: InventoryNumber["tenantId"]): Promise<void> {
  const from = settings.snapshot.number(number)?.tenantId;
  if (from === (to ?? undefined)) return;
  await settings.numberInventory.add([number]);
  if (from !== undefined) await settings.change(from, OPERATOR, (draft) => draft.remove("number", number));
  if (to !== null) await settings.change(to, OPERATOR, (draft) => draft.add("number", { number }));
}

/** @throws NotFound */
async function inventoryNumber({ settings }: ApiParts, number: E164): Promise<InventoryNumber> {
  const held = await settings.numberInventory.find(number);
  if (held === undefined && settings.snapshot.number(number) === undefined) throw new NotFound("number");
  return viewOf(number, held, settings.snapshot);
}

function inventoryOf(snapshot: Snapshot, held: readonly HeldNumber[]): readonly InventoryNumber[] {
  const heldByNumber = new Map(held.map((each) => [each.number, each]));
  const ofCompanies = snapshot.tenants().flatMap(({ id }) => snapshot.numbers(id).map(({ number }) => number));
  const numbers = [...new Set([...heldByNumber.keys(), ...ofCompanies])].sort();
  return numbers.map((number) => viewOf(number, heldByNumber.get(number), snapshot));
}

function viewOf(number: E164, held: HeldNumber | undefined, snapshot: Snapshot): InventoryNumber {
  const record = snapshot.number(number);
  return {
    number,
    tenantId: record?.tenantId ?? null,
    tenantName: (record && snapshot.tenant(record.tenantId)?.name) ?? null,
    inUse: record !== undefined && record.destination !== null,
    note: held?.note ?? null,
    addedAt: held === undefined ? null : new Date(held.addedAtMs).toISOString(),
  };
}
