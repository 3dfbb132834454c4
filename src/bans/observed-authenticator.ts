import type { Authenticator } from "../registrar/authentication.ts";
import type { Bans } from "./bans.ts";

/** Tells the bans how phones prove themselves, in whatever request; a banned source isn't even asked for its password. */
export function observedAuthenticator(
  authenticator: Authenticator,
  bans: Pick<Bans, "offend" | "succeed" | "admits">,
): Authenticator {
  return {
    ...authenticator,
    async authenticate(request, work) {
      if (!bans.admits(request)) return { kind: "refused", answer: { status: 403, headers: {} } };
      const authentication = await authenticator.authenticate(request, work);
      if (authentication.kind === "authenticated") bans.succeed(request);
      else if (authenticator.claimedName(request) !== undefined && isWrong(authentication.answer))
        bans.offend(request.source_address, "wrong-password");
      return authentication;
    },
  };
}

/** Not one whose nonce is only too old (RFC 7616 §3.3). */
function isWrong({ status, headers }: { readonly status: number; readonly headers: Record<string, string> }): boolean {
  return status === 401 && !/\bstale=true/i.test(headers["WWW-Authenticate"] ?? "");
}
