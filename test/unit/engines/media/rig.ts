import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { startMediaEngine } from "../../../../src/engines/media/engine.ts";
import type { MediaEngine } from "../../../../src/engines/media/engine.ts";
import type { AudioCodec } from "../../../../src/engines/rtp/codec.ts";
import { wavHeader } from "../../../../src/audio/wav.ts";
import { parseToneScript, toneGenerator } from "../../../../src/engines/rtp/tone-stream.ts";
import { parseConfig } from "../../../../src/engines/signalling/config.ts";
import { startSignalling } from "../../../../src/engines/signalling/engine.ts";
import { Scope } from "../../../../src/runtime/scope.ts";
import { clock } from "./clock.ts";
import { rtpPeer } from "./rtp-peer.ts";
import type { RtpPeer } from "./rtp-peer.ts";
import { freePort, freePortRange } from "../../../support/free-ports.ts";

/** An answer of drachtio-fsmrf, whatever the operation; texts, as they come. */
export type Facts = Readonly<Record<string, string | undefined>>;

/** The part of drachtio-fsmrf's Endpoint that the tests use; it has no types of its own. */
export interface FsmrfEndpoint extends NodeJS.EventEmitter {
  readonly uuid: string;
  readonly connected: boolean;
  readonly dtmfType: string;
  readonly local: { readonly sdp: string; readonly mediaIp: string; readonly mediaPort: string };
  readonly remote: { readonly sdp: string; readonly mediaIp: string; readonly mediaPort: string };
  readonly dialog: FsmrfDialog;
  /** The connection from the media server; null when it has ended. */
  readonly conn: {
    readonly socket: { destroy(): void; setNoDelay(on: boolean): unknown };
    on(event: string, listener: (event: { getHeader(name: string): string }) => void): unknown;
  } | null;
  play(file: string | string[] | { file: string; seekOffset?: number; timeoutSecs?: number }): Promise<Facts>;
  record(file: string, options?: object): Promise<Facts>;
  recordSession(file: string): Promise<unknown>;
  playCollect(options: object): Promise<Facts>;
  set(name: string | object, value?: string): Promise<unknown>;
  export(name: string, value: string): Promise<unknown>;
  execute(application: string, argument?: string): Promise<unknown>;
  api(command: string, args?: string | string[]): Promise<{ getBody(): string }>;
  getChannelVariables(media?: boolean): Promise<Record<string, string | number>>;
  mute(): Promise<unknown>;
  unmute(): Promise<unknown>;
  bridge(other: FsmrfEndpoint | string): Promise<unknown>;
  unbridge(): Promise<unknown>;
  modify(sdp: string): Promise<unknown>;
  destroy(): Promise<unknown>;
}

export interface FsmrfDialog extends NodeJS.EventEmitter {
  readonly connected: boolean;
  readonly sip: { readonly callId: string };
  readonly remote: { readonly sdp: string };
  destroy(): Promise<unknown>;
  modify(sdp: string): Promise<string>;
  request(options: object): Promise<{ readonly status: number }>;
}

export interface FsmrfServer extends NodeJS.EventEmitter {
  readonly sip: { readonly ipv4: { readonly udp: { readonly address: string } } };
  readonly conn: NodeJS.EventEmitter & { readonly socket: { destroy(): void; setNoDelay(on: boolean): unknown } };
  api(command: string): Promise<string>;
  createEndpoint: (options?: object) => Promise<FsmrfEndpoint>;
  disconnect(): void;
}

export interface Rig extends AsyncDisposable {
  readonly ms: FsmrfServer;
  readonly srf: { createUAC(uri: string, options: object): Promise<FsmrfDialog> };
  /** Undefined when the media server is another program. */
  readonly engine: MediaEngine | undefined;
  /** For recordings and sounds. */
  readonly folder: string;
}

const load = createRequire(import.meta.url);

/** Another pair of servers: SIGNALLING_URL=drachtio://SECRET@HOST:PORT and MEDIA_URL=freeswitch://PASSWORD@HOST:PORT. */
function serverAt(name: string): { host: string; port: number; secret: string } | undefined {
  const text = process.env[name];
  if (text === undefined || text.startsWith("embedded:")) return undefined;
  const { hostname, port, username } = new URL(text);
  return { host: hostname, port: Number(port), secret: username };
}

