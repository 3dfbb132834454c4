import type { DialogNotes } from "../../dialog-journal/dialog-journal.ts";
import type { Clock } from "../../runtime/clock.ts";
import { defined } from "../../runtime/defined.ts";
import type { OneShot } from "../../runtime/one-shot.ts";
import type { Srf } from "../../srf/srf.ts";
import type { Relay } from "../../media/relay/relay-port.ts";
import type { MediaPath } from "./media-path.ts";
import type { RelayReason } from "./needs-relay.ts";
import type { TrunkAccount } from "../../trunks/trunk-accounts.ts";

/** What a leg stands on. */
export interface LegParts {
  readonly srf: Pick<Srf, "invite" | "on" | "createUAC" | "createUAS" | "removeDialog">;
  readonly clock: Clock;
  /** The engine that holds the dialog is gone. */
  readonly engineLost: OneShot;
  /** Of the trunk that the leg leads to: answers its challenges. */
  readonly account?: TrunkAccount | undefined;
  /** Hears the Call-ID of every INVITE that goes out. */
  readonly onInvite?: (callId: string) => void;
  /** Where it is noted what it takes to end a dialog when this process or its engine is gone. */
  readonly journal?: DialogNotes;
  /** Stands between two parties whose media can't go straight; absent: none does. */
  readonly relay?: Relay;
  /** Hears why it comes to stand there, each time. */
  readonly onRelayed?: (why: RelayReason) => void;
  readonly onRelayFailed?: (failure: unknown) => void;
  /** How the media of this leg goes; absent: straight. */
  readonly path?: MediaPath;
}

/** What a leg needs of all that a call has, and no more: a leg keeps it for as long as the call lasts. */
export function legParts(
  parts: LegParts,
  { account, path }: { readonly account?: TrunkAccount | undefined; readonly path?: MediaPath },
): LegParts {
  const { srf, clock, engineLost, onInvite, journal } = parts;
  return { srf, clock, engineLost, ...defined({ account, onInvite, journal, path }) };
}
