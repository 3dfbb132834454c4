import type { Country } from "../numbering/country.ts";
import { formatNumber } from "../numbering/write-number.ts";
import type { Diversion, PstnBranch } from "../routing/plan.ts";
import { printDiversion, printHistoryInfo } from "../sip/diversion.ts";
import { printSipUri } from "../sip/uri.ts";
import { printHostPort } from "../sip/host-port.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import { outboundTarget, type OutboundTarget } from "./outbound-target.ts";

/** RFC 4458 §2 and RFC 7544 §3: what a Diversion's reason is as the cause of a History-Info entry. */
const CAUSES: { readonly [Reason in Diversion["reason"]]: number } = {
  unconditional: 302,
  deflection: 480,
  "no-answer": 408,
};

/**
 * How the INVITE of a forwarded call is addressed: the original caller as far as the trunk lets foreign numbers pass, and,
 * always, the company's number that was called (Diversion, RFC 5806; History-Info, RFC 7044). Nothing of the caller's own
 * headers is copied, above all no signed Identity, which speaks of another callee.
 */
export function forwardedTarget(trunk: TrunkRecord, branch: PstnBranch, country: Country): OutboundTarget {
  const { number, callerId, original, diversion } = branch;
  const shown = trunk.callerIdPolicy === "original" ? (original ?? callerId) : callerId;
  const target = outboundTarget(trunk, { kind: "e164", number }, shown, country);
  const host = printHostPort({ host: trunk.host, port: undefined });
  const from = printSipUri(formatNumber(diversion.number, country, trunk.numberFormat), host);
  const to = printSipUri(formatNumber(number, country, trunk.numberFormat), host);
  return {
    ...target,
    headers: {
      ...target.headers,
      Diversion: printDiversion({ uri: from, reason: diversion.reason, counter: diversion.count }),
      "History-Info": printHistoryInfo([
        { uri: from, index: "1" },
        { uri: to, cause: CAUSES[diversion.reason], index: "1.1", mappedFrom: "1" },
      ]),
    },
  };
}
