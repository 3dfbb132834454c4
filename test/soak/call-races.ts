import { EventEmitter } from "node:events";
import { pino } from "pino";
import { LegNumbers, type Call, type CallServices, type StepOutcome } from "../../src/calls/call.ts";
import { IncomingCall } from "../../src/calls/caller/incoming-call.ts";
import { confirmBranch } from "../../src/calls/dial/confirm-branch.ts";
import { inviteBranch } from "../../src/calls/dial/invite-branch.ts";
import { LegDirectory } from "../../src/calls/leg/leg-directory.ts";
import type { LegParts } from "../../src/calls/leg/leg-parts.ts";
import type { Headers, SrfDialog, SrfRequest, SrfResponse } from "../../src/srf/srf.ts";
import { LiveCalls } from "../../src/calls/live-calls.ts";
import { connect } from "../../src/calls/bridge/connect.ts";
import { dial, type DialTarget, type DialResult } from "../../src/calls/dial/dial.ts";
import { RingingCalls } from "../../src/calls/pickup/ringing-calls.ts";
import { NEVER } from "../../src/runtime/one-shot.ts";
import { MediaServersAway } from "../../src/media/errors.ts";
import type { Media, MediaEndpoint } from "../../src/media/media-port.ts";
import type { TenantId } from "../../src/vocabulary/identifiers.ts";
import { seededRandom } from "../support/random.ts";
import { VirtualClock } from "../support/virtual-clock.ts";
import { answerOf, RacedDialog, sdpOf } from "./raced-dialog.ts";
import { RacedEndpoint } from "./raced-endpoint.ts";

const ELSEWHERE = "Call completed elsewhere";
const MOST_PHONES = 10;
/** A party who is still there by then hangs up; the longest timer of ours is shorter. */
const EVERYBODY_GOES_MS = 120_000;
const OVER_BY_MS = 300_000;
/** Once a call is over, every phone hears of it within this time. */
const WORD_SPREADS_WITHIN_MS = 3_000;
/** More events than this is a call that never ends. */
const MOST_EVENTS = 20_000;
const TENANT = "0123456789abcdef0123" as TenantId;
const SILENT_FOR_MS = 4_000;
const TOO_LATE_MS = 6_000;

/** A telephone out there: what becomes of the INVITE it gets, and of the dialog after it has answered. */
interface Phone {
  readonly name: string;
  readonly mustConfirm: boolean;
  invited: boolean;
  /** A final response is on its way, or there. */
  final: "none" | "refused" | "answered";
  /** The Reason of the CANCEL or BYE that stopped it; "" where there was none. */
  stoppedWith: string | undefined;
  dialog: RacedDialog | undefined;
  /** Without a word, before it said anything. */
  isGone: boolean;
}

/**
 * One whole call, by the PBX's own code from the fork to the last BYE: legs, questions, bridge. Only the wire and the
 * media server are played, on a virtual clock, with messages that take times of their own and so cross. The seed decides
 * everything: a run that fails is run again by it.
 */
