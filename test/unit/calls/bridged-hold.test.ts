import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { BridgedHold } from "../../../src/calls/hold/bridged-hold.ts";
import type { MediaEndpoint } from "../../../src/media/media-port.ts";
import type { Logger } from "../../../src/observability/logging.ts";
import { sdpOf } from "../../support/sdp.ts";

const offer = (direction: "sendrecv" | "sendonly"): string => sdpOf({ address: "192.0.2.7", port: 4000, direction });
const HOLD = offer("sendonly");
const TALK = offer("sendrecv");

/** Two endpoints at a media server, and what is played there; what is stopped ends a turn of the event loop later. */
function world() {
  const log: string[] = [];
  const endpoint = (name: string) =>
    ({
      async playForever({ kind }: { kind: string }, signal: AbortSignal) {
        log.push(`${kind} for the ${name}`);
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        await turn();
        log.push(`no more for the ${name}`);
      },
    }) as unknown as MediaEndpoint;
  const hold = new BridgedHold({ caller: endpoint("caller"), callee: endpoint("callee") }, {
    warn: () => undefined,
  } as unknown as Logger);
  return { hold, log };
}

it("plays music to the party whom the other one holds, until that one talks again", async () => {
  const { hold, log } = world();
  hold.changed("caller", TALK);
  hold.changed("caller", HOLD);
  hold.changed("caller", HOLD);
  await turn();
  expect(log).toEqual(["music for the callee"]);
  hold.changed("caller", TALK);
  await hold[Symbol.asyncDispose]();
  expect(log).toEqual(["music for the callee", "no more for the callee"]);
});

it("keeps the music of two holds of one party apart, and lets both hold", async () => {
  const { hold, log } = world();
  for (const each of [HOLD, TALK, HOLD]) hold.changed("callee", each);
  hold.changed("caller", HOLD);
  await expect.poll(() => log.length).toBe(2);
  expect(log).toEqual(["music for the callee", "music for the caller"]);
  await hold[Symbol.asyncDispose]();
  expect(log.filter((line) => line.startsWith("no more")).sort()).toEqual([
    "no more for the callee",
    "no more for the caller",
  ]);
});

it("ends the music where a party asks for an offer, as it does to resume", async () => {
  const { hold, log } = world();
  hold.changed("caller", HOLD);
  await turn();
  hold.changed("caller", "");
  await expect.poll(() => log).toContain("no more for the callee");
});
