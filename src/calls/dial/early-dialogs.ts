import type { CallParty } from "../../events/event.ts";
import { userPoliciesOf } from "../../settings/schemas/policies.ts";
import type { Call } from "../call.ts";
import type { DialogName } from "../leg/dialog-name.ts";
import type { RingingCall } from "../leg/ringing-call.ts";

/**
 * The early dialogs of the telephones that ring for one call, so that another telephone can pick the call up by one of them
 * (Replaces, RFC 3891): of users who let their colleagues pick up their calls.
 */
export class EarlyDialogs implements Disposable {
  readonly #call: Call;
  readonly #rung: readonly { readonly party: CallParty }[];
  readonly #named = new Map<number, { readonly dialog: DialogName; readonly known: Disposable }>();

  constructor(call: Call, rung: readonly { readonly party: CallParty }[]) {
    this.#call = call;
    this.#rung = rung;
  }

  of(branch: number): DialogName | undefined {
    return this.#named.get(branch)?.dialog;
  }

  /** The telephone has made this dialog; the first counts. */
  name(branch: number, dialog: DialogName, ringing: RingingCall): void {
    if (this.#named.has(branch) || !this.#mayBePickedUp(branch)) return;
    const { tenant, parts } = this.#call;
    const known = parts.dialogs.add(dialog, { state: "ringing", tenant, call: ringing });
    this.#named.set(branch, { dialog, known });
  }

  /** It rings no more. */
  end(branch: number): void {
    this.#named.get(branch)?.known[Symbol.dispose]();
    this.#named.delete(branch);
  }

  [Symbol.dispose](): void {
    for (const branch of [...this.#named.keys()]) this.end(branch);
  }

  #mayBePickedUp(branch: number): boolean {
    const { user: id, device } = this.#rung[branch]?.party ?? {};
    const user = id === undefined || device === undefined ? undefined : this.#call.snapshot.user(id);
    return user !== undefined && userPoliciesOf(user).allowPickUp;
  }
}
