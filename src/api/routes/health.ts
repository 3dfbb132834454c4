import { Type } from "typebox";
import type { Api, ApiParts } from "../parts.ts";

const Parts = Type.Object({ ready: Type.Boolean(), parts: Type.Record(Type.String(), Type.Boolean()) });

/** Three questions of the monitoring of this process; none needs a log-in, none tells a secret. */
export function healthRoutes(api: Api, { readiness, metrics }: ApiParts): void {
  api.get(
    "/healthz",
    {
      schema: { summary: "The process lives", security: [], response: { 200: Type.Object({ alive: Type.Boolean() }) } },
    },
    () => ({ alive: true }),
  );

  api.get(
    "/readyz",
    { schema: { summary: "Calls can be served", security: [], response: { 200: Parts, 503: Parts } } },
    async (_request, reply) => {
      const parts = await readiness();
      const ready = Object.values(parts).every(Boolean);
      return reply.code(ready ? 200 : 503).send({ ready, parts: { ...parts } });
    },
  );

  api.get(
    "/metrics",
    { schema: { summary: "Counters for Prometheus", security: [], hide: true } },
    async (_request, reply) => {
      return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    },
  );
}
