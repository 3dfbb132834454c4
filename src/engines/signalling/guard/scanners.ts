import { headerValue } from "../../../sip/message/headers.ts";
import type { SipRequest } from "../../../sip/message/message.ts";

/** What tools that look for open switches call themselves, in lower case. None of them is a telephone or a provider. */
const SCANNERS: readonly string[] = [
  "friendly-scanner",
  "friendly-request",
  "sipvicious",
  "sundayddr",
  "sip-scan",
  "sipscan",
  "sipcli",
  "pplsip",
  "svmap",
  "svwar",
  "svcrack",
  "sivus",
  "iwar",
  "smap",
  "siparmyknife",
  "sipptk",
  "mr.sip",
];

/** Whether the sender says itself that it is one. */
export function isScanner(request: SipRequest): boolean {
  const names = [headerValue(request, "user-agent"), headerValue(request, "server")];
  return names.some((name) => {
    const text = name?.toLowerCase();
    return text !== undefined && SCANNERS.some((scanner) => text.includes(scanner));
  });
}
