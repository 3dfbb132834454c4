import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseWebhookId } from "../../../src/vocabulary/identifiers.ts";
import { callEvents, startWebhookSystem, type WebhookSystem } from "./webhook-system.ts";
import { receiver, type Received, type Receiver } from "../../support/webhook-receiver.ts";

let pbx: WebhookSystem;
let program: Receiver;
beforeEach(async () => {
  pbx = await startWebhookSystem();
  program = await receiver();
});
afterEach(async () => {
  await pbx[Symbol.asyncDispose]();
  await program[Symbol.asyncDispose]();
});

const STORY = ["call.started", "call.ringing", "call.answered", "call.ended"];
const ofCall = (call: string, all: readonly Received[] = program.received.all): Received[] =>
  all.filter(({ event }) => event.call?.id === call);
const accepted = (call: string): string[] =>
  ofCall(call).flatMap(({ answered, event }) => (answered === 204 ? [String(event.type)] : []));
const hears = (type: string, call: string): Promise<Received> =>
  program.received.waitFor(
    ({ event, answered }) => answered === 204 && event.type === type && event.call?.id === call,
    {
      what: `${type} of ${call}`,
    },
  );
const nothingLeft = (webhook: string): Promise<unknown> =>
  expect.poll(() => pbx.process({ start: false }).queue.waiting(parseWebhookId(webhook)!)).toBe(0);

