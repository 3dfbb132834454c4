import type { Branch } from "../../routing/plan.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { byPreference, readNameAddresses } from "../../sip/name-addr.ts";
import { dialledUser } from "../route/request-identity.ts";
import { legName, publish, publishLeg, type Call } from "../call.ts";
import type { BranchEvent, BranchInProgress, CalleeLeg, StartBranch } from "./branch.ts";
import type { RedirectTarget } from "./follow-redirect.ts";
import { routeRedirected } from "../route/route.ts";
import { ringTogether } from "./ring-together.ts";
import type { DialTarget } from "./dial.ts";

/** Contacts of one 302 that are considered: the best by its own preference. */
const MOST_CONTACTS = 5;

/**
 * Where a phone sends its call on by 302 (RFC 3261 §8.1.3.4): a public number, under the limits of every forward, or
 * a colleague; of several Contacts the one that it prefers of those that lead anywhere. Undefined: nowhere we may go; the phone
 * has refused, then.
 *
 * @param contact  the Contact header
 * @param rings  what these branches call; none of it is sent on again
 */
export async function redirectedBranch(
  contact: string,
  user: UserId,
  call: Call,
  rings: (branches: readonly Branch[]) => Promise<readonly DialTarget[]>,
): Promise<RedirectTarget | undefined> {
  for (const { uri } of byPreference(readNameAddresses(contact)).slice(0, MOST_CONTACTS)) {
    const { plan, decisions } = await routeRedirected(dialledUser(uri), user, call.origin, call);
    publish(call, { kind: "call.decided", decisions });
    const [first, ...others] = await rings(plan);
    if (first !== undefined) return redirectTo([first, ...others], user, call);
  }
  return undefined;
}

function redirectTo(all: readonly [DialTarget, ...DialTarget[]], user: UserId, call: Call): RedirectTarget {
  const [first, ...others] = all;
  call.log.info({ event: "branch.redirected", user }, "phone sends its call elsewhere");
  const leg = call.legs.take(all.length);
  return {
    start: ringTogether([
      recordedBranch(first, leg, call),
      ...others.map((other, index) => recordedBranch(other, leg + 1 + index, call)),
    ]),
    silentForMs: Math.max(...all.map(({ branch }) => branch.silentForMs)),
  };
}

/** A telephone that a redirected call rings: it has a leg of its own in the call's record until it has the call, or is asked. */
function recordedBranch({ branch, party }: DialTarget, leg: number, call: Call): StartBranch {
  return (offer, tell) => new RecordedBranch({ leg, party }, call, tell, (onEvent) => branch.start(offer, onEvent));
}

class RecordedBranch implements BranchInProgress {
  readonly #callee: CalleeLeg;
  readonly #call: Call;
  readonly #tell: (event: BranchEvent) => void;
  readonly #begun: BranchInProgress;
  #state: "trying" | "ringing" | "over" = "trying";

  constructor(
    callee: CalleeLeg,
    call: Call,
    tell: (event: BranchEvent) => void,
    start: (onEvent: (event: BranchEvent) => void) => BranchInProgress,
  ) {
    this.#callee = callee;
    this.#call = call;
    this.#tell = tell;
    publishLeg(call, { ...callee, role: "callee", state: "trying" });
    this.#begun = start((event) => this.#onEvent(event));
  }

  cancel(reason: string | undefined): void {
    this.#end(undefined);
    this.#begun.cancel(reason);
  }

  #onEvent(event: BranchEvent): void {
    switch (event.kind) {
      case "ringing":
      case "early-media":
        this.#rings();
        break;
      case "answered":
      case "asked":
        this.#takes();
        break;
      case "refused":
        this.#end(event.status);
        break;
      case "redirected":
      case "callee-known":
        break;
    }
    this.#tell(event);
  }

  #rings(): void {
    if (this.#state !== "trying") return;
    this.#state = "ringing";
    const { leg, party } = this.#callee;
    publish(this.#call, { kind: "call.ringing", leg: legName(this.#call, leg), callee: party });
    publishLeg(this.#call, { ...this.#callee, role: "callee", state: "ringing" });
  }

  /** From here on the branch speaks for this telephone; not where its answer has crossed our CANCEL. */
  #takes(): void {
    if (this.#state === "over") return;
    this.#state = "over";
    this.#tell({ kind: "callee-known", callee: this.#callee });
  }

  #end(status: number | undefined): void {
    if (this.#state !== "over")
      publishLeg(this.#call, { ...this.#callee, role: "callee", state: "terminated", status });
    this.#state = "over";
  }
}
