import { afterAll, beforeAll, expect, it } from "vitest";
import { startApi, type ApiServer } from "../../support/api-server.ts";
import { receiver, type Receiver } from "../../support/webhook-receiver.ts";

let pbx: ApiServer;
let program: Receiver;
beforeAll(async () => {
  pbx = await startApi();
  program = await receiver();
});
afterAll(async () => {
  await pbx[Symbol.asyncDispose]();
  await program[Symbol.asyncDispose]();
});

async function added(more: Record<string, unknown> = {}) {
  const made = await pbx.ask("POST", "/webhooks", { name: "CRM", url: program.url, ...more });
  expect(made.status).toBe(201);
  return made.body as { id: string; secret: string; version: number };
}

it("a webhook shows its secret once, and is tried at once", async () => {
  const events = ["call.ended"]; // not of its own making
  const { id, secret } = await added({ events });
  expect(secret).toMatch(/^whsec_/);
  const { body } = await pbx.ask("GET", `/webhooks/${id}`);
  expect(body).toMatchObject({ url: program.url, events, enabled: true, disabledBecause: null });
  expect(JSON.stringify([body, (await pbx.ask("GET", "/webhooks")).body])).not.toContain(secret);
  const tried = await pbx.ask("POST", `/webhooks/${id}/test`);
  expect(tried.body).toMatchObject({ type: "webhook.test", state: "delivered", status: 204 });
  expect(program.received.all.at(-1)?.event).toMatchObject({ type: "webhook.test", webhookId: id });
  const deliveries = await pbx.ask("GET", `/webhooks/${id}/deliveries`);
  expect(deliveries.body).toMatchObject({ waiting: 0, items: [{ type: "webhook.test", state: "delivered" }] });
  const audit = JSON.stringify((await pbx.ask("GET", "/audit")).body);
  expect(audit).toContain(id);
  expect(audit).not.toContain(secret);
  expect(pbx.log()).not.toContain(secret);
});

it("a webhook gets a new secret when the old one is known to too many", async () => {
  const { id, secret } = await added();
  const { body } = await pbx.ask("POST", `/webhooks/${id}/secret`);
  expect((body as { secret: string }).secret).toMatch(/^whsec_/);
  expect((body as { secret: string }).secret).not.toBe(secret);
});

it("a webhook is changed, obeyed at once, and removed", async () => {
  const { id, version } = await added({ events: ["call.ended"] });
  const changed = await pbx.ask("PATCH", `/webhooks/${id}`, { enabled: false, events: null });
  expect(changed.body).toMatchObject({ enabled: false, events: null });
  const stale = { "if-match": `"${version}"`, authorization: "Bearer token-of-an-administrator" };
  expect((await pbx.ask("PATCH", `/webhooks/${id}`, { enabled: true }, stale)).status).toBe(409);
  expect((await pbx.ask("DELETE", `/webhooks/${id}`)).status).toBe(204);
  expect((await pbx.ask("GET", `/webhooks/${id}`)).status).toBe(404);
});

it.each([
  ["ftp://example.com/", "/url"],
  ["https://user:password@example.com/", "/url"],
  ["https://", "/url"],
])("%s is no address of a webhook", async (url, field) => {
  const refused = await pbx.ask("POST", "/webhooks", { name: "CRM", url });
  expect(refused.status).toBe(422);
  expect((refused.body as { errors: { field: string }[] }).errors[0]!.field).toBe(field);
});

it("an event that does not exist can't be asked for", async () => {
  const refused = await pbx.ask("POST", "/webhooks", { name: "CRM", url: program.url, events: ["call.begun"] });
  expect(refused.status).toBe(422);
});

it("webhooks are an administrator's business", async () => {
  const user = await pbx.ask("POST", "/users", { name: "Alice", email: "alice@example.com", extension: "1001" });
  const token = await pbx.ask("POST", "/tokens", { name: "Alice's", userId: (user.body as { id: string }).id });
  const asAlice = { authorization: `Bearer ${(token.body as { token: string }).token}` };
  expect((await pbx.ask("GET", "/webhooks", undefined, asAlice)).status).toBe(403);
});
