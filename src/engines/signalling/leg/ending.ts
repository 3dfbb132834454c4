import type { ClientUser } from "../../sip/agent/agent.ts";
import type { Leg } from "./leg.ts";
import type { Parts } from "../parts.ts";
import { tellUnsolicited } from "../control/tell.ts";
import { sendWithin } from "./within.ts";
import { endLeg } from "./pending.ts";

/** Nobody waits for the answer to a BYE of the engine's own. */
const NOBODY: ClientUser = { onResponse: () => undefined, onFailure: () => undefined };

/** The engine hangs up by itself, says why in the BYE, and shows the BYE to the application. */
export async function endWithBye(parts: Parts, leg: Leg, because: string, silently?: "silently"): Promise<void> {
  endLeg(parts, leg);
  parts.log.info({ event: "leg.ended-by-engine", because }, "leg ended by the engine");
  const reason = { name: "Reason", value: `SIP;cause=200;text="${because}"` };
  const sent = await sendWithin(parts, leg, { method: "BYE", headers: [reason] }, (request, hop) =>
    parts.agent.request(request, hop, NOBODY),
  );
  if (sent !== undefined && silently === undefined) tellUnsolicited(parts, leg, sent.request, sent.hop);
}
