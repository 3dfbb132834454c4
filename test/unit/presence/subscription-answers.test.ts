import fc from "fast-check";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import type { Authenticator } from "../../../src/registrar/authentication.ts";
import { Subscriptions, type SubscriptionsOptions } from "../../../src/presence/subscriptions.ts";
import type { SrfDialog, SrfRequest, SrfResponse } from "../../../src/srf/srf.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

const LONG = "7200";
/** With these a phone says that it has no such subscription (RFC 6665 §4.2.2). */
const ENDS = [404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604];
/** Of the one NOTIFY only (RFC 5057 §5.1). */
const PASSES = [400, 403, 491, 500, 503, 600];

type Answer = { readonly status: number; readonly retryAfter?: number } | "none";
type Act =
  | { readonly kind: "change" | "refresh" | "unsubscribe" }
  | { readonly kind: "answers"; readonly answer: Answer }
  | { readonly kind: "wait"; readonly seconds: number };

/** A phone with one subscription, at a notifier whose SIP stack answers a NOTIFY when the phone does. */
class Watcher {
  readonly clock = new VirtualClock();
  readonly subscriptions: Subscriptions;
  state = "state 0";
  /** What it knows of the watched state. */
  heard: string | undefined;
  /** The Subscription-State of the last NOTIFY. */
  told = "";
  /** It was told 200, and neither side has ended that. */
  believes = false;
  /** How it answers the next NOTIFYs, 200 where nothing is said. */
  readonly answers: Answer[] = [];
  #failures = 0;
  #receive: Parameters<SubscriptionsOptions["srf"]["subscribe"]>[0] = () => undefined;
  /** Undefined: the notifier's library doesn't know the dialog. */
  #dialog: SrfDialog | undefined;

