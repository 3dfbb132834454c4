import type { Fault, Text } from "./engine-addresses.ts";

type PortRange = readonly [from: number, to: number];

const MIN_RTP_PORTS = 4;
const RTP_PORTS = "20000-29999";
const BESIDE_FREESWITCH: PortRange = [30_000, 39_999];

/** Our media engine and our relay find free ports of one range; FreeSWITCH wants its own for itself. */
export function readMediaPorts(
  text: Text,
  fault: Fault,
): { readonly rtpPorts: PortRange; readonly relayPorts: PortRange } {
  const rtpPorts = readPorts("RTP_PORTS", text("RTP_PORTS") ?? RTP_PORTS, fault);
  const own = text("RELAY_PORTS");
  if (own !== undefined) return { rtpPorts, relayPorts: readPorts("RELAY_PORTS", own, fault) };
  const isOurs = (text("MEDIA_URL") ?? "embedded:") === "embedded:";
  return { rtpPorts, relayPorts: isOurs ? rtpPorts : BESIDE_FREESWITCH };
}

function readPorts(name: string, value: string, fault: Fault): PortRange {
  const { from, to } = /^(?<from>\d{4,5})-(?<to>\d{4,5})$/.exec(value)?.groups ?? {};
  const range: PortRange = [Number(from), Number(to)];
  const fits = range[0] >= 1024 && range[1] <= 65_535 && range[1] - range[0] + 1 >= MIN_RTP_PORTS;
  return fits
    ? range
    : fault(
        name,
        `"${value}" is not a range like 20000-29999, at least ${MIN_RTP_PORTS} ports from 1024 up`,
        [20_000, 29_999],
      );
}
