import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MOST_STREAMS_A_TENANT } from "../../../src/event-log/event-feed.ts";
import type { SwitchEvent } from "../../../src/events/event.ts";
import {
  parseCallId,
  type DeviceId,
  type MailboxId,
  type TenantId,
  type TrunkId,
  type UserId,
} from "../../../src/vocabulary/identifiers.ts";
import { startApi, TOKEN, type ApiServer } from "../../support/api-server.ts";
import { inlined } from "../../support/open-api.ts";
import { listenTo, type ListeningProgram, type ServerSent } from "../../support/event-stream.ts";

let pbx: ApiServer;
let base: string;
let alice: { id: UserId };
let aliceToken: string;
const programs: ListeningProgram[] = [];

beforeAll(async () => {
  pbx = await startApi();
  await pbx.api.listen({ host: "127.0.0.1", port: 0 });
  base = `http://127.0.0.1:${(pbx.api.server.address() as AddressInfo).port}/api/v1`;
  const made = await pbx.ask("POST", "/users", { name: "Alice", email: "alice@example.com", extension: "1001" });
  alice = made.body as { id: UserId };
  const token = await pbx.ask("POST", "/tokens", { name: "Alice's", userId: alice.id });
  aliceToken = (token.body as { token: string }).token;
});
afterAll(() => pbx[Symbol.asyncDispose]());
afterEach(async () => {
  for (const program of programs.splice(0)) await program[Symbol.asyncDispose]();
});

async function listens(token = TOKEN, more: Record<string, string> = {}): Promise<ListeningProgram> {
  const program = await listenTo(`${base}/events`, { authorization: `Bearer ${token}`, ...more });
  programs.push(program);
  return program;
}

let calls = 0;
/** A call of the company's, from its beginning to its end. */
function call(user: UserId | undefined, tenant: TenantId = pbx.tenantId): string {
  const id = `call${++calls}`;
  const about = { atMs: Date.now(), tenant, call: id };
  const party = user === undefined ? {} : { user };
  const events: SwitchEvent[] = [
    {
      ...about,
      kind: "call.started",
      direction: "inbound",
      callId: parseCallId(`${id}@provider`)!,
      caller: { name: "Carol" },
      dialled: "+33170000001",
    },
    { ...about, kind: "call.routed", plan: { kind: "secret plan" }, ...party },
    { ...about, kind: "call.ringing", leg: `${id}-1`, callee: party },
    { ...about, kind: "call.answered", leg: `${id}-1`, by: party },
    { ...about, kind: "call.ended", outcome: "answered", hungUpBy: "caller" },
  ];
  for (const event of events) pbx.events.publish(event);
  return id;
}
const ended = (id: string) => ({
  matches: ({ type, data }: { type: string; data: { call?: { id: string } } }): boolean =>
    type === "call.ended" && data.call?.id === id,
});

