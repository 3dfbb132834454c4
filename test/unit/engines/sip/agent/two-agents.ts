import { expect } from "vitest";
import type { Hop } from "../../../../../src/engines/sip/transport/hop.ts";
import { SimulatedNetwork } from "../../../../support/simulated-network.ts";
import { VirtualClock } from "../../../../support/virtual-clock.ts";
import { createParty, type Party, type PartyOptions } from "./party.ts";

export const ALICE = { address: "192.0.2.1", port: 5060 } as const;
export const BOB = { address: "192.0.2.2", port: 5060 } as const;
export const TO_BOB: Hop = { protocol: "udp", ...BOB };
/** What an agent counts that has nothing to do. */
export const QUIET = { clientTransactions: 0, serverTransactions: 0, flows: 0 };

/** Two agents on one simulated network. */
export interface TestAgent extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly network: SimulatedNetwork;
  readonly alice: Party;
  readonly bob: Party;
  /** Start lines on the wire, ">" from Alice. */
  ladder(): string[];
}

export async function openAgent(
  bobs: Partial<PartyOptions> = {},
  alices: Partial<PartyOptions> = {},
  protocol: "udp" | "tcp" = "udp",
): Promise<TestAgent> {
  const clock = new VirtualClock();
  const network = new SimulatedNetwork(clock);
  const alice = await createParty({ listen: [], clock, openWire: network.openWire({ protocol, ...ALICE }), ...alices });
  const bob = await createParty({ listen: [], clock, openWire: network.openWire({ protocol, ...BOB }), ...bobs });
  return {
    clock,
    network,
    alice,
    bob,
    ladder: () =>
      network.sent.map(({ from, text }) => {
        const [first = ""] = text.split("\r\n");
        const word = first.startsWith("SIP/") ? first.split(" ")[1] : first.split(" ")[0];
        return `${from.includes(ALICE.address) ? ">" : "<"} ${word}`;
      }),
    async [Symbol.asyncDispose]() {
      await alice[Symbol.asyncDispose]();
      await bob[Symbol.asyncDispose]();
      clock.advance(0);
      expect(clock.armed).toBe(0);
    },
  };
}
