import type { CallParty, LegState } from "../../events/event.ts";
import type { MediaEndpoint } from "../../media/media-port.ts";
import { TOLD_TO_BROWSERS } from "../../sdp/browser-offer.ts";
import { isEncryptedOnly } from "../../sdp/encryption.ts";
import { legName, publish, publishLeg, type Call } from "../call.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import { SHUTTING_DOWN } from "../leg/reasons.ts";
import type { RingingCall } from "../leg/ringing-call.ts";
import type { CallingParty } from "../parts.ts";
import type { CalleeLeg, StartBranch } from "./branch.ts";
import { mediaBranch } from "./media-branch.ts";
import { needsMediaBetween } from "./needs-media.ts";
import { needsTranscoding } from "./needs-transcoding.ts";
import { transcodeRefused } from "./transcode-refused.ts";
import { EarlyDialogs } from "./early-dialogs.ts";
import { Fork, type ForkBranch, type ForkEvent, type ForkResult } from "./fork.ts";

/** Moved Temporarily: a telephone redirects its call (RFC 3261 §21.3.3). */
const MOVED = 302;

/** A branch that can be rung, and who that is in the call's record. */
export interface DialTarget {
  readonly branch: ForkBranch;
  readonly party: CallParty;
  /** A page in a browser, whose media is WebRTC. */
  readonly isBrowser?: boolean;
}

/** How it ended; the callee who has the call, rung or by pick-up, has a leg in it. */
export type DialResult =
  (Extract<ForkResult, { kind: "answered" }> & CalleeLeg) | Exclude<ForkResult, { kind: "answered" }>;

/**
 * Rings all targets until one answers, the time is up, all have failed, or the caller has given up. The losers are stopped
 * in the background.
 *
 * @param ringForMs  counted from our first 18x to the caller, or from now where an earlier step has brought it
 */
export async function dial(call: Call, targets: readonly DialTarget[], ringForMs: number): Promise<DialResult> {
  using dialling = new Dialling(call, targets, ringForMs);
  using _ringing = call.parts.ringing.add(dialling);
  return await dialling.result();
}

/** A branch whose callee and caller can't talk straight to each other meets the caller at a media server. */
function branchFor({ branch, isBrowser = false }: DialTarget, call: Call): ForkBranch {
  const { id, incoming, parts, log } = call;
  const atMedia = (offerOf: (endpoint: MediaEndpoint) => string): StartBranch =>
    mediaBranch(branch.start, offerOf, { media: parts.media, log, call: id });
  if (needsMediaBetween(incoming, { isBrowser }))
    return {
      ...branch,
      start: atMedia((endpoint) => (isBrowser ? endpoint.encryptedOffer(TOLD_TO_BROWSERS) : endpoint.localSdp)),
    };
  const { offer } = incoming;
  const start = transcodeRefused(branch.start, {
    isWanted: needsTranscoding,
    // what is encrypted from the caller to the media server stays so from there to the callee
    atMedia: atMedia((endpoint) =>
      offer !== undefined && isEncryptedOnly(offer) ? endpoint.encryptedOffer(offer) : endpoint.localSdp,
    ),
    onTranscoded: () => {
      log.info({ event: "branch.transcoded" }, "media server stands between telephones without a common codec");
      publish(call, {
        kind: "call.decided",
        decisions: [{ rule: "transcoding", input: { because: "no-common-codec" }, result: "media-server" }],
      });
    },
  });
  return { ...branch, start };
}

/** A fork for one call, from its first INVITE to its result: what its telephones do is told in the call's record. */
class Dialling implements RingingCall, Disposable {
  readonly id: string;
  readonly tenant: Call["tenant"];
  readonly caller: CallingParty;
  readonly offer: string | undefined;
  readonly isBrowser: boolean;
  readonly sinceMs: number;
  readonly #call: Call;
  readonly #targets: readonly DialTarget[];
  readonly #firstLeg: number;
  readonly #early: EarlyDialogs;
  /** Branches whose telephone has redirected the call, with the callee who has picked up there. */
  readonly #redirected = new Map<number, CalleeLeg | undefined>();
  readonly #fork: Fork;
  #picker: CalleeLeg | undefined;

