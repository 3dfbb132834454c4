import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ServerTransaction } from "../../../../../src/engines/sip/agent/agent.ts";
import type { Hop } from "../../../../../src/engines/sip/transport/hop.ts";
import { seededRandom } from "../../../../support/random.ts";
import { SimulatedNetwork, type Weather } from "../../../../support/simulated-network.ts";
import { VirtualClock } from "../../../../support/virtual-clock.ts";
import { request, response } from "../transaction/messages.ts";
import { createParty, type Party } from "./party.ts";

const ALICE = { protocol: "udp", address: "192.0.2.1", port: 5060 } as const;
const BOB = { protocol: "udp", address: "192.0.2.2", port: 5060 } as const;
const TO_BOB: Hop = BOB;
const QUIET = { clientTransactions: 0, serverTransactions: 0, flows: 0 };
/** 64*T1, plus what a message may take. */
const DECIDED_AFTER_MS = 32_000 + 2_000;
/** From the last decision until nothing is left: H or L, then I or D. */
const FORGOTTEN_AFTER_MS = 120_000;

const badWeather = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 }),
  loss: fc.constantFrom(0, 0.1, 0.3),
  duplicated: fc.constantFrom(0, 0.2),
  slowest: fc.constantFrom(0, 80, 900),
});

interface Pair {
  readonly clock: VirtualClock;
  readonly alice: Party;
  readonly bob: Party;
}

async function pair(
  weather: Weather & { seed: number },
  onRequest: (transaction: ServerTransaction, clock: VirtualClock) => void,
): Promise<Pair> {
  const clock = new VirtualClock();
  const network = new SimulatedNetwork(clock, weather.seed, weather);
  const alice = await createParty({ listen: [], clock, openWire: network.openWire(ALICE) });
  const bob = await createParty({
    listen: [],
    clock,
    openWire: network.openWire(BOB),
    onRequest: (transaction) => onRequest(transaction, clock),
    onCancel: (transaction) => void transaction.respond(response(transaction.request, 487)),
  });
  return { clock, alice, bob };
}

/** Nothing armed, nothing counted, once the last timer has run. */
function expectSilence({ clock, alice, bob }: Pair): void {
  clock.advance(FORGOTTEN_AFTER_MS);
  expect([alice.agent.counts(), bob.agent.counts()]).toEqual([QUIET, QUIET]);
  expect(clock.armed).toBe(0);
}

const finals = (heard: readonly string[]): string[] => heard.filter((word) => !/^1\d\d$|^stray/.test(word));

describe("in any weather", () => {
  it("an INVITE is answered once or fails once, within 32 s, and leaves nothing behind", async () => {
    await fc.assert(
      fc.asyncProperty(badWeather, fc.constantFrom(200, 486, 302), async ({ slowest, ...weather }, status) => {
        const answerAfterMs = Math.floor(seededRandom(weather.seed)() * 1_000);
        const both = await pair({ ...weather, delayMs: [0, slowest] }, (invite, clock) => {
          clock.arm(answerAfterMs, () => answer(invite, status, clock));
        });
        both.alice.send(request("INVITE", { via: null }), TO_BOB);
        both.clock.advance(DECIDED_AFTER_MS);
        // An INVITE that arrived as late as 31.5 s has its 64*T1 from there; before, its caller has heard 100.
        if (finals(both.alice.heard).length === 0) {
          expect(both.alice.heard).toContain("100");
          both.clock.advance(DECIDED_AFTER_MS);
        }
        expect([[String(status)], ["timeout"]]).toContainEqual(finals(both.alice.heard));
        expect(both.bob.heard.filter((word) => word === "INVITE").length).toBeLessThanOrEqual(1);
        expectSilence(both);
      }),
      { numRuns: 150 },
    );
  });

  it("a REGISTER is answered once or fails once, within 32 s, and its user hears it once", async () => {
    await fc.assert(
      fc.asyncProperty(badWeather, async ({ slowest, ...weather }) => {
        const both = await pair({ ...weather, delayMs: [0, slowest] }, (register) => {
          register.respond(response(register.request, 200));
        });
        both.alice.send(request("REGISTER", { via: null }), TO_BOB);
        both.clock.advance(DECIDED_AFTER_MS);
        expect([["200"], ["timeout"]]).toContainEqual(finals(both.alice.heard));
        expect(both.bob.heard.length).toBeLessThanOrEqual(1);
        expectSilence(both);
      }),
      { numRuns: 150 },
    );
  });

  it("a caller who cancels is free again within 64*T1 of a response, whatever is lost", async () => {
    await fc.assert(
      fc.asyncProperty(
        badWeather,
        fc.integer({ min: 0, max: 3_000 }),
        async ({ slowest, ...weather }, cancelAfterMs) => {
          const both = await pair({ ...weather, delayMs: [0, slowest] }, (invite) => {
            invite.respond(response(invite.request, 180));
          });
          const pending = both.alice.send(request("INVITE", { via: null }), TO_BOB);
          both.clock.advance(cancelAfterMs);
          pending.cancel();
          both.clock.advance(2 * DECIDED_AFTER_MS);
          expect([["487"], ["timeout"]]).toContainEqual(finals(both.alice.heard));
          // Where no CANCEL arrived the callee still rings: only its user can end that.
          for (const invite of both.bob.transactions) invite.respond(response(invite.request, 480));
          expectSilence(both);
        },
      ),
      { numRuns: 150 },
    );
  });
});

/** Answers as a user agent does: a 2xx is repeated by the dialog layer (RFC 3261 §13.3.1.4), here as if no ACK came. */
function answer(invite: ServerTransaction, status: number, clock: VirtualClock): void {
  const final = response(invite.request, status);
  invite.respond(final);
  const repeatAfter = (afterMs: number): void => {
    clock.arm(afterMs, () => {
      if (invite.repeat(final)) repeatAfter(Math.min(2 * afterMs, 4_000));
    });
  };
  if (status < 300) repeatAfter(500);
}
