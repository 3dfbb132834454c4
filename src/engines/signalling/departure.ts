import { acknowledge, owedSequence } from "./leg/acknowledging.ts";
import type { AppClient } from "./control/client.ts";
import { cancel } from "./uac/dispatching.ts";
import { endWithBye } from "./leg/ending.ts";
import type { Leg } from "./leg/leg.ts";
import type { Parts } from "./parts.ts";
import { endLeg, withdraw } from "./leg/pending.ts";
import { inBackground } from "./background.ts";

/**
 * An application's connection is gone. What waited for it is refused, what it was calling is taken back. Calls that are
 * up go on without it, as people are talking: their phones get 481 to whatever they ask, and BYE ends them.
 */
export function dismiss(parts: Parts, client: AppClient): void {
  parts.clients.delete(client);
  parts.routes.removeClient(client);
  for (const pending of [...parts.pending.values()])
    if (pending.client === client) withdraw(parts, pending, "client-gone");
  for (const outgoing of [...parts.outgoing.values()]) {
    if (outgoing.client !== client) continue;
    outgoing.abandoned = true;
    if (outgoing.transaction.request.method === "INVITE") cancel(parts, outgoing, []);
  }
  for (const leg of [...parts.legs.values()]) if (leg.client === client) orphan(parts, leg);
}

function orphan(parts: Parts, leg: Leg): void {
  if (leg.early) {
    endLeg(parts, leg);
    return;
  }
  const owed = owedSequence(leg);
  if (owed !== undefined && leg.acknowledgements.get(owed)?.ack === undefined) {
    // It was answered, and nobody is there to talk to.
    inBackground(parts, acknowledge(parts, leg, owed, {}));
    inBackground(parts, endWithBye(parts, leg, "Application is gone", "silently"));
    return;
  }
  leg.expiry?.disarm();
  leg.expiry = parts.clock.arm(parts.waits.orphanMs, () =>
    inBackground(parts, endWithBye(parts, leg, "Application is gone", "silently")),
  );
}
