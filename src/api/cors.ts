import cors from "@fastify/cors";
import type { Api } from "./parts.ts";

/** What a page of another site may send, and read of an answer. */
const ALLOWED_HEADERS = ["Authorization", "Content-Type", "If-Match", "Idempotency-Key", "Last-Event-ID"];
const EXPOSED_HEADERS = [
  ...["ETag", "Location", "Retry-After", "Idempotency-Replayed", "Content-Disposition"],
  ...["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"],
];
/** The longest that browsers remember (Chromium: two hours). */
const REMEMBERED_SECONDS = 7_200;

/**
 * Pages of these sites may use the API with a token. Never with the portal's cookie: browsers send it to no other site, and an answer to
 * a page elsewhere never says that they may.
 */
export async function allowOrigins(api: Api, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await api.register(cors, {
    origin: [...origins],
    methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    allowedHeaders: ALLOWED_HEADERS,
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: REMEMBERED_SECONDS,
    credentials: false,
    strictPreflight: true,
  });
}
