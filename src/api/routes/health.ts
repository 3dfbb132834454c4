import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { isPrivateAddress } from "../../runtime/address-class.ts";
import { NotAllowed, NotAuthenticated } from "../errors.ts";
import type { Api, ApiParts } from "../parts.ts";

const Alive = Type.Object({ alive: Type.Boolean() }, { title: "Liveness" });
const Parts = Type.Object(
  { ready: Type.Boolean(), parts: Type.Record(Type.String(), Type.Boolean()) },
  { title: "Readiness" },
);

/** Three questions of the monitoring of this process; none tells a secret, and only /metrics may ask for a token. */
export function healthRoutes(api: Api, { readiness, scrape, metricsToken }: ApiParts): void {
  api.get(
    "/healthz",
    {
      schema: {
        operationId: "getLiveness",
        summary: "The process lives",
        tags: ["health"],
        security: [],
        response: { 200: Alive },
      },
    },
    () => ({ alive: true }),
  );

  api.get(
    "/readyz",
    {
      schema: {
        operationId: "getReadiness",
        summary: "Calls can be served",
        tags: ["health"],
        security: [],
        response: { 200: Parts, 503: Parts },
      },
    },
    async (_request, reply) => {
      const parts = await readiness();
      const ready = Object.values(parts).every(Boolean);
      return reply.code(ready ? 200 : 503).send({ ready, parts: { ...parts } });
    },
  );

  api.get(
    "/metrics",
    {
      schema: {
        operationId: "getMetrics",
        summary: "Counters for Prometheus",
        tags: ["health"],
        security: [],
        hide: true,
      },
    },
    async (request, reply) => {
      requireScraper(request, metricsToken);
      const { contentType, text } = await scrape();
      return reply.type(contentType).send(text);
    },
  );
}

/** With METRICS_TOKEN its holders; without, this machine and private networks. @throws NotAuthenticated, NotAllowed */
function requireScraper({ headers, ip }: FastifyRequest, token: string | undefined): void {
  if (token === undefined) {
    if (!isPrivateAddress(ip)) throw new NotAllowed("metrics are for private networks; set METRICS_TOKEN for others");
    return;
  }
  const given = /^Bearer (?<token>\S+)$/i.exec(headers.authorization ?? "")?.groups?.["token"] ?? "";
  const [one, other] = [given, token].map((text) => createHash("sha256").update(text).digest());
  if (one === undefined || other === undefined || !timingSafeEqual(one, other))
    throw new NotAuthenticated("send METRICS_TOKEN as Authorization: Bearer …");
}
