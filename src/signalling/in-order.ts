import type { RefusedInvite } from "../calls/invite/invite.ts";

/** One job on the way of an INVITE: adds to what is known of it, or refuses it. */
type Step<Known, More> = (known: Known) => More | RefusedInvite | Promise<More | RefusedInvite>;

/** Steps as one: each knows what those before it found out, until one of them refuses the INVITE. */
export function inOrder<A, B, C, D, E, F>(
  ...steps: readonly [Step<A, B>, Step<B, C>, Step<C, D>, Step<D, E>, Step<E, F>, Step<F, void>]
): (received: A) => Promise<RefusedInvite | undefined> {
  return async (received) => {
    let known: unknown = received;
    for (const step of steps as readonly Step<never, unknown>[]) {
      const more = await step(known as never);
      if (isRefused(more)) return more;
      known = more;
    }
    return undefined;
  };
}

function isRefused(more: unknown): more is RefusedInvite {
  return typeof more === "object" && more !== null && "refused" in more;
}
