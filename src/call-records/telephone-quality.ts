import type { MediaQuality } from "../events/event.ts";
import type { SipMessage } from "./call-trace.ts";

/** What telephones write into their BYE, or into the answer to ours: "PS=2440;PR=2438;PL=2;JI=4;LA=20". */
const STATISTICS = /^(?:x-rtp-stat|rtp-stat|p-rtp-stat)\s*:\s*([^\r\n]{1,1000})/im;
/** No call is longer than its packets can be counted in. */
const MOST = 2 ** 32;

/** How the audio was, in the words of the telephones that say so when they hang up. */
export function telephoneQuality(messages: readonly Pick<SipMessage, "direction" | "text">[]): readonly MediaQuality[] {
  return messages.flatMap(({ direction, text }) => {
    if (direction !== "received" || !/^cseq\s*:\s*\d+\s+BYE\b/im.test(text)) return [];
    const statistics = STATISTICS.exec(text)?.[1];
    return statistics === undefined ? [] : (parseStatistics(statistics) ?? []);
  });
}

/** statistics = name "=" number *( ("," / ";") name "=" number ); undefined: none that we know. */
export function parseStatistics(text: string): MediaQuality | undefined {
  const values = new Map<string, number>();
  for (const pair of text.split(/[,;]/)) {
    const { name, value } = /^\s*(?<name>\w{1,20})\s*=\s*(?<value>\d{1,12}(?:\.\d{1,6})?)\s*$/.exec(pair)?.groups ?? {};
    if (name === undefined || Number(value) > MOST) continue;
    values.set(name.toUpperCase(), Number(value));
  }
  const known = {
    ...numbered("packetsSent", values.get("PS")),
    ...numbered("packetsReceived", values.get("PR")),
    ...numbered("packetsLost", values.get("PL")),
    ...numbered("jitterMs", values.get("JI")),
    ...numbered("roundTripMs", values.get("LA")),
    ...numbered("mos", values.get("MOSLQ") ?? values.get("MOSCQ")),
  };
  return Object.keys(known).length === 0 ? undefined : { by: "telephone", ...known };
}

function numbered<Name extends string>(name: Name, value: number | undefined): Partial<Record<Name, number>> {
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<Name, number>>);
}
