import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi();
});
afterAll(() => pbx[Symbol.asyncDispose]());

const SINCE_MS = Date.UTC(2026, 0, 1);
const SINCE = "2026-01-01T00:00:00.000Z";
const LATER = "2026-01-01T01:00:00.000Z";

describe("how a trunk does", () => {
  it.each([
    ["nothing is known", { registration: null, health: null }, { registration: null, health: null }],
    [
      "it is registered and answers",
      {
        registration: { kind: "registered", sinceMs: SINCE_MS, expiresAtMs: SINCE_MS + 3_600_000, from: "192.0.2.1" },
        health: { kind: "up", sinceMs: SINCE_MS },
      },
      { registration: { state: "registered", since: SINCE, expiresAt: LATER }, health: { state: "up", since: SINCE } },
    ],
    [
      "it was refused and is silent",
      {
        registration: {
          kind: "failed",
          sinceMs: SINCE_MS,
          reason: "403 Forbidden",
          retryAtMs: SINCE_MS + 3_600_000,
        },
        health: { kind: "down", sinceMs: SINCE_MS },
      },
      {
        registration: { state: "failed", since: SINCE, reason: "403 Forbidden", retryAt: LATER },
        health: { state: "down", since: SINCE },
      },
    ],
    [
      "it refuses our credentials",
      { registration: null, health: null, refusal: { sinceMs: SINCE_MS, reason: "407 to INVITE: asks for Bearer" } },
      { registration: null, health: null, refusal: { since: SINCE, reason: "407 to INVITE: asks for Bearer" } },
    ],
  ] as const)("is told by its status and in the list: %s", async (_, state, status) => {
    const made = await pbx.ask("POST", "/trunks", {
      name: "Provider",
      host: "sip.example.com",
      healthCheckSeconds: 30,
    });
    expect(made.body).toMatchObject({ healthCheckSeconds: 30 });
    pbx.world.trunk = state;
    expect((await pbx.ask("GET", `/trunks/${made.body.id}/status`)).body).toEqual(status);
    const { body } = await pbx.ask("GET", "/trunks");
    expect(body.items.at(-1)).toMatchObject({ name: "Provider", status });
  });

  it("is unknown for a trunk that doesn't exist", async () => {
    expect((await pbx.ask("GET", "/trunks/0123456789abcdef/status")).status).toBe(404);
  });
});

describe("the limits of calls outside", () => {
  it("are settings of the company", async () => {
    const { body } = await pbx.ask("GET", "/tenant");
    expect(body.limits).toEqual({
      countries: ["FR"],
      ...{ simultaneousCalls: 30, callsPerHour: 500, callsPerDay: 3_000, premiumNumbers: false },
    });
    const changed = await pbx.ask("PATCH", "/tenant", { limits: { callsPerDay: 10, premiumNumbers: true } });
    expect(changed.body.limits).toMatchObject({ callsPerDay: 10, callsPerHour: 500, premiumNumbers: true });
    expect((await pbx.ask("PATCH", "/tenant", { limits: { callsPerDay: -1 } })).status).toBe(422);
  });

  it("are listed with what counts now, and lifted by one click until the end of their window", async () => {
    const { body } = await pbx.ask("GET", "/limits");
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toEqual([
      ...["countries", "premiumNumbers", "simultaneousCalls", "callsPerHour", "callsPerDay"],
    ]);
    expect(body.items[3]).toEqual({ kind: "callsPerHour", most: 500, used: 0, reachedAt: null, liftedUntil: null });
    const lifted = await pbx.ask("POST", "/limits/callsPerHour/lift");
    expect(lifted.status).toBe(200);
    const untilMs = Date.parse(lifted.body.liftedUntil as string);
    expect(untilMs - Date.now()).toBeGreaterThan(3_500_000);
    expect((await pbx.ask("GET", "/limits")).body.items[3].liftedUntil).toBe(lifted.body.liftedUntil);
    expect((await pbx.ask("POST", "/limits/everything/lift")).status).toBe(422);
  });
});
