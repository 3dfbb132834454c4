import { connect, type Socket } from "node:net";
import { once } from "node:events";
import type { FastifyRequest } from "fastify";
import { ForeignOrigin, SipElsewhere, SipEngineAway, TooManyRequests, UpgradeRequired } from "../errors.ts";
import type { Api, ApiParts } from "../parts.ts";
import { isOwnOrigin } from "../same-origin.ts";
import { routeUpgrades, upgradableOf } from "../upgrades.ts";

/** As many as the signalling engine takes. */
const MAX_SOCKETS = 20_000;
const RETRY_SECONDS = 5;
const CONNECT_WITHIN_MS = 5_000;
/** Quiet connections are probed by the kernel after so long, to notice peers that have vanished. */
const KEEP_ALIVE_MS = 60_000;
/** What of the request the engine needs for the handshake (RFC 6455 §4.2.1). */
const PASSED_ON = ["sec-websocket-key", "sec-websocket-version", "sec-websocket-protocol", "user-agent"];

/**
 * SIP over WebSocket on the port of the API (RFC 7118), so that a browser that shows the portal needs no other port and no other
 * certificate. The connection is handed over to the signalling engine byte by byte: the engine makes the WebSocket of it, limits and
 * bans its source as it does any other, and is told whose it is.
 */
export function sipSocketRoutes(api: Api, parts: Pick<ApiParts, "handOver" | "corsOrigins" | "publicUrl">): void {
  const sockets = new Set<Socket>();
  routeUpgrades(api, api.server);
  api.addHook("preClose", (done) => {
    for (const socket of sockets) socket.destroy();
    done();
  });
  const ownOrigins = [...(parts.corsOrigins ?? []), ...(parts.publicUrl === undefined ? [] : [parts.publicUrl])];
  api.get("/sip", { exposeHeadRoute: false, schema: { hide: true } }, async (request, reply) => {
    if (parts.handOver === undefined) throw new SipElsewhere();
    const upgradable = upgradableOf(request.raw);
    if (upgradable === undefined || request.headers.upgrade?.toLowerCase() !== "websocket") {
      void reply.header("Upgrade", "websocket");
      throw new UpgradeRequired();
    }
    const { origin } = request.headers;
    if (origin !== undefined && !isOwnOrigin(origin, request.host, ownOrigins)) throw new ForeignOrigin();
    if (sockets.size >= 2 * MAX_SOCKETS) throw new TooManyRequests(RETRY_SECONDS, "too many phones are connected");
    const engine = await connected(parts.handOver);
    reply.hijack();
    upgradable.release();
    const socket = upgradable.socket as Socket;
    for (const each of [socket, engine]) {
      sockets.add(each);
      each.once("close", () => sockets.delete(each));
    }
    join(socket, engine);
    engine.write(handOverRequest(request, parts.handOver.secret));
    engine.write(upgradable.head);
  });
}

/** @throws SipEngineAway */
async function connected({ host, port }: { readonly host: string; readonly port: number }): Promise<Socket> {
  const engine = connect({ host, port, noDelay: true });
  try {
    await once(engine, "connect", { signal: AbortSignal.timeout(CONNECT_WITHIN_MS) });
    return engine;
  } catch (cause) {
    engine.destroy();
    throw new SipEngineAway({ cause });
  }
}

function handOverRequest({ headers, ip, protocol, raw }: FastifyRequest, secret: string): string {
  const lines = PASSED_ON.flatMap((name) => (headers[name] === undefined ? [] : [`${name}: ${String(headers[name])}`]));
  return [
    "GET /sip HTTP/1.1",
    ...["Host: sip", "Connection: Upgrade", "Upgrade: websocket", `Authorization: Bearer ${secret}`],
    ...[`X-Forwarded-For: ${ip.replace(/^::ffff:(?=\d+\.)/, "")}`, `X-Forwarded-Port: ${raw.socket.remotePort ?? 0}`],
    `X-Forwarded-Proto: ${protocol}`,
    ...lines,
    "\r\n",
  ].join("\r\n");
}

/** What comes in on one goes out on the other, no faster than that reads; when one ends, so does the other. */
function join(one: Socket, other: Socket): void {
  one.setNoDelay(true);
  one.setKeepAlive(true, KEEP_ALIVE_MS);
  for (const [from, to] of [[one, other] as const, [other, one] as const]) {
    from.on("error", () => from.destroy());
    from.once("close", () => to.destroySoon());
    from.pipe(to);
  }
}
