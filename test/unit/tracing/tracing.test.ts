import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createEventBus } from "../../../src/events/bus.ts";
import type { SwitchEvent } from "../../../src/events/event.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { openTracing } from "../../../src/tracing/open-tracing.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseCallId, parseTenantId, parseTrunkId, parseUserId } from "../../../src/vocabulary/identifiers.ts";

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly events?: readonly { readonly name: string }[];
}
interface Told {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

/** A collector that takes OTLP over HTTP as JSON. */
async function aCollector(scope: Scope) {
  const bodies: Told[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const bytes = Buffer.concat(chunks);
      const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
      paths.push(request.url ?? "");
      bodies.push(JSON.parse(text.toString()) as Told);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  scope.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return { bodies, paths, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const START_MS = Date.UTC(2026, 10, 29, 9);
const of = { call: "c0ffee", tenant: parseTenantId("tenant-acme")! };
const [alice, trunk] = [parseUserId("user-alice")!, parseTrunkId("trunk-one")!];
const CALL: readonly SwitchEvent[] = [
  {
    ...{ kind: "call.started", atMs: START_MS, ...of, direction: "inbound", callId: parseCallId("abc@192.0.2.1")! },
    ...{ caller: { number: parseE164("+33612345678")!, name: "Carol", trunk }, dialled: "+33170000001" },
  },
  {
    ...{ kind: "call.routed", atMs: START_MS + 5, ...of, user: alice, plan: {} },
    decisions: [{ rule: "direct-number", input: { number: "+33170000001", open: true }, result: "user" }],
  },
  { kind: "call.ringing", atMs: START_MS + 100, ...of, leg: "c0ffee-1", callee: { user: alice } },
  { kind: "call.answered", atMs: START_MS + 5_000, ...of, leg: "c0ffee-1", by: { user: alice } },
  { kind: "call.ended", atMs: START_MS + 65_000, ...of, outcome: "answered", hungUpBy: "caller" },
];

function aBus() {
  return createEventBus({
    onFault: (fault) => {
      throw fault;
    },
  });
}

const nanos = (atMs: number): string => `${atMs}000000`;
const valueOf = ({ attributes }: Span, name: string): unknown =>
  Object.values(attributes.find(({ key }) => key === name)?.value ?? {})[0];

describe("the spans of calls", () => {
  it("tell a collector of each call, of its phones and of each decision, by masked numbers and no names", async () => {
    await using scope = new Scope();
    const { bodies, paths, endpoint } = await aCollector(scope);
    const events = aBus();
    const logger = pino({ level: "silent" });
    const tracing = await openTracing({ endpoint, version: "1.2.3", process: "p1", events, logger });
    for (const event of CALL) events.publish(event);
    await tracing[Symbol.asyncDispose](); // what waits is sent
    expect(new Set(paths)).toEqual(new Set(["/v1/traces"]));
    const spans = bodies.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((each) => each.spans)),
    );
    const named = (name: string): Span => {
      const found = spans.find((span) => span.name === name);
      if (found === undefined) throw new Error(`no span ${name}`);
      return found;
    };
    expect(spans).toHaveLength(3);
    const [call, decision, leg] = [named("call inbound"), named("decide direct-number"), named("leg")];
    expect([call.startTimeUnixNano, call.endTimeUnixNano]).toEqual([nanos(START_MS), nanos(START_MS + 65_000)]);
    expect(call.events?.map(({ name }) => name)).toEqual(["ringing", "answered"]);
    expect(decision.startTimeUnixNano).toBe(nanos(START_MS + 5));
    for (const below of [decision, leg])
      expect([below.traceId, below.parentSpanId]).toEqual([call.traceId, call.spanId]);
    expect(valueOf(call, "offhook.caller.number")).toBe("+336…78");
    expect(valueOf(call, "offhook.outcome")).toBe("answered");
    expect([valueOf(decision, "offhook.result"), valueOf(decision, "offhook.input.open")]).toEqual(["user", true]);
    expect(valueOf(leg, "offhook.callee.user")).toBe(alice);
    expect(JSON.stringify(bodies)).not.toMatch(/Carol|33612345678|33170000001/);
    const resource = bodies[0]?.resourceSpans[0]?.resource.attributes;
    expect(resource).toContainEqual({ key: "service.name", value: { stringValue: "offhook" } });
  });

  it("cost no call anything where no collector answers", async () => {
    const events = aBus();
    const logger = pino({ level: "silent" });
    const parts = { version: "1.2.3", process: "p1", events, logger };
    const tracing = await openTracing({ endpoint: "http://127.0.0.1:9", ...parts });
    for (const event of CALL) events.publish(event);
    await tracing[Symbol.asyncDispose]();
  });
});
