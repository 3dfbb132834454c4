import type { Settings } from "../settings/settings.ts";
import type { TenantRecord } from "../settings/kinds/tenant.ts";
import { SwitchError } from "../vocabulary/switch-error.ts";
import type { AskFor } from "./as-administrator.ts";

/** FROM or TO of a question is nothing that the system knows. */
class UnclearQuestion extends SwitchError {
  readonly code = "SW_UNCLEAR_QUESTION";
}

interface Listed<Item> {
  readonly items: readonly Item[];
}
interface ListedCall {
  readonly direction: string;
  readonly caller: string;
  readonly dialled: string;
  readonly state: string;
  readonly startedAt: string;
}
interface ListedBan {
  readonly source: string;
  readonly reason: string;
  readonly until: string;
}
interface Explained {
  readonly plan: { readonly kind: string; readonly [field: string]: unknown };
  readonly decisions: readonly { readonly rule: string; readonly input: object; readonly result: string }[];
}

const MINUTE_MS = 60_000;

/** The calls of all companies, a line each. */
export async function listCalls({ snapshot }: Settings, ask: AskFor, nowMs: number): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const company of servedCompanies(snapshot)) {
    const { items } = await ask<Listed<ListedCall>>(company.id, "/calls");
    for (const { direction, caller, dialled, state, startedAt } of items)
      lines.push(
        `${sinceText(nowMs - Date.parse(startedAt)).padStart(8)}  ${state.padEnd(10)}${direction.padEnd(10)}${caller || "withheld"} → ${dialled}  (${company.name})`,
      );
  }
  return lines.length === 0 ? ["no call goes on"] : lines;
}

/** Those who are kept out, a line each. */
export async function listBans(settings: Settings, ask: AskFor): Promise<readonly string[]> {
  const { items } = await ask<Listed<ListedBan>>(firstCompany(settings).id, "/bans");
  const lines = items.map(({ source, reason, until }) => `${source.padEnd(24)}until ${until}  ${reason}`);
  return lines.length === 0 ? ["no source is banned"] : lines;
}

export async function liftBan(settings: Settings, ask: AskFor, source: string): Promise<void> {
  await ask(firstCompany(settings).id, `/bans/${encodeURIComponent(source)}`, { method: "DELETE" });
}

/** What a call would do: the rules that were asked, and the plan. @throws UnclearQuestion */
export async function explainCall(
  settings: Settings,
  ask: AskFor,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly string[]> {
  const { company, asked } = from.startsWith("+") ? overTrunk(settings, from, to) : fromPhone(settings, from);
  const { plan, decisions } = await ask<Explained>(company, "/routing/explain", {
    method: "POST",
    body: { from: asked, to },
  });
  return [
    ...decisions.map(({ rule, input, result }) =>
      `${rule.padEnd(24)}${result.padEnd(24)}${inputText(input)}`.trimEnd(),
    ),
    `→ ${JSON.stringify(plan)}`,
  ];
}

type Asked = { readonly company: TenantRecord["id"]; readonly asked: object };

function fromPhone({ snapshot }: Settings, extension: string): Asked {
  const found = servedCompanies(snapshot).flatMap(({ id, name }) =>
    snapshot.users(id).flatMap((user) => (user.extension === extension ? [{ id, name, user }] : [])),
  );
  const [only, another] = found;
  if (only === undefined) throw new UnclearQuestion(`no user has the extension ${extension}`);
  if (another !== undefined)
    throw new UnclearQuestion(
      `${found.map(({ name }) => name).join(" and ")} have the extension ${extension}: ask in the portal of one`,
    );
  return { company: only.id, asked: { userId: only.user.id } };
}

function overTrunk({ snapshot }: Settings, caller: string, number: string): Asked {
  const companies = servedCompanies(snapshot);
  const owner = companies.find(({ id }) => snapshot.numbers(id).some((each) => each.number === number));
  if (owner === undefined) throw new UnclearQuestion(`${number} is no direct number of a company here`);
  const trunk = companies.flatMap(({ id }) => (id === owner.id ? snapshot.trunks(id) : []))[0];
  if (trunk === undefined) throw new UnclearQuestion(`${owner.name} has no trunk that a call could come over`);
  return { company: owner.id, asked: { trunkId: trunk.id, number: caller } };
}

function firstCompany({ snapshot }: Settings): TenantRecord {
  const [first] = servedCompanies(snapshot);
  if (first === undefined) throw new UnclearQuestion("there is no company yet");
  return first;
}

/** Suspended ones have no log-in. */
function servedCompanies(snapshot: Settings["snapshot"]): readonly TenantRecord[] {
  return snapshot.tenants().filter((tenant) => tenant.suspension === undefined);
}

/** Example: "caller +33612345678, number none". */
function inputText(input: object): string {
  return Object.entries(input)
    .map(([name, value]) => `${name} ${value === null ? "none" : String(value)}`)
    .join(", ");
}

function sinceText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor((seconds * 1_000) / MINUTE_MS)}:${String(seconds % 60).padStart(2, "0")}`;
}
