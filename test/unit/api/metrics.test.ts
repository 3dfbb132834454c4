import { afterAll, beforeAll, expect, it } from "vitest";
import { startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi();
}, 30_000);
afterAll(() => pbx[Symbol.asyncDispose]());

const scraped = async (): Promise<string> => (await pbx.ask("GET", "/metrics", undefined, {})).raw.toString();
async function made(url: string, body: unknown): Promise<string> {
  const answer = await pbx.ask("POST", url, body);
  expect(answer.status).toBe(201);
  return (answer.body as { id: string }).id;
}

it("a scrape tells what runs, and how long the API takes by route", async () => {
  await pbx.ask("GET", "/users/0123456789abcdef0123");
  await pbx.ask("GET", "/users/0123456789abcdef0124");
  const text = await scraped();
  expect(text).toMatch(/^offhook_build_info\{version="\d+\.\d+\.\d+",node="v\d+[.\d]+"\} 1$/m);
  expect(text).toMatch(
    /^offhook_api_request_seconds_count\{method="GET",route="\/api\/v1\/users\/:id",status="404"\} 2$/m,
  );
  expect(text).not.toContain("0123456789abcdef0123");
});

it("a scrape tells how many phones are registered", async () => {
  const user = await made("/users", { name: "Alice", email: "alice@example.com", extension: "2101" });
  const device = await made(`/users/${user}/devices`, { label: "Desk", kind: "ip-phone" });
  expect(await scraped()).toMatch(/^offhook_registered_phones 0$/m);
  pbx.bindings.set(device as never, [{} as never]);
  expect(await scraped()).toMatch(/^offhook_registered_phones 1$/m);
});

it("a scrape tells how each trunk does, and how many calls it carries", async () => {
  const trunk = await made("/trunks", { name: "Provider", host: "192.0.2.9", trustedAddresses: ["192.0.2.9"] });
  expect(await scraped()).not.toContain("offhook_trunk_up{");
  pbx.world.trunk = { health: { kind: "down", sinceMs: 1 }, registration: { kind: "registering", sinceMs: 1 } };
  const lease = Date.now() + 60_000;
  await pbx.settings.redis.zadd(`{offhook}:limits:lines:${trunk}`, lease, "one", lease, "two", 1, "long gone");
  const text = await scraped();
  expect(text).toContain(`offhook_trunk_up{trunk="${trunk}"} 0\n`);
  expect(text).toContain(`offhook_trunk_registered{trunk="${trunk}"} 0\n`);
  expect(text).toContain(`offhook_trunk_channels{trunk="${trunk}"} 2\n`);
});

it("a scrape tells what waits to be sent, and what was started again", async () => {
  const url = "http://127.0.0.1:9/"; // nothing takes deliveries there
  const webhook = await made("/webhooks", { name: "CRM", url, events: ["setting.changed"] });
  await made("/conferences", { name: "Monday", extension: "2102" });
  pbx.world.restarts["media"] = 3;
  await expect.poll(scraped).toMatch(new RegExp(`^offhook_webhook_waiting\\{webhook="${webhook}"\\} [1-9]`, "m"));
  const text = await scraped();
  expect(text).toMatch(/^offhook_mail_waiting 0$/m);
  expect(text).toMatch(/^offhook_engine_restarts_total\{engine="media"\} 3$/m);
});

it("a scrape tells how the audio of calls was, and how fast Redis answers", async () => {
  const quality = { by: "media-server", mos: 4.1, jitterMs: 12, packetsReceived: 990, packetsLost: 10 } as const;
  const ofCall = { tenantId: pbx.tenantId, callId: "a-call", atMs: 1 };
  pbx.events.publish({ ...ofCall, kind: "media.measured", quality } as never);
  const text = await scraped();
  expect(text).toMatch(/^offhook_audio_mos_bucket\{le="4.2",by="media-server"\} 1$/m);
  expect(text).toMatch(/^offhook_audio_mos_bucket\{le="4",by="media-server"\} 0$/m);
  expect(text).toMatch(/^offhook_audio_jitter_seconds_bucket\{le="0.02",by="media-server"\} 1$/m);
  expect(text).toMatch(/^offhook_audio_packets_total\{by="media-server",outcome="lost"\} 10$/m);
  expect(text).toMatch(/^offhook_redis_answer_seconds \d/m);
});

it("metrics are for private networks, or for whoever has METRICS_TOKEN", async () => {
  const from = (remoteAddress: string) => pbx.api.inject({ method: "GET", url: "/metrics", remoteAddress });
  expect((await from("198.18.0.1")).statusCode).toBe(403);
  expect((await from("8.8.8.8")).statusCode).toBe(403);
  expect((await from("10.1.2.3")).statusCode).toBe(200);
  await using guarded = await startApi({ metricsToken: "token-of-prometheus" });
  const ask = async (authorization?: string) =>
    (await guarded.ask("GET", "/metrics", undefined, authorization === undefined ? {} : { authorization })).status;
  expect(await ask()).toBe(401);
  expect(await ask("Bearer token-of-somebody")).toBe(401);
  expect(await ask("Bearer token-of-prometheus")).toBe(200);
});