  constructor() {
    const { clock } = this;
    const who = { kind: "authenticated", username: "u", device: "d", user: "u", tenant: "t" };
    this.subscriptions = new Subscriptions({
      srf: {
        subscribe: (receive) => {
          this.#receive = receive;
        },
        createUAS: (_req, res, { headers }, made) => {
          res.send(202, { headers });
          this.#dialog = this.#newDialog();
          made(null, this.#dialog);
        },
        removeDialog: () => {
          this.#dialog = undefined;
        },
        on: () => undefined,
      },
      authenticator: { authenticate: () => Promise.resolve(who) } as unknown as Authenticator,
      settings: { snapshot: { user: () => ({}) } } as unknown as SubscriptionsOptions["settings"],
      clock,
      logger: pino({ level: "silent" }),
    });
    const watched = { key: "k", state: () => Promise.resolve(this.state) };
    const offered = { event: "dialog", contentType: "application/dialog-info+xml", mostOfADevice: 9 };
    this.subscriptions.offer({ ...offered, watch: () => watched });
  }

  /** Its SUBSCRIBE, in the dialog where there is one. @returns the response */
  async subscribe(expires: string): Promise<{ status: number; expires: string | undefined }> {
    let answered: { status: number; expires: string | undefined } | undefined;
    const res = {
      finalResponseSent: false,
      send: (status: number, options?: { headers?: Record<string, string> }) => {
        answered ??= { status, expires: options?.headers?.["Expires"] };
        this.believes = status < 300 && expires !== "0"; // the NOTIFY behind it may end that
      },
    } as unknown as SrfResponse;
    const inDialog = this.told !== "";
    const headers: Record<string, string> = { Event: "dialog", Expires: expires, Contact: "<sip:p@h>" };
    headers["To"] = inDialog ? "<sip:1@h>;tag=x" : "<sip:1@h>";
    const req = {
      method: "SUBSCRIBE",
      get: (name: string) => headers[name],
      has: (name: string) => name in headers,
    } as unknown as SrfRequest;
    if (this.#dialog === undefined) this.#receive(req, res);
    else this.#dialog.handle(req, res);
    await this.settle();
    if (answered === undefined) throw new Error("a SUBSCRIBE without an answer");
    return answered;
  }

  async pass(seconds: number): Promise<void> {
    const untilMs = this.clock.nowMs() + seconds * 1_000;
    for (;;) {
      const nextMs = Math.min(this.clock.nextAtMs ?? untilMs, untilMs);
      this.clock.advance(nextMs - this.clock.nowMs());
      await this.settle();
      if (nextMs === untilMs) return;
    }
  }

  async settle(): Promise<void> {
    await new Promise(setImmediate); // all that is promised is done by then
  }

  #newDialog(): SrfDialog {
    return {
      id: "dialog",
      on: () => undefined,
      handle: () => {
        throw new Error("no other request was sent");
      },
      request: ({ headers, body }: Parameters<SrfDialog["request"]>[0], tell: (f: unknown, r?: unknown) => void) => {
        const answer = this.answers.shift() ?? { status: 200 };
        this.told = headers?.["Subscription-State"] ?? "";
        if (this.told.startsWith("terminated")) this.believes = false;
        const response = (status: number, retryAfter?: number): unknown => ({
          status,
          get: (name: string) => (name === "Retry-After" && retryAfter !== undefined ? String(retryAfter) : undefined),
        });
        if (answer === "none") {
          this.believes = false;
          this.clock.arm(32_000, () => tell(null, response(408)));
          return;
        }
        if (answer.status < 300) {
          this.heard = body ?? "";
          this.#failures = 0;
        } else if (ENDS.includes(answer.status) || ++this.#failures >= 6) this.believes = false;
        this.clock.arm(100, () => tell(null, response(answer.status, answer.retryAfter)));
      },
    } as unknown as SrfDialog;
  }
}

const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.constant("none" as const),
  fc.constantFrom(...ENDS).map((status) => ({ status })),
  fc.record({ status: fc.constantFrom(...PASSES) }),
  fc.record({ status: fc.constantFrom(...PASSES), retryAfter: fc.integer({ min: 0, max: 90 }) }),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.constantFrom<Act>({ kind: "change" }, { kind: "refresh" }, { kind: "change" }),
  fc.constant<Act>({ kind: "unsubscribe" }),
  answer.map((one): Act => ({ kind: "answers", answer: one })),
  fc.integer({ min: 0, max: 40 }).map((seconds): Act => ({ kind: "wait", seconds })),
);

describe("a phone that was told 200 to its SUBSCRIBE", () => {
  it("hears every later change, or is told 481, however it has answered its NOTIFYs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
        const phone = new Watcher();
        await phone.subscribe(LONG);
        for (const [n, each] of acts.entries()) {
          if (each.kind === "change") {
            phone.state = `state ${n + 1}`;
            for (const one of phone.subscriptions.all()) one.changed();
          }
          if (each.kind === "refresh") await phone.subscribe(LONG);
          if (each.kind === "unsubscribe") await phone.subscribe("0");
          if (each.kind === "answers") phone.answers.push(each.answer);
          await phone.pass(each.kind === "wait" ? each.seconds : 0);
        }
        phone.answers.length = 0; // from now on it takes all
        phone.state = "the last";
        for (const one of phone.subscriptions.all()) one.changed();
        await phone.pass(200); // the longest Retry-After, and a transaction that is timing out
        if (phone.believes) expect(phone.heard).toBe("the last");

        const knew = phone.believes;
        phone.heard = undefined;
        const { status } = await phone.subscribe(LONG);
        await phone.pass(1);
        if (knew) expect(status).toBe(200);
        if (status === 200) expect(phone.heard).toBe("the last");
        else expect(status).toBe(481);
        await Promise.all([phone.subscriptions[Symbol.asyncDispose](), phone.pass(1)]);
      }),
      { numRuns: 300, seed: 20_261_128 },
    );
  });

  it.each(ENDS)("and answers a NOTIFY with %i is told 481 at its refresh", async (status) => {
    const phone = new Watcher();
    phone.answers.push({ status });
    await phone.subscribe(LONG);
    await phone.pass(1);
    expect((await phone.subscribe(LONG)).status).toBe(481);
  });

  it("and asks by Retry-After for time is left alone for so long, and then told the newest state", async () => {
    const phone = new Watcher();
    phone.answers.push({ status: 503, retryAfter: 60 });
    await phone.subscribe(LONG);
    await phone.pass(1);
    phone.state = "meanwhile";
    for (const one of phone.subscriptions.all()) one.changed();
    await phone.pass(58);
    expect(phone.heard).toBeUndefined();
    await phone.pass(3);
    expect(phone.heard).toBe("meanwhile");
  });

  it("and ends it by Expires: 0 is told 200 with Expires: 0, and hears the last state with the reason", async () => {
    const phone = new Watcher();
    await phone.subscribe(LONG);
    expect(await phone.subscribe("0")).toEqual({ status: 200, expires: "0" });
    expect(phone.told).toBe("terminated;reason=timeout");
    await phone.pass(1);
    expect((await phone.subscribe(LONG)).status).toBe(481);
  });
});
