import { Type } from "typebox";
import { Compile } from "typebox/compile";

import { SIP_TRANSPORTS, type Binding } from "./binding.ts";

/** The form in Redis. Fields of later versions pass through; what doesn't fit at all counts as no binding. */
const Stored = Compile(
  Type.Array(
    Type.Object({
      contact: Type.String(),
      instance: Type.Optional(Type.String()),
      regId: Type.Optional(Type.Number()),
      source: Type.Object({ address: Type.String(), port: Type.Number() }),
      transport: Type.Union(SIP_TRANSPORTS.map((transport) => Type.Literal(transport))),
      flow: Type.Optional(Type.String()),
      path: Type.Optional(Type.Array(Type.String())),
      listensElsewhere: Type.Optional(Type.Literal(true)),
      engine: Type.String(),
      userAgent: Type.String(),
      refusesNotify: Type.Optional(Type.Literal(true)),
      callId: Type.String(),
      cseq: Type.Number(),
      registeredAtMs: Type.Number(),
      expiresAtMs: Type.Number(),
    }),
  ),
);

export function printStored(bindings: readonly Binding[]): string {
  return JSON.stringify(bindings);
}

/** Never throws: an operator may have written to Redis by hand, and a phone that registers repairs it. */
export function parseStored(text: string): readonly Binding[] {
  if (text === "") return [];
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch {
    return [];
  }
  return Stored.Check(stored) ? stored : [];
}