export class CallRace {
  readonly clock = new VirtualClock();
  readonly dialogs = new Set<RacedDialog>();
  readonly #random: () => number;
  readonly #faults: string[] = [];
  readonly #phones: readonly Phone[];
  readonly #endpoints = new Set<RacedEndpoint>();
  readonly #caller: { stage: "waiting" | "cancelled" | "refused" | "answered"; sdp: string; dialog?: RacedDialog } = {
    ...{ stage: "waiting", sdp: "" },
  };
  readonly #live = new LiveCalls(1, () => undefined);
  readonly #request: SrfRequest;
  readonly #emitter = new EventEmitter();
  #atEngine: "trying" | "answering" | "over" = "trying";
  #bridged = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    const count = 2 + this.below(MOST_PHONES - 1);
    this.#phones = Array.from({ length: count }, (_, index) => ({
      ...{ name: `phone${index}`, mustConfirm: this.chance(0.4), invited: false },
      ...{ final: "none", stoppedWith: undefined, dialog: undefined, isGone: false },
    }));
    const headers: Record<string, string> = { "call-id": "caller" };
    this.#request = {
      ...{ method: "INVITE", uri: "sip:pbx", source: "network", source_address: "192.0.2.9", source_port: 5060 },
      ...{ protocol: "udp", stackTxnId: "transaction", body: sdpOf("caller") },
      get: (name) => headers[name.toLowerCase()],
      has: (name) => headers[name.toLowerCase()] !== undefined,
      on: (event, listener) => this.#emitter.on(event, listener),
      cancel: () => undefined,
    };
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
  chance(of: number): boolean {
    return this.#random() < of;
  }
  /** How long a message takes; now and then long enough to be overtaken by many. */
  delay(): number {
    return this.chance(0.1) ? this.below(900) : this.below(40);
  }
  travel(arrives: () => void): void {
    this.clock.arm(this.delay(), arrives);
  }
  later(afterMs: number, happens: () => void): void {
    this.clock.arm(afterMs, happens);
  }

  /** Runs the call to its end. Returns what was wrong; nothing is what there should be. */
  async run(): Promise<readonly string[]> {
    let outcome: StepOutcome | Exclude<DialResult, { kind: "answered" }> | undefined;
    const over = this.#call().then((came) => {
      outcome = came;
      this.later(WORD_SPREADS_WITHIN_MS, () => this.#checkStopped());
    });
    if (this.chance(0.5)) this.later(this.below(30_000), () => this.#callerGivesUp());
    this.later(EVERYBODY_GOES_MS, () => this.#callerGivesUp());
    for (let event = 0; event < MOST_EVENTS; event++) {
      await new Promise((resolve) => setImmediate(resolve));
      const { nextAtMs } = this.clock;
      if (nextAtMs === undefined) break;
      this.clock.advance(nextAtMs - this.clock.nowMs());
    }
    if (outcome === undefined) return [...this.#faults, "the call never ended"];
    await over;
    this.#check(outcome.kind);
    return this.#faults;
  }

  async #call(): Promise<StepOutcome | Exclude<DialResult, { kind: "answered" }>> {
    const parts = this.#parts();
    const incoming = new IncomingCall(this.#request, this.#response(), parts);
    using entry = this.#live.admit({
      ...{ id: "call", tenant: TENANT, direction: "inbound", from: "", to: "", state: "routing" },
      ...{ startedAtMs: this.clock.nowMs(), answeredAtMs: undefined },
    });
    if (entry === undefined) throw new Error("there is room for one call");
    const call: Call = {
      ...{ id: "call", tenant: TENANT, snapshot: { tenant: () => undefined, user: () => undefined }, incoming },
      ...{ caller: { number: "+33612345678", name: undefined, party: {} }, origin: {} },
      ...{ hopsLeft: 70, startedAtMs: this.clock.nowMs(), legs: new LegNumbers(), entry, fate: {}, parts },
      log: parts.logger,
    } as unknown as Call;
    const ringForMs = [0, 200, 5_000, 25_000][this.below(4)] ?? 0;
    const result = await dial(
      call,
      this.#phones.map((phone) => this.#dialled(phone, call)),
      ringForMs,
    );
    const outcome = result.kind === "answered" ? await connect(call, result.winner, result) : result;
    // What a plan would do next; here no phone takes the call any more.
    if (outcome === undefined || outcome.kind !== "over") incoming.reject(480);
    return outcome ?? { kind: "unanswered" };
  }

  #dialled(phone: Phone, call: Call): DialTarget {
    const target = { uri: `sip:${phone.name}`, headers: {}, silentForMs: SILENT_FOR_MS };
    const rings = inviteBranch(target, call.parts);
    const question = {
      prompt: [{ kind: "silence", forMs: 2_000 } as const],
      taken: [{ kind: "silence", forMs: 500 } as const],
    };
    const start = phone.mustConfirm
      ? confirmBranch(rings, question, { ...call.parts, media: this.#media(), log: call.log })
      : rings;
    return { party: {}, branch: { start, party: phone.name, silentForMs: SILENT_FOR_MS } };
  }

  #parts(): CallServices {
    const nothing = { observe: () => undefined, inc: () => undefined };
    return {
      ...{ srf: this.#srf(), clock: this.clock, engineLost: NEVER, media: this.#media() },
      ...{
        logger: pino({ level: "silent" }),
        events: { publish: () => undefined },
        metrics: { postDialDelay: nothing },
      },
      ...{ ringing: new RingingCalls(), dialogs: new LegDirectory() },
    } as unknown as CallServices;
  }

  #srf(): LegParts["srf"] {
    return {
      ...{
        invite: () => undefined,
        on: () => undefined,
        removeDialog: () => undefined,
      },
      createUAC: (uri, { localSdp = "" }, { cbRequest, cbProvisional }, callback) => {
        const phone = this.#phones.find(({ name }) => uri === `sip:${name}`);
        if (phone === undefined) throw new Error(`${uri} is no phone`);
        phone.invited = true;
        this.travel(() => {
          const cancel = ({ headers }: { headers: Headers }): void => this.#cancels(phone, headers, callback);
          cbRequest(undefined, { ...this.#request, cancel });
          this.#lives(phone, localSdp, cbProvisional, callback);
        });
      },
      createUAS: (_req, _res, { localSdp = "" }, callback) => {
        if (this.#atEngine !== "trying") {
          this.travel(() => callback({ status: 487 }));
          return;
        }
        this.#atEngine = "answering";
        // An engine that takes too long over it: the call is given up, and what comes late must not stay.
        this.later(this.chance(0.01) ? TOO_LATE_MS : this.delay(), () => this.#callerIsAnswered(localSdp, callback));
      },
    };
  }

  /** What the telephone does with the call, unless it is stopped. */
  #lives(
    phone: Phone,
    sdp: string,
    provisional: (response: SrfResponse) => void,
    callback: (failure: unknown, dialog?: SrfDialog) => void,
  ): void {
    if (this.chance(0.1)) {
      phone.isGone = true;
      // Gone without a word: the engine's timer B says so (RFC 3261 §17.1.1.2).
      this.later(32_000, () => this.#finals(phone, "refused", () => callback({ status: 408 })));
      return;
    }
    if (this.chance(0.8))
      this.later(this.below(3_000), () => {
        if (phone.final !== "none") return;
        const withSdp = this.chance(0.2);
        this.travel(() =>
          provisional(answerOf(withSdp ? 183 : 180, withSdp ? sdpOf("early") : "") as unknown as SrfResponse),
        );
      });
    const whenMs = this.chance(0.5) ? ([0, 1_000, 5_000, 5_001, 25_000][this.below(5)] ?? 0) : this.below(30_000);
    if (this.chance(0.6)) this.later(whenMs, () => this.#answers(phone, sdp, callback));
    else {
      const status = [486, 480, 503, 408][this.below(4)];
      this.later(whenMs, () => this.#finals(phone, "refused", () => this.travel(() => callback({ status }))));
    }
  }

  #answers(phone: Phone, offer: string, callback: (failure: unknown, dialog?: SrfDialog) => void): void {
    this.#finals(phone, "answered", () => {
      const dialog = new RacedDialog(
        this,
        phone.name,
        { local: offer, remote: sdpOf(phone.name) },
        {
          onBye: (reason) => (phone.stoppedWith ??= reason),
          onReinvite: () => this.#reinvited(phone),
        },
      );
      phone.dialog = dialog;
      this.travel(() => dialog.told(() => callback(undefined, dialog as unknown as SrfDialog)));
      // Some hang up at once, some in the prompt, some after a talk; the others wait for the end.
      if (this.chance(0.3)) this.later(this.below(8_000), () => dialog.hangsUp());
    });
  }

  /** Takes the caller's media instead of the prompt's, refuses that, or never answers. */
  #reinvited(phone: Phone): { readonly status: number; readonly sdp: string } | undefined {
    const fate = this.#random();
    if (fate < 0.1) return undefined;
    return fate < 0.2 ? { status: 488, sdp: "" } : { status: 200, sdp: sdpOf(phone.name) };
  }

  /** CANCEL: a telephone that has answered already takes no notice; its 200 is on the way (RFC 3261 §9.1). */
  #cancels(phone: Phone, headers: Headers, callback: (failure: unknown) => void): void {
    this.travel(() => {
      phone.stoppedWith ??= headers["Reason"] ?? "";
      this.#finals(phone, "refused", () => this.travel(() => callback({ status: 487 })));
    });
  }

  #finals(phone: Phone, final: "refused" | "answered", tell: () => void): void {
    if (phone.final !== "none") return;
    phone.final = final;
    tell();
  }

  #response(): SrfResponse {
    return {
      ...{ status: 0, finalResponseSent: false, get: () => undefined, has: () => false },
      send: (status) => {
        if (status < 200) return;
        if (this.#atEngine !== "trying") this.#faults.push(`a second final response: ${status}`);
        this.#atEngine = "over";
        this.travel(() => {
          if (this.#caller.stage === "waiting") this.#caller.stage = "refused";
        });
      },
    };
  }

  #callerIsAnswered(sdp: string, callback: (failure: unknown, dialog?: SrfDialog) => void): void {
    if (this.#caller.sdp !== "") this.#faults.push("the caller was answered twice");
    this.#caller.sdp = sdp;
    const wasWaiting = this.#caller.stage === "waiting";
    this.#caller.stage = "answered";
    const dialog = new RacedDialog(
      this,
      "caller",
      { local: sdp, remote: sdpOf("caller") },
      { onBye: () => undefined, onReinvite: () => ({ status: 200, sdp: sdpOf("caller") }) },
    );
    this.#caller.dialog = dialog;
    this.travel(() => {
      dialog.told(() => {
        callback(undefined, dialog as unknown as SrfDialog);
        dialog.emit("ack", { body: "" });
      });
    });
    // A CANCEL that crossed the 200: the caller hangs up as soon as it is answered.
    if (!wasWaiting) dialog.hangsUp();
  }

  /** CANCEL while no phone has answered, BYE afterwards; a 200 may be on its way. */
  #callerGivesUp(): void {
    if (this.#caller.stage === "answered") this.#caller.dialog?.hangsUp();
    if (this.#caller.stage !== "waiting") return;
    this.#caller.stage = "cancelled";
    this.travel(() => {
      if (this.#atEngine !== "trying") return; // the 200 was sooner; the caller hangs up when it comes
      this.#atEngine = "over";
      this.#emitter.emit("cancel", { get: () => undefined });
    });
  }

  #media(): Media {
    return {
      status: () => [],
      open: async (_offer, signal) => {
        await this.clock.sleep(this.delay(), signal);
        if (this.chance(0.05)) throw new MediaServersAway();
        const endpoint = new RacedEndpoint(this, `media${this.#endpoints.size}`, () => (this.#bridged += 1));
        this.#endpoints.add(endpoint);
        return endpoint as unknown as MediaEndpoint;
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  /** No phone that hasn't got the call rings on, or listens on. */
  #checkStopped(): void {
    for (const { name, invited, final, stoppedWith, dialog, isGone } of this.#phones) {
      if (!invited || isGone) continue;
      if (final === "none" && stoppedWith === undefined) this.#faults.push(`${name} rings on after the call`);
      if (final === "answered" && dialog?.connected === true) this.#faults.push(`${name} was never hung up`);
    }
  }

  #check(outcome: string): void {
    const { stage, sdp } = this.#caller;
    const say = (fault: string): void => void this.#faults.push(fault);
    if (this.dialogs.size > 0) say(`dialogs left: ${[...this.dialogs].map(({ id }) => id).join(", ")}`);
    const open = [...this.#endpoints].filter(({ isOpen }) => isOpen);
    if (open.length > 0) say(`media endpoints left: ${open.length}`);
    if (this.clock.armed > 0) say(`timers left: ${this.clock.armed}`);
    if (this.clock.nowMs() > 1_800_000_000_000 + OVER_BY_MS) say("it took too long");
    if (stage === "waiting") say(`the caller was left waiting (${outcome})`);
    for (const { name, invited, final } of this.#phones) if (invited && final === "none") say(`${name} still rings`);

    const throughMedia = this.#bridged > 0;
    if (this.#bridged > 1) say("two bridges");
    const winner = this.#phones.find(({ name }) => sdp !== "" && sdp.includes(`a=x-${name}\r`));
    if (sdp !== "" && winner === undefined && !throughMedia) say("the caller talks to no one");
    const talked = winner !== undefined || throughMedia;
    // Who pressed 1 may still be lost on the way; the others have been told by then.
    const accepted = [...this.#endpoints].some((endpoint) => endpoint.accepted);
    for (const phone of this.#phones) {
      if (phone === winner || phone.stoppedWith === undefined) continue;
      const elsewhere = phone.stoppedWith.includes(ELSEWHERE);
      if (elsewhere && !talked && stage !== "cancelled" && !accepted)
        say(`${phone.name} heard of another who has the call; none has`);
    }
    if (winner === undefined || throughMedia) return;
    // Those who were stopped after it was decided show no missed call.
    const missed = this.#phones.filter(
      ({ name, stoppedWith }) => name !== winner.name && stoppedWith !== undefined && !stoppedWith.includes(ELSEWHERE),
    );
    for (const { name, stoppedWith } of missed) this.#missed(name, stoppedWith ?? "", say);
  }

  /** A telephone that was silent too long, or declined in its prompt, was stopped before any phone had the call. */
  #missed(name: string, reason: string, say: (fault: string) => void): void {
    if (reason !== "") say(`${name} was stopped with ${reason}, and the call was completed elsewhere`);
  }
}
