import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { sendPulse } from "../../../src/signalling/pulse.ts";
import type { Srf } from "../../../src/srf/srf.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

/** A control connection: what is sent over it, and its answers. */
class Connection extends EventEmitter {
  readonly sent: string[] = [];
  readonly #socket = {};
  readonly #pendingRequests = new Map<string, () => void>();
  readonly client = {
    mapServer: new Map([[this.#socket, { authenticated: true, pendingRequests: this.#pendingRequests }]]),
    wp: Object.assign(this, {
      send: (_socket: object, command: string): string => {
        this.sent.push(command);
        return String(this.sent.length);
      },
    }),
  };

  connects(): void {
    this.emit("connect", this.#socket);
  }

  answers(): void {
    this.#pendingRequests.get(String(this.sent.length))?.();
  }
}

it("Each ping but the first says how long ago the answer to the one before was read, and how much processor time was used", () => {
  const clock = new VirtualClock();
  const connection = new Connection();
  using _pulse = sendPulse({ _app: connection } as unknown as Pick<Srf, "_app">, clock);
  connection.connects();
  clock.advance(200);
  expect(connection.sent).toEqual([expect.stringMatching(/^ping\|200\|\d+$/)]);
  clock.advance(3_000); // the answer waits behind other work
  expect(connection.sent).toHaveLength(1);
  connection.answers();
  clock.advance(200);
  expect(connection.sent[1]).toMatch(/^ping\|200\|\d+\|200$/);
});
