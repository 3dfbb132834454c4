import { parseCountry, type Country } from "../../numbering/country.ts";
import { formatNumber } from "../../numbering/write-number.ts";
import type { CallParty } from "../../events/event.ts";
import type { Admission } from "../../limits/limits.ts";
import type { Audio, Media } from "../../media/media-port.ts";
import type { Confirm, PstnBranch } from "../../routing/plan.ts";
import type { Language } from "../../vocabulary/language.ts";
import { parseE164 } from "../../vocabulary/e164.ts";
import { forwardedTarget } from "../../trunks/forwarded-target.ts";
import { trunkFailover, type TrunkAttempt } from "./trunk-failover.ts";
import { admit } from "../capacity/limit-admission.ts";
import { confirmBranch } from "./confirm-branch.ts";
import type { Call } from "../call.ts";
import type { ConfirmPrompts } from "./answer-confirmation.ts";
import { commonHeaders } from "../identity.ts";
import type { DialTarget } from "./dial.ts";
import { digitPrompts, type PromptName } from "../../vocabulary/prompt.ts";

/** A provider that says nothing for so long is passed over where there is another. */
const TRUNK_SILENT_MS = 10_000;
/** All of a branch's trunks together; the plan's own clock is shorter, nearly always. */
const OUTSIDE_SILENT_MS = 40_000;

/** A telephone outside that is called for somebody of the house, over the first trunk that works. */
export function pstnBranch(branch: PstnBranch, call: Call): DialTarget {
  const country = parseCountry(call.snapshot.tenant(call.tenant)?.country ?? "");
  const calls = trunkFailover(attemptsOf(branch, country, call), call.parts);
  const { confirm, user, number } = branch;
  const start =
    confirm === undefined
      ? calls
      : confirmBranch(calls, questionFor(confirm, call, country), atOneServer(call), call.parts, call.log);
  const party: CallParty = { number, ...(user === undefined ? {} : { user }) };
  return { party, branch: { start, party: user ?? number, silentForMs: OUTSIDE_SILENT_MS } };
}

/**
 * The branch's trunks, one at each call, with a line of theirs. Forwards take lines, and count for the tenant's limits,
 * like any other call outside: once for all trunks.
 */
function attemptsOf(
  branch: PstnBranch,
  country: Country | undefined,
  call: Call,
): () => Promise<TrunkAttempt | undefined> {
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
      const line = await call.parts.trunkCapacity.take(id, trunk.capacity);
      if (line === undefined) continue;
      const { headers, ...target } = forwardedTarget(trunk, branch, country);
      holders++;
      return {
        reservation: once(() => {
          line[Symbol.dispose]();
          holders--;
          release();
        }),
        target: { ...target, headers: { ...commonHeaders(call), ...headers }, silentForMs: TRUNK_SILENT_MS },
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

/** Caller and callees may have to be joined by the media server: all endpoints of a call are at the same one. */
function atOneServer({ id, parts }: Call): Pick<Media, "open"> {
  return { open: (offer, signal) => parts.media.open(offer, signal, id) };
}

/** "Call for 1001 from 0612…: press 1 to accept, 2 to refuse, 3 for voicemail." */
function questionFor({ language, callee }: Confirm, call: Call, country: Country | undefined): ConfirmPrompts {
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