describe("a program that listens to events", () => {
  it("hears each event by its own name, also where the name has a hyphen", async () => {
    const program = await listens();
    pbx.events.publish({
      kind: "trunk.state-changed",
      atMs: Date.now(),
      tenant: pbx.tenantId,
      trunk: "t1" as TrunkId,
      state: "down",
    });
    const heard = await program.events.waitFor(({ type }) => type === "trunk.state-changed");
    expect(heard.data).toMatchObject({ type: "trunk.state-changed", trunkId: "t1", state: "down" });
  });

  it("hears what happens to a call, in order, each event saying which call it is", async () => {
    const program = await listens();
    expect([program.status, program.type]).toEqual([200, "text/event-stream"]);
    const id = call(alice.id);
    const last = await program.events.waitFor(ended(id).matches);
    expect(program.events.all.map(({ type }) => type)).toEqual([
      "call.started",
      "call.routed",
      "call.ringing",
      "call.answered",
      "call.ended",
    ]);
    expect(last.data).toMatchObject({
      id: last.id,
      call: { id, direction: "inbound", caller: { name: "Carol" }, dialled: "+33170000001" },
      outcome: "answered",
    });
    expect(program.events.all[2]!.data).toMatchObject({ callee: { userId: alice.id, number: "1001" } });
    expect(JSON.stringify(program.events.all)).not.toContain("secret plan");
  });

  it("comes back with the last event it saw and is told what it missed, once", async () => {
    const before = await listens();
    const first = await before.events.waitFor(ended(call(undefined)).matches);
    await before[Symbol.asyncDispose]();
    const missed = call(undefined);
    const after = await listens(TOKEN, { "last-event-id": first.id });
    await after.events.waitFor(ended(missed).matches);
    const next = call(undefined);
    await after.events.waitFor(ended(next).matches);
    const told = after.events.all.map(({ type, data }) => `${data.call.id} ${type}`);
    expect(told).toEqual([...new Set(told)]);
    expect(told).toHaveLength(10);
  });

  it("of a user hears that user's calls and mailbox, and nothing else", async () => {
    const program = await listens(aliceToken);
    const boss = pbx.settings.snapshot.users(pbx.tenantId)[0]!;
    call(boss.id);
    pbx.events.publish({
      ...{ kind: "voicemail.left", atMs: Date.now(), tenant: pbx.tenantId, mailbox: boss.id },
      ...{ message: "message-of-the-boss" as never, caller: {}, durationMs: 2_000 },
    });
    pbx.events.publish({
      ...{ kind: "voicemail.left", atMs: Date.now(), tenant: pbx.tenantId, mailbox: alice.id },
      ...{ message: "message-of-alice" as never, caller: {}, durationMs: 2_000 },
    });
    const id = call(alice.id);
    await program.events.waitFor(ended(id).matches);
    expect(program.events.all.map(({ type }) => type)).toEqual([
      "voicemail.left",
      "call.routed",
      "call.ringing",
      "call.answered",
      "call.ended",
    ]);
  });

  it("of a user hears which colleagues are on the telephone, and nothing else of their calls", async () => {
    const program = await listens(aliceToken);
    const boss = pbx.settings.snapshot.users(pbx.tenantId)[0]!;
    const leg = (state: "ringing" | "confirmed", tenant = pbx.tenantId): void =>
      pbx.events.publish({
        ...{ kind: "leg.changed", atMs: Date.now(), tenant, call: `talk-${tenant}`, leg: `leg-${tenant}`, state },
        ...{ role: "callee", party: { user: tenant === pbx.tenantId ? boss.id : foreigner, device: "d1" as DeviceId } },
      });
    const [foreigner, elsewhere] = ["foreigner" as UserId, "other-company" as TenantId];
    const of = (state: string) => (event: ServerSent) =>
      event.type === "user.state-changed" && event.data.userId === boss.id && event.data.state === state;
    for (const tenant of [elsewhere, pbx.tenantId])
      pbx.events.publish({
        ...{ kind: "call.started", atMs: Date.now(), tenant, call: `talk-${tenant}`, direction: "inbound" },
        ...{ callId: parseCallId(`talk-${tenant}@provider`)!, caller: { name: "Carol" }, dialled: "+33170000001" },
      });
    leg("confirmed", elsewhere);
    leg("ringing");
    const { data } = await program.events.waitFor(of("ringing"));
    expect(data).toEqual({
      ...{ type: "user.state-changed", userId: boss.id, state: "ringing" },
      at: expect.stringMatching(/^\d{4}-/) as string,
    });
    leg("confirmed");
    await program.events.waitFor(of("busy"));
    for (const tenant of [elsewhere, pbx.tenantId])
      pbx.events.publish({
        ...{ kind: "call.ended", atMs: Date.now(), tenant, call: `talk-${tenant}` },
        outcome: "answered",
      });
    await program.events.waitFor(of("idle"));
    expect(program.events.all.map(({ type, data: told }) => `${type} ${told.state}`)).toEqual(
      ["ringing", "busy", "idle"].map((state) => `user.state-changed ${state}`),
    );
  });

  it("of a user hears of a mailbox that the user shares, by name or as a member of its group", async () => {
    const group = await pbx.ask("POST", "/ring-groups", { name: "Team", extension: "3001", members: [alice.id] });
    const shares = [{ members: [alice.id] }, { ringGroup: group.body.id as string }, {}];
    const mailboxes: MailboxId[] = [];
    for (const [at, sharers] of shares.entries()) {
      const made = await pbx.ask("POST", "/shared-mailboxes", { name: `Box ${at}`, extension: `610${at}`, ...sharers });
      mailboxes.push(made.body.id as MailboxId);
    }
    const program = await listens(aliceToken);
    for (const mailbox of mailboxes.toReversed())
      pbx.events.publish({
        ...{ kind: "voicemail.left", atMs: Date.now(), tenant: pbx.tenantId, mailbox },
        ...{ message: "message-for-all" as never, caller: {}, durationMs: 2_000 },
      });
    await program.events.waitFor(({ data }) => data.mailbox === mailboxes[0]);
    const heard = program.events.all.filter(({ type }) => type === "voicemail.left");
    expect(heard.map(({ data }) => data.mailbox as string)).toEqual([mailboxes[1], mailboxes[0]]);
  });

  it("hears of locked log-ins as an administrator, or as the user whose they are; colleagues and other companies don't", async () => {
    const colleague = (await pbx.ask("POST", "/users", { name: "Bob", email: "bob@example.com", extension: "1002" }))
      .body;
    const { token } = (await pbx.ask("POST", "/tokens", { name: "Bob's", userId: colleague.id })).body;
    const [boss, own, bob] = [await listens(), await listens(aliceToken), await listens(token as string)];
    const locked = (tenant: TenantId): SwitchEvent => ({
      ...{ kind: "login.locked", atMs: Date.now(), tenant, user: alice.id, address: "203.0.113.9" },
      ...{ untilMs: Date.now() + 60_000, scope: "account" },
    });
    pbx.events.publish(locked("other-company" as TenantId));
    pbx.events.publish(locked(pbx.tenantId));
    const [bosses, alices, bobs] = [call(undefined), call(alice.id), call(colleague.id as UserId)];
    await boss.events.waitFor(ended(bosses).matches);
    await own.events.waitFor(ended(alices).matches);
    await bob.events.waitFor(ended(bobs).matches);
    const times = ({ events }: ListeningProgram): number =>
      events.all.filter(({ type }) => type === "login.locked").length;
    expect([times(boss), times(own), times(bob)]).toEqual([1, 1, 0]);
  });

  it("hears nothing of another company's", async () => {
    const program = await listens();
    call(undefined, "other-company" as TenantId);
    const own = call(undefined);
    await program.events.waitFor(ended(own).matches);
    expect(new Set(program.events.all.map(({ data }) => data.call.id))).toEqual(new Set([own]));
  });

  it("is asked who it is, and what it means by Last-Event-ID", async () => {
    expect((await listens("nobody-knows-this-token")).status).toBe(401);
    expect((await listens(TOKEN, { "last-event-id": "yesterday" })).status).toBe(422);
  });

  it("is told where events are missing", async () => {
    const program = await listens(TOKEN, { "last-event-id": "9999999999999-0" });
    await program.events.waitFor(({ type }) => type === "gap");
  });

  it("is one of a bounded number, whose places become free again", async () => {
    const many = await Promise.all(Array.from({ length: MOST_STREAMS_A_TENANT + 1 }, () => listens()));
    const statuses = many.map(({ status }) => status).sort();
    expect(statuses.at(-1)).toBe(429);
    const open = statuses.filter((status) => status === 200).length;
    expect(open).toBeLessThanOrEqual(MOST_STREAMS_A_TENANT);
    expect(open).toBeGreaterThan(MOST_STREAMS_A_TENANT - 20); // some of the test before may not have ended yet
    for (const program of programs.splice(0)) await program[Symbol.asyncDispose]();
    await expect.poll(async () => (await listens()).status).toBe(200);
  });

  it("is described in OpenAPI", async () => {
    const { body } = await pbx.ask("GET", "/api/docs/json");
    const { content } = inlined(body as object, body.paths["/api/v1/events"].get.responses["200"]);
    expect(JSON.stringify(content["text/event-stream"])).toContain("call.ended");
  });
});

it("a stream ends when the PBX closes", async () => {
  const other = await startApi();
  await other.api.listen({ host: "127.0.0.1", port: 0 });
  const { port } = other.api.server.address() as AddressInfo;
  const program = await listenTo(`http://127.0.0.1:${port}/api/v1/events`, { authorization: `Bearer ${TOKEN}` });
  await other[Symbol.asyncDispose]();
  await program.ended;
});
