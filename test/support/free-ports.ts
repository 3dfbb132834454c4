import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/** A port on `host` that is free for UDP and TCP alike. */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  for (;;) {
    const port = await freeTcpPort(host);
    if (await isUdpFree(port, host)) return port;
  }
}

/** The first of `count` neighbouring ports that are free for UDP now; even, as RTP likes it. */
export async function freePortRange(count: number, host = "127.0.0.1"): Promise<number> {
  for (;;) {
    const first = 20_000 + 2 * Math.floor(Math.random() * 5_000);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isUdpFree(first + index, host)));
    if (free.every(Boolean)) return first;
  }
}

function freeTcpPort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() =>
        address === null || typeof address === "string" ? reject(new Error("no port")) : resolve(address.port),
      );
    });
  });
}

function isUdpFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createSocket(host.includes(":") ? "udp6" : "udp4");
    probe.once("error", () => resolve(false));
    probe.bind({ port, address: host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
