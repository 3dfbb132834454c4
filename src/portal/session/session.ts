import { useQuery } from "@tanstack/react-query";
import { providerToken } from "../api/provider-token.ts";
import { useStore } from "../api/store.ts";
import { meQuery } from "../api/queries.ts";
import type { Me, User } from "../api/types.ts";
import type { Role } from "./role.ts";

/** Who looks at the portal. */
export type Session =
  | { readonly role: "provider"; readonly user: undefined }
  | { readonly role: "deputy"; readonly user: undefined; readonly company: string; readonly until: string }
  | { readonly role: Exclude<Role, "provider" | "deputy">; readonly user: User };

/** Undefined: nobody is logged in, or it isn't known yet (`meQuery` says which). */
export function useMaybeSession(): Session | undefined {
  const isProvider = useStore(providerToken) !== undefined;
  const { data: me } = useQuery({ ...meQuery, enabled: !isProvider });
  if (isProvider) return { role: "provider", user: undefined };
  if (me?.actingUntil != null)
    return { role: "deputy", user: undefined, company: me.company.name, until: me.actingUntil };
  // A token of the company is no person: only people log in here.
  if (me?.user == null) return undefined;
  return { role: me.role === "admin" ? "manager" : "employee", user: me.user };
}

/** Inside of the shell a session is always there. */
export function useSession(): Session {
  const session = useMaybeSession();
  if (session === undefined) throw new Error("used outside of a session");
  return session;
}

/** Whether the API lets this person do that; what it refuses isn't offered. */
export function useMay(permission: Me["permissions"][number]): boolean {
  const { data: me } = useQuery(meQuery);
  return me?.permissions.includes(permission) === true;
}
