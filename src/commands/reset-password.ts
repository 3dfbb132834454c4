import type { Actor } from "../settings/schemas/audit.ts";
import { hashPassword, makePassword } from "../settings/secrets.ts";
import { SwitchError } from "../vocabulary/switch-error.ts";
import { onSettingsHere, type Around, type SettingsPlace } from "./settings-here.ts";

/** No user has this e-mail address as log-in. */
class NoSuchLogIn extends SwitchError {
  readonly code = "SW_NO_SUCH_LOG_IN";

  constructor(email: string) {
    super(`no user has the e-mail address ${email}`);
  }
}

export interface ResetPassword {
  readonly email: string;
  /** Whether the log-in asks for the second factor from now on as before. */
  readonly secondFactor: "stays" | "removed";
}

/** Who is at a shell of the machine could read all that there is: no question is asked. The journal tells of it. */
const SHELL: Actor = { kind: "system", id: null, name: "offhook admin reset-password" };

/** Gives a log-in a new password, while the system runs or not; the sessions and links of the user end. @throws NoSuchLogIn */
export async function resetPassword(
  { email, secondFactor }: ResetPassword,
  environment: SettingsPlace,
  around: Around,
): Promise<string> {
  return onSettingsHere(environment, around, async (settings) => {
    const user = settings.snapshot.userByEmail(email);
    if (user === undefined) throw new NoSuchLogIn(email);
    const { id, tenantId } = user;
    const password = makePassword();
    const passwordHash = await hashPassword(password);
    await settings.change(tenantId, SHELL, (draft) => {
      draft.note({ what: "removed", kind: "sessions", id, fields: [] });
      return draft.change("user", id, { passwordHash });
    });
    await settings.accountLinks.removeAllOf(id);
    await settings.sessions.removeAllOf(id);
    if (secondFactor === "removed") await settings.secondFactors.removeAllOf(id);
    return password;
  });
}
