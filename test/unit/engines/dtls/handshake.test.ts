import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAnnounced, newIdentity } from "../../../../src/engines/dtls/certificate.ts";
import { HANDSHAKE_WITHIN_MS } from "../../../../src/engines/dtls/connection.ts";
import { X509Certificate } from "node:crypto";
import { seededRandom } from "../../../support/random.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";
import { end, exchange, pair } from "./ends.ts";

describe("two ends of a stream that know each other's fingerprints", () => {
  it("come to the same keys, each for its direction", () => {
    const both = pair();
    both.server.connection.start();
    both.client.connection.start();
    exchange(both);
    const { client, server, clock } = both;
    expect(client.keys?.send.suite).toBe("AEAD_AES_128_GCM");
    expect(client.keys?.send).toEqual(server.keys?.receive);
    expect(client.keys?.receive).toEqual(server.keys?.send);
    expect(client.keys?.send.keySalt).not.toEqual(client.keys?.receive.keySalt);
    expect(client.keys?.send.keySalt).toHaveLength(28);
    expect([client.problem, server.problem]).toEqual([undefined, undefined]);
    expect(clock.armed).toBe(0);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("come to them over a bad network too (%i)", (seed) => {
    const random = seededRandom(seed);
    const both = pair();
    const { client, server, clock } = both;
    server.connection.start();
    client.connection.start();
    const late: (() => void)[] = [];
    const carry = (datagram: Buffer, to: "client" | "server"): readonly Buffer[] => {
      const fate = random();
      if (fate < 0.3) return []; // lost
      if (fate < 0.4) return [datagram, datagram];
      if (fate < 0.6) {
        late.push(() => both[to].connection.receive(datagram));
        return [];
      }
      return [datagram];
    };
    for (let passed = 0; passed < HANDSHAKE_WITHIN_MS - 500; passed += 50) {
      exchange(both, carry);
      for (const deliver of late.splice(0)) deliver();
      clock.advance(50);
    }
    expect(client.problem ?? server.problem).toBeUndefined();
    expect(client.keys?.send).toEqual(server.keys?.receive);
    expect(clock.armed).toBe(0);
  });

  it("fall silent once both have the keys, also where the last flight comes twice", () => {
    const both = pair();
    both.server.connection.start();
    both.client.connection.start();
    let last: Buffer = Buffer.alloc(0);
    exchange(both, (datagram, to) => {
      if (to === "client") last = datagram;
      return [datagram];
    });
    both.client.connection.receive(last);
    const said: string[] = [];
    exchange(both, (datagram, to) => {
      said.push(to);
      return [datagram];
    });
    expect(said).toEqual([]);
  });

  it("put messages together that come in pieces, in any order", () => {
    const both = pair();
    both.server.connection.start();
    both.client.connection.start();
    exchange(both, (datagram) => inPieces(datagram).toReversed());
    expect(both.client.keys?.send).toEqual(both.server.keys?.receive);
  });
});

describe("a certificate that isn't the one of the session description", () => {
  it.each(["client", "server"] as const)("ends the handshake where the %s shows it", (impostor) => {
    const both = pair();
    const stranger = end(impostor, both.clock);
    const withStranger = { ...both, [impostor]: stranger };
    withStranger.server.connection.start();
    withStranger.client.connection.start();
    exchange(withStranger);
    const betrayed = impostor === "client" ? both.server : both.client;
    expect(betrayed.problem).toBe("the certificate is not the one of the session description");
    expect(betrayed.keys).toBeUndefined();
    expect(stranger.keys).toBeUndefined();
  });

  it.each(["client", "server"] as const)("is of no use to a %s that has the right one, and not its key", (impostor) => {
    const both = pair();
    const { certificate, fingerprint } = both[impostor].identity;
    const thief = end(impostor, both.clock, {
      identity: { certificate, fingerprint, privateKey: newIdentity(0).privateKey },
    });
    const withThief = { ...both, [impostor]: thief };
    withThief.server.connection.start();
    withThief.client.connection.start();
    exchange(withThief);
    const betrayed = impostor === "client" ? both.server : both.client;
    expect(betrayed.problem).toBe("the peer hasn't the key of its certificate");
    expect(betrayed.keys).toBeUndefined();
  });
});

describe("a handshake", () => {
  it("that is changed on its way gives no keys", () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(2_000), fc.integer({ min: 1, max: 255 }), (nth, at, change) => {
        const both = pair();
        both.server.connection.start();
        both.client.connection.start();
        let count = 0;
        const carry = (datagram: Buffer): readonly Buffer[] => {
          if (count++ !== nth || at >= datagram.length) return [datagram];
          const changed = Buffer.from(datagram);
          changed[at] = (changed[at] ?? 0) ^ change;
          return [changed];
        };
        exchange(both, carry);
        const { client, server } = both;
        // Where both have keys, nothing that counts was changed (the number of a record, for example).
        if (client.keys !== undefined && server.keys !== undefined)
          expect(client.keys.send).toEqual(server.keys.receive);
        client.connection[Symbol.dispose]();
        server.connection[Symbol.dispose]();
        expect(both.clock.armed).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it.each(["client", "server"] as const)("that never ends is given up by the %s, and leaves nothing behind", (role) => {
    const clock = new VirtualClock();
    const alone = end(role, clock);
    alone.connection.start();
    clock.advance(HANDSHAKE_WITHIN_MS - 1);
    expect(alone.problem).toBeUndefined();
    clock.advance(1);
    expect(alone.problem).toBe("it took too long");
    expect(clock.armed).toBe(0);
    expect(alone.sent.length).toBeLessThan(20);
  });

  it("survives whatever comes in its place", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (noise, isRecord) => {
        const clock = new VirtualClock();
        const server = end("server", clock);
        server.connection.start();
        const length = Buffer.from([noise.length >> 8, noise.length & 0xff]);
        const record = Buffer.concat([Buffer.from("16fefd0000000000000000", "hex"), length, noise]);
        server.connection.receive(isRecord ? record : Buffer.from(noise));
        expect(server.keys).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it("isn't ended by an alert in the clear, which may be anyone's", () => {
    const both = pair();
    both.server.connection.start();
    both.client.connection.start();
    both.client.connection.receive(Buffer.from("15fefd000000000000000000020228", "hex"));
    exchange(both);
    expect(both.client.keys).toBeDefined();
  });
});

describe("the certificate that we make", () => {
  it("is one of X.509, signed by its own key, and has the fingerprint that we announce", () => {
    const { certificate, fingerprint } = newIdentity(Date.UTC(2026, 10, 29));
    const read = new X509Certificate(certificate);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.subject).toBe("CN=WebRTC");
    expect(read.fingerprint256).toBe(fingerprint);
    expect(isAnnounced(certificate, [{ algorithm: "SHA-256", value: fingerprint.toLowerCase() }])).toBe(true);
    expect(isAnnounced(certificate, [{ algorithm: "sha-1", value: read.fingerprint }])).toBe(false);
  });
});

/** The datagram's messages in records of 100 bytes; what is encrypted stays whole. */
function inPieces(datagram: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < datagram.length;) {
    const length = datagram.readUInt16BE(at + 11);
    const record = datagram.subarray(at, at + 13 + length);
    at += record.length;
    const message = record.subarray(13);
    if (record[0] !== 22 || record.readUInt16BE(3) !== 0) {
      pieces.push(record);
      continue;
    }
    for (let offset = 12; offset < message.length || offset === 12; offset += 100) {
      const part = message.subarray(offset, offset + 100);
      const header = Buffer.from(message.subarray(0, 12));
      header.writeUIntBE(offset - 12, 6, 3);
      header.writeUIntBE(part.length, 9, 3);
      const prefix = Buffer.from(record.subarray(0, 13));
      prefix.writeUInt16BE(12 + part.length, 11);
      pieces.push(Buffer.concat([prefix, header, part]));
    }
  }
  return pieces;
}
