import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { OPERATOR_TOKEN, startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
const operator = { authorization: `Bearer ${OPERATOR_TOKEN}` };
beforeAll(async () => {
  pbx = await startApi();
});
afterAll(() => pbx[Symbol.asyncDispose]());

async function banned(): Promise<string[]> {
  return (await pbx.ask("GET", "/bans", undefined, operator)).body.items.map(
    ({ source }: { source: string }) => source,
  );
}

describe("bans, where a provider runs the system", () => {
  it("are made of a source that guesses passwords, an IPv6 /64 as one, and lifted by the provider", async () => {
    const told: string[] = [];
    pbx.events.onAny((event) => told.push(event.kind));
    for (let i = 0; i < 10; i++) pbx.bans.offend(`2001:db8:5::${i + 1}`, "wrong-password");
    await eventually("ban", async () => expect(await banned()).toEqual(["2001:db8:5:0::/64"]));
    expect(told).toEqual(["security.banned"]);

    const lifted = await pbx.ask("DELETE", `/bans/${encodeURIComponent("2001:db8:5::7")}`, undefined, operator);
    expect(lifted.status).toBe(204);
    expect(await banned()).toEqual([]);
    expect(told).toEqual(["security.banned", "security.unbanned"]);
    expect((await pbx.ask("DELETE", "/bans/192.0.2.1", undefined, operator)).status).toBe(404);
  });

  it("are not made of what is on the allow-list; an entry lifts the bans within it", async () => {
    for (let i = 0; i < 10; i++) pbx.bans.offend("198.51.100.9", "untrusted-call");
    await eventually("ban", async () => expect(await banned()).toEqual(["198.51.100.9"]));
    const made = await pbx.ask("POST", "/allow-list", { block: "198.51.100.45/24" }, operator);
    expect(made.body["block"]).toBe("198.51.100.0/24"); // without host bits
    expect([made.status, made.body.block, made.body.by]).toEqual([201, "198.51.100.0/24", "OPERATOR_TOKEN"]);
    expect(await banned()).toEqual([]);
    for (let i = 0; i < 100; i++) pbx.bans.offend("198.51.100.10", "scanner");
    for (let i = 0; i < 10; i++) pbx.bans.offend("192.0.2.77", "scanner");
    await eventually("ban of another", async () => expect(await banned()).toEqual(["192.0.2.77"]));

    const off = await pbx.ask("DELETE", `/allow-list/${encodeURIComponent("198.51.100.0/24")}`, undefined, operator);
    expect(off.status).toBe(204);
    expect((await pbx.ask("GET", "/allow-list", undefined, operator)).body.items).toEqual([]);
  });

  it("last four times as long each time, a day at most, and are short again after one was lifted", async () => {
    const minutes: number[] = [];
    for (let round = 0; round < 8; round++) {
      pbx.bans.offend("192.0.2.50", "scanner");
      const ban = await eventually("ban", () => {
        const found = pbx.bans.list().find(({ source }) => source === "192.0.2.50");
        return found === undefined ? Promise.reject(new Error("none yet")) : Promise.resolve(found);
      });
      minutes.push((ban.untilMs - ban.sinceMs) / 60_000);
      // Its end, without waiting for it.
      await pbx.settings.redis.zrem("{offhook}:bans", "192.0.2.50");
      await pbx.settings.redis.hdel("{offhook}:bans:facts", "192.0.2.50");
      await pbx.settings.redis.publish("{offhook}:bans:changes", "test");
      await eventually("end", () =>
        Promise.resolve(expect(pbx.bans.list().map(({ source }) => source)).not.toContain("192.0.2.50")),
      );
    }
    expect(minutes).toEqual([1, 4, 16, 64, 256, 1_024, 1_440, 1_440]);
  });

  it("an office has ten times as many mistakes free, as one of 50 phones is always set up wrong", async () => {
    pbx.bans.succeed({ source_address: "192.0.2.60", source_port: 5060 });
    await eventually("office", async () =>
      expect(await pbx.settings.redis.exists("{offhook}:bans:office:192.0.2.60")).toBe(1),
    );
    for (let i = 0; i < 90; i++) pbx.bans.offend("192.0.2.60", "wrong-password");
    pbx.bans.offend("192.0.2.61", "scanner");
    await eventually("ban of a neighbour", async () => expect(await banned()).toContain("192.0.2.61"));
    expect(await banned()).not.toContain("192.0.2.60");
  });

  it("are none of a company's business", async () => {
    expect((await pbx.ask("GET", "/bans")).status).toBe(401);
    expect((await pbx.ask("DELETE", "/bans/192.0.2.1")).status).toBe(404);
    expect((await pbx.ask("POST", "/allow-list", { block: "0.0.0.0/0" })).status).toBe(401);
  });

  it("are refused for what is no address", async () => {
    const answer = await pbx.ask("POST", "/allow-list", { block: "example.com" }, operator);
    expect([answer.status, answer.body.errors[0].field]).toEqual([422, "/block"]);
  });
});
