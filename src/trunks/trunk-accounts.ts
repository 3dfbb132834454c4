import type { EventBus } from "../events/bus.ts";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import type { Account } from "../sip/digest/answer.ts";
import type { TrunkId } from "../vocabulary/identifiers.ts";
import { NonceUses } from "./nonce-uses.ts";
import { RequestProof } from "./request-proof.ts";
import type { RefusalState } from "./state.ts";
import type { TrunkStates } from "./states.ts";

/** Our account with one provider, as its requests and those who send them need it. */
export interface TrunkAccount {
  readonly trunk: TrunkId;
  /** Answers the challenges of one request. */
  prove(): RequestProof;
  /** A request stays refused for its credentials: told in log, state and event. @param reason  as of `ProofStep` */
  refused(method: string, status: number, reason: string): void;
  /** A request that was challenged was taken. */
  believed(): void;
  /** Our BYE stays refused: the provider's side of the call, and its bill, may go on. */
  byeRefused(status: number, callId: string): void;
}

export interface TrunkAccountsOptions {
  readonly states: Pick<TrunkStates, "of" | "refuse" | "clearRefusal">;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Our accounts with all providers. One a process: it counts how often each nonce was used. */
export class TrunkAccounts {
  readonly uses = new NonceUses();
  readonly #options: TrunkAccountsOptions;

  constructor(options: TrunkAccountsOptions) {
    this.#options = options;
  }

  of(record: TrunkRecord): TrunkAccount {
    const { id: trunk, tenantId: tenant } = record;
    const { states, events, clock, logger } = this.#options;
    return {
      trunk,
      prove: () => new RequestProof(accountOf(record), this.uses),
      refused: (method, status, reason) => {
        logger.warn(
          { event: "trunk.not-authenticated", trunk, method, status, reason },
          "trunk refuses our credentials",
        );
        const refusal: RefusalState = { sinceMs: clock.nowMs(), reason: `${status} to ${method}: ${reason}` };
        const { sinceMs: atMs, reason: told } = refusal;
        void states.refuse(trunk, refusal).then((isNew) => {
          if (isNew) events.publish({ kind: "trunk.not-authenticated", atMs, tenant, trunk, reason: told });
        });
      },
      believed: () => {
        if (states.of(trunk).refusal !== undefined) void states.clearRefusal(trunk);
      },
      byeRefused: (status, callId) =>
        logger.warn({ event: "trunk.bye-refused", trunk, status, callId }, "trunk refuses our BYE: its side may go on"),
    };
  }
}

function accountOf({ username, password }: TrunkRecord): Account | undefined {
  return username === null || password === null ? undefined : { username, password };
}
