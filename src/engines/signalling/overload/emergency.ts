import { parseSipUri, unescapeUri } from "../../../sip/uri.ts";

/**
 * Numbers of emergency services in any country, as they are dialled. The engine knows no companies and thus no countries: a
 * call to another country's number is let in too, which costs little.
 */
const NUMBERS: ReadonlySet<string> = new Set(
  [
    [
      "15",
      "17",
      "18",
      "061",
      "062",
      "080",
      "085",
      "088",
      "091",
      "092",
      "100",
      "101",
      "110",
      "112",
      "113",
      "114",
      "115",
    ],
    ["116000", "116117", "117", "118", "119", "122", "133", "144", "191", "196", "197", "911", "933", "988", "997"],
    ["998", "999"],
  ].flat(),
);

/** Whether a Request-URI calls an emergency service: by number, also with the digit for an outside line, or by name (RFC 5031). */
export function isEmergency(requestUri: string): boolean {
  if (/^urn:service:sos(?:\.|$)/i.test(requestUri)) return true;
  const user = /^tel:/i.test(requestUri) ? requestUri.slice(4) : unescapeUri(parseSipUri(requestUri)?.user ?? "");
  const dialled = user.split(";", 1)[0] ?? "";
  return NUMBERS.has(dialled) || (/^[09]/.test(dialled) && NUMBERS.has(dialled.slice(1)));
}