describe("a webhook", () => {
  it("is told of what it asked for, signed so that the receiver can check it", async () => {
    const { secret, id } = await pbx.webhook({ url: program.url, events: ["call.ended"] });
    const here = pbx.process();
    here.publish(...callEvents(pbx.tenant, "call1"));
    const { headers, body, event } = await hears("call.ended", "call1");
    expect(program.received.all).toHaveLength(1);
    expect(headers).toMatchObject({ "content-type": "application/json", "offhook-event": "call.ended" });
    expect(headers["offhook-delivery"]).toBe(event.id);
    const [, seconds = "", signature = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["offhook-signature"]))!;
    expect(signature).toBe(createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex"));
    expect(Math.abs(Number(seconds) * 1_000 - Date.now())).toBeLessThan(5_000);
    await expect
      .poll(() => here.queue.recent(id))
      .toMatchObject([{ id: event.id, type: "call.ended", state: "delivered", attempts: 1, status: 204 }]);
    expect(pbx.log()).not.toContain(secret);
    expect(pbx.log()).not.toContain("whatever");
  });

  it("that fails in between is told everything of a call in its order, and other calls don't wait", async () => {
    await pbx.webhook({ url: program.url });
    let failures = 0;
    program.answers = ({ type, call }) =>
      call.id === "call1" && type === "call.ringing" && failures++ < 3 ? (failures === 2 ? "dropped" : 500) : 204;
    const here = pbx.process({ limits: { retryAfterMs: () => 150 } });
    here.publish(...callEvents(pbx.tenant, "call1"), ...callEvents(pbx.tenant, "call2"));
    await hears("call.ended", "call2");
    expect(accepted("call1")).toEqual(["call.started"]);
    await hears("call.ended", "call1");
    expect(accepted("call1")).toEqual(STORY);
    expect(accepted("call2")).toEqual(STORY);
    const [, ...retries] = ofCall("call1").filter(({ event }) => event.type === "call.ringing");
    expect(retries).toHaveLength(3);
    expect(new Set(ofCall("call1").map(({ headers }) => headers["offhook-delivery"])).size).toBe(4);
  });

  it("is told in order by several processes, whatever fails", async () => {
    await pbx.webhook({ url: program.url });
    let count = 0;
    program.answers = () => (count++ % 3 === 1 ? 503 : 204);
    const patient = { limits: { mostAttempts: 100 } }; // a third of all attempts fails: none is given up
    const processes = [pbx.process(patient), pbx.process(patient)];
    const calls = Array.from({ length: 20 }, (_, index) => `call${index}`);
    for (const [index, call] of calls.entries()) processes[index % 2]!.publish(...callEvents(pbx.tenant, call));
    for (const call of calls) await hears("call.ended", call);
    for (const call of calls) expect(accepted(call), call).toEqual(STORY);
  });

  it("hears of the end of a call whose process died right after it", async () => {
    await pbx.webhook({ url: program.url, events: ["call.ended"] });
    const dying = pbx.process({ start: false });
    dying.publish(...callEvents(pbx.tenant, "call1"));
    await dying[Symbol.asyncDispose]();
    expect(program.received.all).toHaveLength(0);
    pbx.process();
    await hears("call.ended", "call1");
  });

  it("hears of a call from another process when one dies while it delivers", async () => {
    await pbx.webhook({ url: program.url, events: ["call.ended"] });
    let killed: Promise<void> | undefined;
    program.answers = () => {
      killed ??= pbx.kill();
      return 500;
    };
    pbx.process({ mortal: true }).publish(...callEvents(pbx.tenant, "call1"));
    await program.received.waitFor(() => true);
    await killed;
    program.answers = () => 204;
    pbx.process();
    await hears("call.ended", "call1");
  });

  it("gets what it has not had when the queue is lost", async () => {
    await pbx.webhook({ url: program.url, events: ["call.ended"] });
    program.answers = () => 500;
    const first = pbx.process({ limits: { retryAfterMs: () => 60_000 } });
    first.publish(...callEvents(pbx.tenant, "call1"));
    await program.received.waitFor(() => true);
    await first[Symbol.asyncDispose]();
    expect(await pbx.loseQueue()).toBeGreaterThan(0);
    program.answers = () => 204;
    pbx.process();
    await hears("call.ended", "call1");
  });

  it("gets nothing more of an event after its last attempt, and then the next one", async () => {
    const { id } = await pbx.webhook({ url: program.url });
    program.answers = ({ type }) => (type === "call.started" ? 400 : 204);
    const here = pbx.process({ limits: { mostAttempts: 3 } });
    here.publish(...callEvents(pbx.tenant, "call1"));
    await hears("call.ended", "call1");
    expect(ofCall("call1").filter(({ event }) => event.type === "call.started")).toHaveLength(3);
    const deliveries = await here.queue.recent(id);
    expect(deliveries.find(({ type }) => type === "call.started")).toMatchObject({
      ...{ state: "failed", attempts: 3, status: 400, reason: "refused" },
    });
    await nothingLeft(id);
  });

  it("that nothing could be delivered to for long is disabled, with an event", async () => {
    const { id } = await pbx.webhook({ url: program.url });
    program.answers = () => 500;
    const here = pbx.process({ limits: { disableAfterMs: 100 } });
    here.publish(...callEvents(pbx.tenant, "call1"));
    await expect
      .poll(() => pbx.settings.snapshot.webhook(id))
      .toMatchObject({
        ...{ enabled: false, disabledBecause: "failing" },
      });
    await expect.poll(() => here.events.filter(({ kind }) => kind === "webhook.disabled")).toHaveLength(1);
    await nothingLeft(id);
    const system = { kind: "system", id: null, name: "test" } as const;
    await pbx.settings.change(pbx.tenant, system, (draft) => draft.change("webhook", id, { enabled: true }));
    expect(pbx.settings.snapshot.webhook(id)).toMatchObject({ enabled: true, disabledBecause: null });
    program.answers = () => 204;
    here.publish(...callEvents(pbx.tenant, "call2"));
    await hears("call.ended", "call2");
  });

  it("that was removed meanwhile is told nothing", async () => {
    const { id } = await pbx.webhook({ url: program.url });
    const idle = pbx.process({ start: false });
    idle.publish(...callEvents(pbx.tenant, "call1"));
    await expect.poll(() => idle.queue.waiting(id)).toBe(4);
    const system = { kind: "system", id: null, name: "test" } as const;
    await pbx.settings.change(pbx.tenant, system, (draft) => draft.remove("webhook", id));
    pbx.process();
    await nothingLeft(id);
    expect(program.received.all).toHaveLength(0);
  });

  it("is not followed elsewhere by a redirect", async () => {
    const webhook = await pbx.webhook({ url: program.url });
    program.answers = () => 302;
    const delivery = await pbx.process().queue.test(webhook);
    expect(delivery).toMatchObject({ state: "failed", status: 302, reason: "redirected" });
    expect(program.received.all).toHaveLength(1);
  });

  it("that takes too long has not been told", async () => {
    const webhook = await pbx.webhook({ url: program.url });
    program.answers = () => new Promise(() => undefined);
    const delivery = await pbx.process({ limits: { withinMs: 100 } }).queue.test(webhook);
    expect(delivery).toMatchObject({ state: "failed", reason: "timeout" });
  });

  it("that answers and then has no end has been told", async () => {
    const endless = createServer((_request, response) => void response.writeHead(200).write("and so on"));
    await new Promise<void>((resolve) => endless.listen(0, "127.0.0.1", resolve));
    const { port } = endless.address() as AddressInfo;
    const webhook = await pbx.webhook({ url: `http://127.0.0.1:${port}/` });
    const delivery = await pbx.process({ limits: { withinMs: 200 } }).queue.test(webhook);
    endless.closeAllConnections();
    endless.close();
    expect(delivery).toMatchObject({ state: "delivered", status: 200 });
  });

  it.each([
    "http://127.0.0.1:PORT/",
    "http://localhost:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://10.0.0.1/",
    "http://2130706433:PORT/",
  ])("to %s is refused unless private addresses are allowed", async (url) => {
    const webhook = await pbx.webhook({ url: url.replace("PORT", new URL(program.url).port) });
    const delivery = await pbx.process({ allowPrivate: false }).queue.test(webhook);
    expect(delivery).toMatchObject({ state: "failed", reason: "private-address" });
    expect(program.received.all).toHaveLength(0);
  });
});
