import type { SrfRequest } from "../../srf/srf.ts";

/** Our Contact in a response that makes or refreshes a dialog (RFC 3261 §12.1.1): the engine writes its address for `localhost`. */
export function ourContact({ protocol }: Pick<SrfRequest, "protocol">): string {
  const transport = protocol.toLowerCase();
  return `<sip:localhost${transport === "udp" ? "" : `;transport=${transport}`}>`;
}
