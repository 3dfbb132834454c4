import type { Branch } from "../../routing/plan.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { headerUser } from "../route/request-identity.ts";
import { legName, publish, publishLeg, type Call } from "../call.ts";
import type { ForkBranch, StartBranch } from "./fork.ts";
import { routeRedirected } from "../route/route.ts";
import { ringTogether } from "./ring-together.ts";
import type { DialTarget } from "./dial.ts";

/**
 * Where a phone sends its call on by 302 (RFC 3261 §8.1.3.4): a public number, under the limits of every forward, or
 * a colleague. Undefined: nowhere we may go; the phone has refused, then.
 *
 * @param rings  what these branches call; none of it is sent on again
 */
export async function redirectedBranch(
  contact: string,
  user: UserId,
  call: Call,
  rings: (branches: readonly Branch[]) => Promise<readonly DialTarget[]>,
): Promise<Pick<ForkBranch, "start" | "silentForMs"> | undefined> {
  const { plan, decisions } = await routeRedirected(headerUser(contact), user, call.underWay, call);
  publish(call, { kind: "call.decided", decisions });
  const [first, ...others] = await rings(plan);
  if (first === undefined) return undefined;
  call.log.info({ event: "branch.redirected", user }, "phone sends its call elsewhere");
  const all = [first, ...others];
  const leg = call.legs.take(all.length);
  return {
    start: ringTogether([
      recordedBranch(first, leg, call),
      ...others.map((other, index) => recordedBranch(other, leg + 1 + index, call)),
    ]),
    silentForMs: Math.max(...all.map(({ branch }) => branch.silentForMs)),
  };
}

/** A telephone of its own in the call's record, and on colleagues' lamps, until it has the call or is asked about it. */
function recordedBranch({ branch, party }: DialTarget, leg: number, call: Call): StartBranch {
  return (offer, listener) => {
    let state: "trying" | "ringing" | "over" = "trying";
    const end = (status?: number): void => {
      if (state !== "over") publishLeg(call, { leg, role: "callee", party, state: "terminated", status });
      state = "over";
    };
    const became = (): void => {
      if (state === "over") return; // its answer has crossed our CANCEL
      state = "over";
      listener.became({ leg, party });
    };
    publishLeg(call, { leg, role: "callee", party, state });
    const begun = branch.start(offer, {
      ...listener,
      provisional: (status, sdp, dialog) => {
        if (state === "trying" && status > 100) {
          state = "ringing";
          publish(call, { kind: "call.ringing", leg: legName(call, leg), callee: party });
          publishLeg(call, { leg, role: "callee", party, state });
        }
        listener.provisional(status, sdp, dialog);
      },
      answered: (callee) => {
        became();
        listener.answered(callee);
      },
      asked: (callee) => {
        became();
        listener.asked(callee);
      },
      refused: (status, contact) => {
        end(status);
        listener.refused(status, contact);
      },
    });
    return {
      cancel: (reason) => {
        end();
        begun.cancel(reason);
      },
    };
  };
}
