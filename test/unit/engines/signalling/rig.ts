import { once } from "node:events";
import Srf from "drachtio-srf";
import { pino } from "pino";
import { expect } from "vitest";
import { parseConfig } from "../../../../src/engines/signalling/config.ts";
import { startSignalling, type Signalling } from "../../../../src/engines/signalling/engine.ts";
import type { Waits } from "../../../../src/engines/signalling/limits.ts";
import { Scope } from "../../../../src/runtime/scope.ts";
import { eventually } from "../../../support/eventually.ts";
import { freePort } from "../../../support/free-ports.ts";
import { sdpOf } from "../../../support/sdp.ts";
import { SimulatedTime } from "../../../support/simulated-time.ts";
import { SipPeer } from "../../../support/sip-peer.ts";

export type App = Srf;
export type Request = Srf.SrfRequest;
export type Response = Srf.SrfResponse & {
  send(status: number, ...rest: unknown[]): void;
};
export type Dialog = Srf.Dialog & { readonly id: string };

export const SDP = sdpOf({ address: "127.0.0.1", port: 4000 });
export const HELD = sdpOf({ address: "127.0.0.1", port: 4000, direction: "sendonly" });

export interface RigOptions {
  /** T1 in ms: RFC timers run that much faster. */
  readonly t1Ms?: number;
  readonly waits?: Partial<Waits>;
  readonly config?: object;
  /** For how long, in all, the engine stood still. */
  readonly stoodStillMs?: () => number;
}

/** A signalling engine in this process, drachtio-srf applications and bare SIP peers around it. */
export class Rig implements AsyncDisposable {
  readonly engine: Signalling;
  /** Where SIP peers find it. */
  readonly server: string;
  /** The engine's time; it passes by itself. */
  readonly clock: SimulatedTime;
  readonly #scope: Scope;
  readonly #gone = new Set<App>();

  private constructor(engine: Signalling, server: string, clock: SimulatedTime, scope: Scope) {
    this.engine = engine;
    this.server = server;
    this.clock = clock;
    this.#scope = scope;
  }

  static async start({ t1Ms = 500, waits = {}, config = {}, stoodStillMs = () => 0 }: RigOptions = {}): Promise<Rig> {
    const scope = new Scope();
    const clock = scope.own(new SimulatedTime());
    const server = `127.0.0.1:${await freePort()}`;
    const settings = {
      admin: { address: "127.0.0.1", port: 0, secret: "cymru" },
      contacts: [{ uri: `sip:${server};transport=udp,tcp` }],
      timers: { t1: t1Ms, t2: 8 * t1Ms, t4: 10 * t1Ms, t1x64: 64 * t1Ms },
      ...config,
    };
    const log = pino({ level: "silent" });
    const engine = await startSignalling({
      config: parseConfig(JSON.stringify(settings)),
      clock,
      log,
      waits,
      stoodStillMs,
    });
    scope.own(engine);
    return new Rig(engine, server, clock, scope);
  }

  /** An application, connected and with its verbs routed. */
  async app(handlers: Readonly<Record<string, (request: Request, response: Response) => unknown>> = {}): Promise<App> {
    const srf = new Srf();
    for (const [verb, handle] of Object.entries(handlers))
      srf.use(verb, (request, response) => void handle(request, response));
    srf.on("error", () => undefined); // it reconnects by itself; the tests look at what it gets to see
    void srf.connect({ host: "127.0.0.1", port: this.engine.control.port, secret: "cymru" });
    await once(srf, "connect");
    this.#scope.defer(() => this.leave(srf));
    await this.#isRouted(srf);
    return srf;
  }

  /** The application goes away; a second time does nothing. */
  leave(srf: App): void {
    if (this.#gone.has(srf)) return;
    this.#gone.add(srf);
    srf.disconnect();
  }

  async peer(address = "127.0.0.1", transport: "udp" | "tcp" = "udp"): Promise<SipPeer> {
    return this.#scope.own(await SipPeer.open({ server: this.server, address, transport }));
  }

  /** Nothing is left: no dialog, no transaction, no timer. Within the time that transactions need to die out. */
  async isIdle(withinMs = 8_000): Promise<void> {
    const nothing = {
      pending: 0,
      outgoing: 0,
      dialogs: 0,
      clientTransactions: 0,
      serverTransactions: 0,
      timers: 0,
    };
    const isIdle = async (): Promise<void> => Promise.resolve(expect(this.engine.counts()).toMatchObject(nothing));
    await eventually("idle engine", isIdle, { withinMs, clock: this.clock });
  }

  /** Commands are answered in order: a refused one tells that the routes before it are known. */
  async #isRouted(srf: App): Promise<void> {
    await requestBy(srf, `sip:${this.server}`, { method: "OPTIONS" }).catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scope[Symbol.asyncDispose]();
  }
}

/** Resolves with what `until` is called with: an event of an application, awaited. */
export function signal<Value>(): { readonly promise: Promise<Value>; readonly fire: (value: Value) => void } {
  let fire: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((resolve) => (fire = resolve));
  return { promise, fire };
}

/** Its type declarations know only a form of `request` that it doesn't have. */
export function requestBy(srf: App, uri: string, options: object): Promise<Request> {
  return (srf as unknown as { request(uri: string, options: object): Promise<Request> }).request(uri, options);
}
