import { isIP } from "node:net";
import { defined } from "../../runtime/defined.ts";
import type { RtpSettings } from "../rtp/network/settings.ts";
import type { Parsed } from "../../vocabulary/parsed.ts";

/** A TCP or UDP address of ours; port 0 takes a free one. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** What the media engine is told when it starts. */
export interface MediaEngineSettings {
  /** Where applications connect (the protocol of FreeSWITCH's event socket). */
  readonly eventSocket: Endpoint & { readonly password: string };
  /** Where applications send their INVITEs. */
  readonly sip: Endpoint;
  readonly rtp: RtpSettings;
  /** Where files with relative names are looked up. */
  readonly soundsDir: string;
  /** HTTP for tests and watchers: GET /counts. */
  readonly metrics?: Endpoint;
  /** The least that is logged, in pino's words; absent: info. */
  readonly logLevel?: string;
}

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

class Fault extends Error {}

/** Reads the JSON of a configuration; the problem names the field. */
export function parseSettings(text: string): Parsed<MediaEngineSettings> {
  try {
    const root = record(JSON.parse(text), "configuration");
    const socket = record(root["eventSocket"], "eventSocket");
    const rtp = record(root["rtp"], "rtp");
    const address = optional(rtp["address"], (value) => ipAddress(value, "rtp.address"));
    const publicAddress = optional(rtp["publicAddress"], (value) => ipAddress(value, "rtp.publicAddress"));
    const localNetworks = optional(rtp["localNetworks"], (value) => texts(value, "rtp.localNetworks"));
    const metrics = optional(root["metrics"], (value) => endpoint(value, "metrics"));
    const logLevel = optional(root["logLevel"], level);
    return {
      ok: true,
      value: {
        eventSocket: {
          ...endpoint(socket, "eventSocket"),
          password: nonEmpty(socket["password"], "eventSocket.password"),
        },
        sip: endpoint(root["sip"], "sip"),
        rtp: {
          ports: portRange(rtp["ports"]),
          ...defined({ address, publicAddress, localNetworks }),
        },
        soundsDir: nonEmpty(root["soundsDir"], "soundsDir"),
        ...defined({ metrics, logLevel }),
      },
    };
  } catch (fault) {
    if (fault instanceof Fault) return { ok: false, problem: fault.message };
    return { ok: false, problem: "configuration: not JSON" };
  }
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Fault(`${name}: not an object`);
  return value as Record<string, unknown>;
}

function nonEmpty(value: unknown, name: string): string {
  if (typeof value !== "string" || value === "") throw new Fault(`${name}: not a text`);
  return value;
}

function ipAddress(value: unknown, name: string): string {
  const text = nonEmpty(value, name);
  if (isIP(text) === 0) throw new Fault(`${name}: not an IP address`);
  return text;
}

function port(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 65_535)
    throw new Fault(`${name}: not a port`);
  return value;
}

function endpoint(value: unknown, name: string): Endpoint {
  const fields = record(value, name);
  return { address: ipAddress(fields["address"], `${name}.address`), port: port(fields["port"], `${name}.port`) };
}

function level(value: unknown): string {
  const known = LOG_LEVELS.find((each) => each === value);
  if (known === undefined) throw new Fault(`logLevel: none of ${LOG_LEVELS.join(", ")}`);
  return known;
}

function portRange(value: unknown): [number, number] {
  if (!Array.isArray(value) || value.length !== 2) throw new Fault("rtp.ports: not [first, last]");
  const first = port(value[0], "rtp.ports[0]");
  const last = port(value[1], "rtp.ports[1]");
  if (first === 0 || last < first + (first % 2)) throw new Fault("rtp.ports: no even port in the range");
  return [first, last];
}

function texts(value: unknown, name: string): readonly string[] {
  if (!Array.isArray(value)) throw new Fault(`${name}: not a list`);
  return value.map((item, index) => nonEmpty(item, `${name}[${index}]`));
}

function optional<Value>(value: unknown, read: (value: unknown) => Value): Value | undefined {
  return value === undefined ? undefined : read(value);
}
