import type { Environment } from "../runtime/environment.ts";
import { loginMark, type UserRecord } from "../settings/kinds/user.ts";
import type { Settings } from "../settings/settings.ts";
import { SwitchError } from "../vocabulary/switch-error.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import { localApi, type LocalRequest } from "./local-api.ts";
import { onSettingsHere, type Around, type SettingsPlace } from "./settings-here.ts";

/** The system on this machine has refused what a command asked for. */
class CommandRefused extends SwitchError {
  readonly code = "SW_COMMAND_REFUSED";
}

/** Asks the API for a company. @returns the answer's body  @throws SystemAway, CommandRefused */
export type AskFor = <Answer>(company: TenantId, path: string, request?: LocalRequest) => Promise<Answer>;

/** A command takes seconds. */
const SESSION_SECONDS = 60;

/**
 * Who is at a shell of the machine could read all that there is. So a command logs in by itself, as the first administrator of each company
 * that it asks for, and out again when it has ended; what it changes stands in the journal under their name.
 */
export async function asAdministrator<Result>(
  environment: Pick<Environment, "http" | "operatorToken"> & SettingsPlace,
  around: Around,
  work: (settings: Settings, ask: AskFor) => Promise<Result>,
): Promise<Result> {
  const api = localApi(environment);
  await api("/healthz"); // a Redis of our own for a system that isn't there would tell nothing
  return onSettingsHere(environment, around, async (settings) => {
    const keys = new Map<TenantId, string>();
    const credentials = async (company: TenantId, path: string): Promise<Record<string, string>> => {
      const { operatorToken } = environment;
      if (operatorToken !== undefined && path.startsWith("/bans")) return { authorization: `Bearer ${operatorToken}` };
      const key = keys.get(company) ?? (await logIn(settings, company));
      keys.set(company, key);
      return { cookie: `offhook_session=${key}` };
    };
    const ask: AskFor = async <Answer>(company: TenantId, path: string, request: LocalRequest = {}) => {
      const headers = await credentials(company, path);
      const answer = await api(`/api/v1${path}`, { ...request, headers });
      const text = await answer.text();
      const body: unknown = text === "" ? undefined : JSON.parse(text);
      if (!answer.ok) throw new CommandRefused((body as { detail?: string }).detail ?? `refused with ${answer.status}`);
      return body as Answer;
    };
    try {
      return await work(settings, ask);
    } finally {
      for (const key of keys.values()) await settings.sessions.remove(key);
    }
  });
}

async function logIn(settings: Settings, company: TenantId): Promise<string> {
  const user = firstAdministrator(settings, company);
  if (user === undefined) throw new CommandRefused("the company has no administrator");
  const session = { userId: user.id, tenantId: company, loginMark: loginMark(user), userAgent: "offhook command" };
  return settings.sessions.create(session, SESSION_SECONDS);
}

function firstAdministrator({ snapshot }: Pick<Settings, "snapshot">, company: TenantId): UserRecord | undefined {
  return snapshot.users(company).find(({ role }) => role === "admin");
}
