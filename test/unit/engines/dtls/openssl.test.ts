import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAnnounced } from "../../../../src/engines/dtls/certificate.ts";
import { systemClock } from "../../../../src/runtime/clock.ts";
import { makeCertificate } from "../../../support/certificate.ts";
import { freePort } from "../../../support/free-ports.ts";
import { end, type End } from "./ends.ts";
import { readFileSync } from "node:fs";
import { X509Certificate } from "node:crypto";

const HAS_OPENSSL = spawnSync("openssl", ["version"]).status === 0;
/** Both keys and both salts of AES_CM_128_HMAC_SHA1_80 (RFC 5764 §4.1.2). */
const EXPORT = [
  "-use_srtp",
  "SRTP_AES128_CM_SHA1_80",
  "-keymatexport",
  "EXTRACTOR-dtls_srtp",
  "-keymatexportlen",
  "60",
];

/** Carries datagrams between our end and a UDP port, until the handshake is over. */
async function connect(own: End, port: number, bound: number): Promise<void> {
  const socket = createSocket("udp4");
  socket.bind(bound, "127.0.0.1");
  await once(socket, "listening");
  let target = port;
  const flush = (): void => {
    for (const datagram of own.sent.splice(0)) if (target !== 0) socket.send(datagram, target, "127.0.0.1");
  };
  socket.on("message", (datagram, from) => {
    target = from.port;
    own.connection.receive(Buffer.from(datagram));
    flush();
  });
  socket.on("error", () => undefined);
  own.connection.start();
  await expect
    .poll(
      () => {
        flush();
        return own.keys ?? own.problem;
      },
      { timeout: 9_000 },
    )
    .toBeDefined();
  flush();
  own.connection[Symbol.dispose]();
  flush();
  socket.close();
}

/** The keys as openssl exports them: the client's, the server's, and then the salts. */
function exported(own: End, role: "client" | "server"): string {
  const { send, receive } = own.keys ?? {};
  const [client, server] = role === "client" ? [send, receive] : [receive, send];
  const parts = [client, server].map((each) => Buffer.from(each?.keySalt ?? Buffer.alloc(0)));
  const all = [...parts.map((each) => each.subarray(0, 16)), ...parts.map((each) => each.subarray(16))];
  return Buffer.concat(all).toString("hex").toUpperCase();
}

function keysOf(output: Iterable<string>): string | undefined {
  for (const line of output) {
    const found = /Keying material: (?<hex>[0-9A-F]+)/.exec(line)?.groups?.["hex"];
    if (found !== undefined) return found;
  }
  return undefined;
}

describe.runIf(HAS_OPENSSL)("openssl, another's DTLS", () => {
  let folder: string;
  let files: { keyFile: string; certFile: string };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "offhook-dtls-"));
    files = await makeCertificate(folder, "phone.example.com");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const isOpenssls = (certificate: Buffer): boolean => {
    const value = new X509Certificate(readFileSync(files.certFile)).fingerprint256;
    return isAnnounced(certificate, [{ algorithm: "sha-256", value }]);
  };

  it("as a server comes to the same keys as we", async () => {
    const port = await freePort();
    const own = end("client", systemClock, { isPeers: isOpenssls });
    const server = spawn("openssl", [
      ...["s_server", "-dtls1_2", "-accept", `127.0.0.1:${port}`, "-cert", files.certFile, "-key", files.keyFile],
      ...["-Verify", "1", ...EXPORT],
    ]);
    const lines: string[] = [];
    createInterface({ input: server.stdout }).on("line", (line) => lines.push(line));
    try {
      await expect.poll(() => lines.join("\n"), { timeout: 9_000 }).toContain("ACCEPT");
      await connect(own, port, 0);
      expect(own.problem).toBeUndefined();
      await expect.poll(() => keysOf(lines), { timeout: 9_000 }).toBe(exported(own, "client"));
    } finally {
      server.kill();
      await once(server, "exit");
    }
  }, 30_000);

  it("as a client comes to the same keys as we", async () => {
    const port = await freePort();
    const own = end("server", systemClock, { isPeers: isOpenssls });
    const connected = connect(own, 0, port);
    const client = spawn("openssl", [
      ...["s_client", "-dtls1_2", "-connect", `127.0.0.1:${port}`, "-cert", files.certFile, "-key", files.keyFile],
      ...EXPORT,
    ]);
    const lines: string[] = [];
    createInterface({ input: client.stdout }).on("line", (line) => lines.push(line));
    try {
      await connected;
      expect(own.problem).toBeUndefined();
      await expect.poll(() => keysOf(lines), { timeout: 9_000 }).toBe(exported(own, "server"));
    } finally {
      client.kill();
      await once(client, "exit");
    }
  }, 30_000);
});