  constructor(call: Call, targets: readonly DialTarget[], ringForMs: number) {
    const { incoming, entry, parts } = call;
    this.id = call.id;
    this.tenant = call.tenant;
    this.caller = call.caller;
    this.offer = incoming.offer;
    this.isBrowser = incoming.isBrowser;
    this.sinceMs = parts.clock.nowMs();
    this.#call = call;
    this.#targets = targets;
    this.#firstLeg = call.legs.take(targets.length);
    this.#early = new EarlyDialogs(call, targets);
    for (const branch of targets.keys()) this.#publishLeg(branch, "trying");
    this.#fork = new Fork(
      {
        branches: targets.map((target) => branchFor(target, call)),
        offer: incoming.offer,
        ringForMs,
        alerted: incoming.alertedAtMs !== undefined,
        tell: (event) => this.#onEvent(event),
      },
      parts,
    );
    incoming.cancelled.listen(this.#onCancelled);
    entry.mustEnd.listen(this.#onMustEnd);
    if (incoming.cancelled.happened) this.#onCancelled();
    if (entry.mustEnd.happened) this.#onMustEnd();
    entry.set({ state: "ringing" });
  }

  get ringing(): readonly CallParty[] {
    return this.#fork.ringing.map((branch) => this.#partyOf(branch));
  }

  pickUp(callee: AnsweredCallee, party: CallParty): boolean {
    if (!this.#fork.pickUp(callee)) return false;
    this.#picker = { leg: this.#call.legs.take(1), party };
    return true;
  }

  async result(): Promise<DialResult> {
    const result = await this.#fork.result;
    return result.kind === "answered" ? { ...result, ...(this.#picker ?? this.#calleeOf(result.branch)) } : result;
  }

  [Symbol.dispose](): void {
    const { incoming, entry } = this.#call;
    incoming.cancelled.ignore(this.#onCancelled);
    entry.mustEnd.ignore(this.#onMustEnd);
    this.#early[Symbol.dispose]();
  }

  readonly #onCancelled = (): void => this.#fork.stop(this.#call.incoming.cancelReason);

  readonly #onMustEnd = (): void => this.#fork.stop(this.#call.entry.mustEnd.reason ?? SHUTTING_DOWN);

  #onEvent(event: ForkEvent): void {
    switch (event.kind) {
      case "caller-alerted":
        this.#alertCaller(event.status, event.sdp);
        return;
      case "early-dialog":
        this.#early.name(event.branch, event.dialog, this);
        return;
      case "rings":
        this.#onRinging(event.branch);
        return;
      case "asked": {
        const leg = this.#legOf(event.branch);
        this.#call.log.info({ event: "branch.asked", branch: leg }, "callee is asked");
        publish(this.#call, { kind: "confirmation.asked", leg });
        return;
      }
      case "confirm-result": {
        const [leg, verdict] = [this.#legOf(event.branch), event.result];
        this.#call.log.info({ event: "branch.verdict", branch: leg, verdict }, "callee decided");
        publish(this.#call, { kind: "confirmation.given", leg, verdict });
        return;
      }
      case "redirected":
        this.#early.end(event.branch);
        this.#publishLeg(event.branch, "terminated", MOVED);
        this.#redirected.set(event.branch, undefined);
        return;
      case "callee-known":
        this.#redirected.set(event.branch, event.callee);
        return;
      case "ended":
        this.#early.end(event.branch);
        this.#publishLeg(event.branch, "terminated", event.status);
        return;
    }
  }

  #alertCaller(status: 180 | 183, sdp: string): void {
    const { incoming, parts, startedAtMs } = this.#call;
    if (incoming.alertedAtMs === undefined)
      parts.metrics.postDialDelay.observe((parts.clock.nowMs() - startedAtMs) / 1_000);
    incoming.progress(status, sdp);
  }

  #onRinging(branch: number): void {
    if (this.#redirected.has(branch)) return;
    const leg = this.#legOf(branch);
    this.#call.log.info({ event: "branch.rings", branch: leg }, "phone rings");
    publish(this.#call, { kind: "call.ringing", leg, callee: this.#partyOf(branch) });
    this.#publishLeg(branch, "ringing");
  }

  /** A redirected branch has no leg to tell of until one of the telephones that are called there has picked up. */
  #publishLeg(branch: number, state: LegState, status?: number): void {
    if (this.#redirected.has(branch) && this.#redirected.get(branch) === undefined) return;
    const dialog = this.#early.of(branch);
    publishLeg(this.#call, { ...this.#calleeOf(branch), role: "callee", state, status, dialog });
  }

  #calleeOf(branch: number): CalleeLeg {
    return this.#redirected.get(branch) ?? { leg: this.#firstLeg + branch, party: this.#partyOf(branch) };
  }

  #partyOf(branch: number): CallParty {
    return this.#targets[branch]?.party ?? {};
  }

  #legOf(branch: number): string {
    return legName(this.#call, this.#calleeOf(branch).leg);
  }
}