/** The whole chain: drachtio-srf and drachtio-fsmrf, unmodified, against our engines or real ones. */
export async function startRig(): Promise<Rig> {
  const scope = new Scope();
  const logger = pino({ level: process.env["TEST_LOG_LEVEL"] ?? "silent" });
  const folder = await mkdtemp(join(tmpdir(), "offhook-media-"));
  scope.defer(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "en", "numbers"), { recursive: true });
  for (const [name, rate, script] of SOUNDS) await writeFile(join(folder, name), toneFile(rate, script));

  const drachtio = serverAt("SIGNALLING_URL") ?? (await ownSignalling(scope, logger));
  const real = serverAt("MEDIA_URL");
  const engine = real === undefined ? scope.own(await ownMedia(folder, logger)) : undefined;
  const media = real ?? { host: "127.0.0.1", port: engine?.eventSocket.port ?? 0, secret: "ClueCon" };

  const Srf = load("drachtio-srf") as new () => Rig["srf"] & {
    connect(at: object): void;
    disconnect(): void;
    once(event: string, then: () => void): void;
  };
  const Mrf = load("drachtio-fsmrf") as new (srf: object) => { connect(at: object): Promise<FsmrfServer> };
  const srf = new Srf();
  const connected = new Promise<void>((resolve) => srf.once("connect", resolve));
  srf.connect(drachtio);
  scope.defer(() => srf.disconnect());
  await connected;
  const ms = await new Mrf(srf).connect({ address: media.host, port: media.port, secret: media.secret, listenPort: 0 });
  scope.defer(() => ms.disconnect());
  withoutDelay(ms);
  return { ms, srf, engine, folder, [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose]() };
}

/** drachtio-modesl writes a command in pieces: Nagle's algorithm would hold them back in real time, while the clock runs on. */
function withoutDelay(ms: FsmrfServer): void {
  ms.conn.socket.setNoDelay(true);
  const createEndpoint = ms.createEndpoint.bind(ms);
  ms.createEndpoint = async (options) => {
    const endpoint = await createEndpoint(options);
    endpoint.conn?.socket.setNoDelay(true);
    return endpoint;
  };
}

async function ownSignalling(scope: Scope, log: pino.Logger): Promise<{ host: string; port: number; secret: string }> {
  const sip = await freePort();
  const config = parseConfig(
    JSON.stringify({
      admin: { address: "127.0.0.1", port: 0, secret: "cymru" },
      contacts: [{ uri: `sip:127.0.0.1:${sip};transport=udp,tcp` }],
    }),
  );
  const server = scope.own(await startSignalling({ config, clock, log }));
  return { host: "127.0.0.1", port: server.control.port, secret: "cymru" };
}

async function ownMedia(soundsDir: string, logger: pino.Logger): Promise<MediaEngine> {
  const first = await freePortRange(8);
  return startMediaEngine(
    {
      eventSocket: { address: "127.0.0.1", port: 0, password: "ClueCon" },
      sip: { address: "127.0.0.1", port: 0 },
      rtp: { ports: [first, first + 999], address: "127.0.0.1" },
      soundsDir,
    },
    { clock, logger },
  );
}

/** Name, rate and content of the sounds in the folder. */
const SOUNDS = [
  ["tone700.wav", 8000, "%(600,0,700)"],
  ["tone900.wav", 8000, "%(400,0,900)"],
  ["wide1200.wav", 16_000, "%(600,0,1200)"],
  ["wide6000.wav", 16_000, "%(600,0,6000)"],
  ["long500.wav", 8000, "%(5000,0,500)"],
  ["en/numbers/digit-0.wav", 8000, "%(100,0,700)"],
  ["en/numbers/digit-2.wav", 8000, "%(100,0,700)"],
  ["en/numbers/digit-4.wav", 8000, "%(100,0,700)"],
  ["en/numbers/number-42.wav", 8000, "%(100,0,700)"],
] as const;

function toneFile(rate: number, text: string): Buffer {
  const script = parseToneScript(text);
  if (script === undefined) throw new Error("no tone");
  const samples = new Int16Array(rate * 10);
  const count = toneGenerator(script, rate)(samples);
  return Buffer.concat([wavHeader(rate, 2 * count), Buffer.from(samples.buffer, 0, 2 * count)]);
}

/** Whether the media server under test is our own: a few things it does better than the real one. */
export const OURS = serverAt("MEDIA_URL") === undefined;

/** A caller and the endpoint that it talks to. */
export interface Caller extends AsyncDisposable {
  readonly peer: RtpPeer;
  readonly ep: FsmrfEndpoint;
}

export async function connectCaller(rig: Rig, codec: AudioCodec["name"] = "PCMU"): Promise<Caller> {
  const peer = await rtpPeer(codec);
  const ep = await rig.ms.createEndpoint({ remoteSdp: peer.sdp() });
  peer.talkTo(ep.local.sdp);
  await ep.set("subscribed", "yes"); // the events are subscribed to in pieces, after the endpoint is there
  return {
    peer,
    ep,
    async [Symbol.asyncDispose]() {
      if (ep.connected) await ep.destroy();
      await peer[Symbol.asyncDispose]();
    },
  };
}

/** Resolves when it holds. */
export async function eventually(holds: () => boolean, withinMs = 5000): Promise<void> {
  const untilMs = clock.nowMs() + withinMs;
  while (!holds()) {
    if (clock.nowMs() > untilMs) throw new Error(`still not so after ${withinMs} ms`);
    await clock.sleep(10);
  }
}

/** Resolves with the arguments of an event; listens before anything can happen. */
export function nextEvent(emitter: NodeJS.EventEmitter, name: string): Promise<unknown[]> {
  return new Promise((resolve) => emitter.once(name, (...facts: unknown[]) => resolve(facts)));
}
