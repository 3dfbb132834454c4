import { parseCSeq } from "../sip/cseq.ts";
import { printHostPort } from "../sip/host-port.ts";
import { parseSipUri, transportOf } from "../sip/uri.ts";
import { isIP } from "node:net";
import type { SrfMessage, SrfRequest, SrfResponse } from "../srf/srf.ts";

/** What a request keeps that is sent again for a better answer: Call-ID, From with its tag, the next CSeq (RFC 3261 §8.1.3.5). */
export function repeatedHeaders(sent: Pick<SrfRequest, "method"> & Pick<SrfMessage, "get">): Record<string, string> {
  const cseq = parseCSeq(sent.get("CSeq") ?? "");
  const headers: Record<string, string> = {};
  const [callId, from] = [sent.get("Call-ID"), sent.get("From")];
  if (callId !== undefined) headers["Call-ID"] = callId;
  if (from !== undefined) headers["From"] = from;
  if (cseq.ok) headers["CSeq"] = `${cseq.value.sequence + 1} ${sent.method}`;
  return headers;
}

/**
 * Where a request goes that answers a challenge: to the server that gave it. A name may lead to another one at the next look-up,
 * which doesn't know the nonce. Undefined: the next hop is an address already.
 */
export function challengerOf(
  nextHop: string,
  { source_address: address, source_port: port }: Pick<SrfResponse, "source_address" | "source_port">,
): string | undefined {
  const uri = parseSipUri(nextHop);
  if (uri === undefined || isIP(uri.host) !== 0 || address === undefined || isIP(address) === 0) return undefined;
  const transport = transportOf(uri);
  const at = printHostPort({ host: address, port: Number(port) || undefined });
  return `sip:${at}${transport === undefined ? "" : `;transport=${transport}`}`;
}
