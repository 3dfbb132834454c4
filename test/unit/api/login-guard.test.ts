import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SwitchEvent } from "../../../src/events/event.ts";
import { sourceOf } from "../../../src/runtime/address-block.ts";
import { ADMIN, startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
const told: SwitchEvent[] = [];
beforeAll(async () => {
  pbx = await startApi();
  pbx.events.on("login.locked", (event) => told.push(event));
});
afterAll(() => pbx[Symbol.asyncDispose]());

async function logIn(remoteAddress: string, password: string, email: string = ADMIN.email): Promise<number> {
  const payload = { email, password };
  const answer = await pbx.api.inject({ method: "POST", url: "/api/v1/sessions", remoteAddress, payload });
  if (answer.statusCode === 429) expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
  return answer.statusCode;
}

const guesses = (count: number, address: (guess: number) => string, email?: string): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, (_, guess) => logIn(address(guess), `guess ${guess}`, email)));

describe("who guesses passwords", () => {
  it("of one account from forty addresses at once has twenty guesses; the company hears of it once", async () => {
    expect(await logIn("203.0.113.1", ADMIN.password)).toBe(201); // where the boss sits
    const answers = await guesses(400, (guess) => `198.51.100.${guess % 40}`);
    expect(answers.filter((status) => status === 401)).toHaveLength(20);
    expect(answers.filter((status) => status === 429)).toHaveLength(380);
    expect(await logIn("198.51.100.77", ADMIN.password)).toBe(429);
    const user = pbx.settings.snapshot.userByEmail(ADMIN.email)?.id;
    expect(told).toMatchObject([{ kind: "login.locked", user, tenant: pbx.tenantId }]);
    const { items } = (await pbx.ask("GET", "/audit?limit=1")).body as { items: unknown[] };
    expect(items).toMatchObject([{ actor: { name: "log-in guard" }, changes: [{ kind: "log-in", id: user }] }]);
    expect(pbx.log().match(/"login.failed"/g)).toHaveLength(20);
    expect(pbx.log()).toContain('"address":"198.51.100.');
  });

  it("does not lock the user out where they have logged in before", async () => {
    expect(await logIn("203.0.113.1", ADMIN.password)).toBe(201);
    await guesses(12, () => "203.0.113.1", "nobody@example.com"); // a neighbour behind the same address
    expect(await logIn("203.0.113.1", "guess", "nobody@example.com")).toBe(429);
    expect(await logIn("203.0.113.1", ADMIN.password)).toBe(201);
  });

  it("of many accounts from one IPv6 /64 is slowed down as one, and its neighbours are not", async () => {
    const answers: number[] = [];
    for (let guess = 0; guess < 11; guess++)
      answers.push(await logIn(`2001:db8:0:1::${guess + 1}`, "guess", `p${guess}@example.com`));
    expect(answers).toEqual([...Array<number>(10).fill(401), 429]);
    expect(await logIn("2001:db8:0:2::1", "guess", "p@example.com")).toBe(401);
  });

  it("waits longer each time, a quarter of an hour at most", async () => {
    const address = "198.51.100.200";
    const waits: number[] = [];
    for (let round = 0; round < 6; round++) {
      await guesses(10, () => address, `q${round}@example.com`);
      const [lock] = await pbx.settings.redis.keys(`*login:lock:source/${sourceOf(address)}`);
      waits.push(Math.round((await pbx.settings.redis.pttl(lock ?? "")) / 60_000));
      await pbx.settings.redis.del(lock ?? "");
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 15]);
  });
});
