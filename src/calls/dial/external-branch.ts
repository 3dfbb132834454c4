import { parseCountry, type Country } from "../../numbering/country.ts";
import { formatNumber } from "../../numbering/write-number.ts";
import type { CallParty } from "../../events/event.ts";
import type { Admission } from "../../limits/limits.ts";
import type { Audio } from "../../media/media-port.ts";
import type { Confirm, PstnBranch } from "../../routing/plan.ts";
import type { Language } from "../../vocabulary/language.ts";
import { parseE164 } from "../../vocabulary/e164.ts";
import { forwardedTarget } from "../../trunks/forwarded-target.ts";
import { trunkFailover, type NextTrunk } from "./trunk-failover.ts";
import { admit } from "../capacity/limit-admission.ts";
import { confirmBranch, type ConfirmBranchParts } from "./confirm-branch.ts";
import type { Call } from "../call.ts";
import { defined } from "../../runtime/defined.ts";
import type { ConfirmPrompts } from "./answer-confirmation.ts";
import { mediaTo } from "../media-policy.ts";
import { commonHeaders } from "../identity.ts";
import type { DialTarget } from "./dial.ts";
import { digitPrompts, type PromptName } from "../../vocabulary/prompt.ts";

/** A provider that says nothing for so long is passed over where there is another. */
const TRUNK_SILENT_MS = 10_000;
/** All of a branch's trunks together; the plan's own clock is shorter, nearly always. */
const PSTN_SILENT_MS = 40_000;

/** A telephone of the public network (PSTN) that a user's call is forwarded to, over the first trunk that works. */
export function pstnBranch(branch: PstnBranch, call: Call): DialTarget {
  const country = parseCountry(call.snapshot.tenant(call.tenant)?.country ?? "");
  const overTrunks = trunkFailover(trunksOf(branch, country, call), call.parts);
  const { confirm, user, number } = branch;
  const start =
    confirm === undefined
      ? overTrunks
      : confirmBranch(overTrunks, promptsFor(confirm, call, country), confirmPartsOf(call));
  const party: CallParty = { number, ...defined({ user }) };
  return { party, branch: { start, party: user ?? number, silentForMs: PSTN_SILENT_MS } };
}

/**
 * The branch's trunks, one at each call, with the capacity that the call uses. Forwards use capacity, and count for the
 * tenant's limits, like any other call to the PSTN: once for all trunks.
 */
function trunksOf(branch: PstnBranch, country: Country | undefined, call: Call): NextTrunk {
  const left = [...branch.candidates];
  let admission: Promise<Admission> | undefined;
  let holders = 0;
  return async () => {
    admission ??= admit({ kind: "e164", number: branch.number }, call);
    const counted = await admission;
    if (counted.kind === "refused") return undefined;
    const release = (): void => {
      if (holders === 0) counted.call[Symbol.dispose]();
    };
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const trunk = call.snapshot.trunk(id);
      if (trunk === undefined || country === undefined) continue;
      if (await call.parts.network.trunkHosts.isRefused(trunk)) continue;
      const reserved = await call.parts.trunkCapacity.take(id, trunk.capacity);
      if (reserved === undefined) continue;
      const { headers, ...target } = forwardedTarget(trunk, branch, country);
      holders++;
      return {
        reservation: once(() => {
          reserved[Symbol.dispose]();
          holders--;
          release();
        }),
        target: {
          ...target,
          account: call.parts.network.accounts.of(trunk),
          headers: { ...commonHeaders(call, trunk), ...headers },
          media: mediaTo(trunk),
          silentForMs: TRUNK_SILENT_MS,
        },
      };
    }
    release();
    return undefined;
  };
}

function once(release: () => void): Disposable {
  let done = false;
  return {
    [Symbol.dispose]: () => {
      if (done) return;
      done = true;
      release();
    },
  };
}

/** The media server may have to bridge caller and callee: all endpoints of a call are at the same one. */
function confirmPartsOf({ id, parts, log }: Call): ConfirmBranchParts {
  return { ...parts, log, media: { open: (offer, signal) => parts.media.open(offer, signal, id) } };
}

/** "Call for 1001 from 0612…: press 1 to accept, 2 to refuse, 3 for voicemail." */
function promptsFor({ language, callee }: Confirm, call: Call, country: Country | undefined): ConfirmPrompts {
  const say = (name: PromptName): Audio => ({ kind: "prompt", language, name });
  const { number } = call.caller;
  const from =
    number === undefined ? [say("call-from-unknown")] : [say("call-from"), ...digits(number, country, language)];
  return {
    prompt: [say("call-for"), ...digits(callee, country, language), ...from, say("accept-keys")],
    taken: [say("already-taken")],
  };
}

/** A number digit by digit, as it is dialled in this country. */
function digits(number: string, country: Country | undefined, language: Language): Audio[] {
  const e164 = parseE164(number);
  const dialled = e164 === undefined || country === undefined ? number : formatNumber(e164, country, "national");
  return digitPrompts(dialled).map((name) => ({ kind: "prompt", language, name }));
}
