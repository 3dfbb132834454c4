import type { Caller, InboundCall } from "../../routing/call.ts";
import type { CallOrigin } from "../../routing/decide-onward.ts";
import { defined } from "../../runtime/defined.ts";
import type { DeviceId, TenantId, TrunkId, UserId } from "../../vocabulary/identifiers.ts";
import type { CallingParty } from "../parts.ts";
import { dialledUser } from "../route/request-identity.ts";
import type { IdentifiedInvite } from "./identify-source.ts";
import type { RefusedInvite } from "./invite.ts";

/** What the caller asks for, with the rights of a trunk or of a phone's user. */
export type CallRequest =
  /** Undefined: none of the company's numbers was called. */
  | { readonly by: "trunk"; readonly trunk: TrunkId; readonly call: InboundCall | undefined }
  | { readonly by: "phone"; readonly user: UserId; readonly device: DeviceId };

/** An INVITE whose sender is known. */
export interface AuthenticatedInvite extends IdentifiedInvite {
  readonly tenant: TenantId;
  readonly request: CallRequest;
  readonly caller: CallingParty;
  /** As the caller wrote it. */
  readonly dialled: string;
  readonly origin: CallOrigin;
}

/** A phone proves itself by its password: what it wrote about itself counts for nothing. A trunk has by its address. */
export async function authenticate(invite: IdentifiedInvite): Promise<AuthenticatedInvite | RefusedInvite> {
  const { source, incoming, snapshot, parts } = invite;
  const dialled = dialledUser(incoming.req.uri);
  if (source.kind === "trunk") {
    const { trunk } = source.identity;
    const call = source.identity.kind === "identified" ? source.identity.call : undefined;
    const tenant = trunk.tenantId;
    const request = { by: "trunk", trunk: trunk.id, call } as const;
    const said = source.identity.kind === "identified" ? source.identity.call.caller : source.identity.caller;
    const origin = { ...(call ?? { tenant, caller: said, dialled: undefined }), device: undefined };
    const caller = callingParty(trunk.id, said);
    return { ...invite, tenant, request, dialled: call?.dialled ?? dialled, origin, caller };
  }
  const authentication = await parts.authenticator.authenticate(incoming.req);
  if (authentication.kind === "refused") {
    const { status, headers } = authentication.answer;
    return { refused: status, headers, because: "not-authenticated" };
  }
  const { tenant, user, device } = authentication;
  const person = snapshot.user(user);
  return {
    ...invite,
    tenant,
    request: { by: "phone", user, device },
    dialled,
    origin: { tenant, caller: { kind: "user", user }, dialled: undefined, device },
    caller: {
      number: person?.extension,
      name: person?.name,
      party: { user, device, ...defined({ name: person?.name }) },
    },
  };
}

/** Also of a call to a number that isn't the company's: its record says who has tried it. */
function callingParty(trunk: TrunkId, caller: Caller): CallingParty {
  if (caller.kind !== "public") return { number: undefined, name: undefined, party: { trunk } };
  const { number, name } = caller;
  return { number, name, party: { number, ...defined({ name }), trunk } };
}
