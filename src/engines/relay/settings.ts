import { isIP } from "node:net";
import type { Parsed } from "../../vocabulary/parsed.ts";
import type { RtpSettings } from "../rtp/network/settings.ts";

/** What the relay is told when it starts. */
export interface RelayEngineSettings {
  /** Where it takes requests of the ng protocol (UDP); port 0 takes a free one. */
  readonly control: { readonly address: string; readonly port: number };
  readonly rtp: RtpSettings;
  /** The least that is logged, in pino's words; absent: info. */
  readonly logLevel?: string;
}

/** Reads the JSON of a configuration; the problem names the field. */
export function parseSettings(text: string): Parsed<RelayEngineSettings> {
  let root: Partial<RelayEngineSettings>;
  try {
    root = JSON.parse(text) as Partial<RelayEngineSettings>;
  } catch {
    return { ok: false, problem: "configuration: not JSON" };
  }
  const { control, rtp } = root;
  if (isIP(control?.address ?? "") === 0 || !isPort(control?.port))
    return { ok: false, problem: "control: no address and port" };
  const [first, last] = rtp?.ports ?? [];
  if (!isPort(first) || !isPort(last) || first === 0 || last < first + 7)
    return { ok: false, problem: "rtp.ports: not [first, last], of eight ports at least" };
  for (const name of ["address", "publicAddress"] as const)
    if (rtp?.[name] !== undefined && isIP(rtp[name]) === 0)
      return { ok: false, problem: `rtp.${name}: not an IP address` };
  return { ok: true, value: root as RelayEngineSettings };
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535;
}
