import type { FastifyReply, FastifyRequest } from "fastify";
import { RequestInvalid } from "../errors.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Idempotency, type HeldKey, type KeptAnswer } from "./idempotency.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Its Idempotency-Key, until it is answered. */
    heldKey: HeldKey | undefined;
  }
}

/** Of the answer, beside its body. */
const KEPT_HEADERS = ["content-type", "location", "etag"];
/** What a program makes up for itself: a UUID, an order number. */
const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * A POST with an Idempotency-Key is done once in 24 hours, however often it is sent: the second answer is the first again. A
 * refused one was not done, and may be sent again.
 */
export function takeIdempotencyKeys(api: Api, parts: ApiParts): void {
  const idempotency = new Idempotency({
    redis: parts.settings.redis,
    sealer: parts.settings.sealer,
    clock: parts.clock,
  });
  api.decorateRequest("heldKey", undefined);
  api.addHook("preHandler", async (request, reply) => {
    const key = request.headers["idempotency-key"];
    const isOpen = request.routeOptions.schema?.security?.length === 0;
    if (key === undefined || request.method !== "POST" || isOpen || request.trial !== undefined) return;
    const taken = await idempotency.take({ ...askerOf(request), key: checked(key), content: contentOf(request) });
    if (!("status" in taken)) request.heldKey = taken;
    else return replay(reply, taken);
  });
  api.addHook("onSend", async (request, reply, payload) => {
    const { heldKey } = request;
    request.heldKey = undefined;
    if (heldKey !== undefined) await settle(heldKey, request, reply, payload);
    return payload;
  });
}

/** @throws RequestInvalid */
function checked(key: string | readonly string[]): string {
  if (typeof key === "string" && KEY.test(key)) return key;
  const detail = "must be 1 to 200 visible ASCII characters";
  throw new RequestInvalid([
    { field: "Idempotency-Key", code: "wrong-form", params: { example: "order-4711" }, detail },
  ]);
}

function askerOf({ identity }: { readonly identity?: FastifyRequest["identity"] }): { owner: string; asker: string } {
  if (identity === undefined) return { owner: "provider", asker: "" };
  const { kind, id, name } = identity.actor;
  return { owner: identity.tenantId, asker: JSON.stringify([kind, id, name]) };
}

function contentOf({ method, url, body }: FastifyRequest): (string | Uint8Array)[] {
  return [method, url, body instanceof Uint8Array ? body : JSON.stringify(body ?? null)];
}

function replay(reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply {
  void reply.code(status).headers(headers).header("Idempotency-Replayed", "true");
  return reply.send(body === "" ? null : body);
}

async function settle(held: HeldKey, request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<void> {
  const isDone = reply.statusCode < 300;
  const names = KEPT_HEADERS.filter((name) => reply.hasHeader(name));
  const headers = Object.fromEntries(names.map((name) => [name, String(reply.getHeader(name))]));
  const body = typeof payload === "string" ? payload : "";
  try {
    await (isDone ? held.keep({ status: reply.statusCode, headers, body }) : held.release());
  } catch (failure) {
    // It was done, or refused: that is what is answered. The key is free again when its time is over.
    request.log.warn({ event: "idempotency.not-kept", err: failure }, "answer not kept for its Idempotency-Key");
  }
}
