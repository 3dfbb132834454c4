import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SwitchEvent } from "../../../src/events/event.ts";
import type { EventBus } from "../../../src/events/bus.ts";
import { parseMessageId, parseTenantId, parseUserId } from "../../../src/vocabulary/identifiers.ts";
import { RESTORABLE_MS } from "../../../src/voicemail/deleted-list.ts";
import { RECORDING_AGE_MS } from "../../../src/voicemail/mailbox.ts";
import { MailboxStore, type MailboxesOptions } from "../../../src/voicemail/mailboxes.ts";
import { runningRedis, type RunningRedis } from "../../support/running-redis.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";
import { wavFile } from "../../support/wav-file.ts";

const tenant = parseTenantId("tenant-0001")!;
const alice = parseUserId("user-alice")!;
const bob = parseUserId("user-bob-1")!;

let server: RunningRedis;
let redis: Redis;
beforeAll(async () => {
  server = await runningRedis();
  redis = await server.connect();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

let mediaDir: string;
let clock: VirtualClock;
let heard: SwitchEvent[];
let mailboxes: MailboxStore;
const open: MailboxStore[] = [];

function openMailboxes(also: Partial<MailboxesOptions> = {}): MailboxStore {
  const events: EventBus = {
    publish: (event) => void heard.push(event),
    on: () => ({ [Symbol.dispose]: () => undefined }),
    onAny: () => ({ [Symbol.dispose]: () => undefined }),
  };
  const store = new MailboxStore({ redis, mediaDir, clock, events, logger: pino({ level: "silent" }), ...also });
  open.push(store);
  return store;
}

beforeEach(async () => {
  mediaDir = await mkdtemp(join(tmpdir(), "offhook-media-"));
  clock = new VirtualClock();
  heard = [];
  mailboxes = openMailboxes();
});
afterEach(async () => {
  for (const store of open.splice(0)) await store[Symbol.asyncDispose]();
  expect(clock.armed).toBe(0);
  await redis.flushall();
  await rm(mediaDir, { recursive: true, force: true });
});

const about = {
  tenant,
  user: alice,
  from: "+33612345678",
  fromName: "Carol",
  caller: {},
  call: "call-1",
};

/** A caller speaks for this long. */
async function speak(forMs: number, user = alice): Promise<ReturnType<MailboxStore["begin"]>> {
  const recording = await mailboxes.begin({ ...about, user });
  await writeFile(recording.path, wavFile(forMs));
  return recording;
}

const filesLeft = async (): Promise<string[]> => readdir(join(mediaDir, tenant, alice));

describe("a message that was left", () => {
  it("is on disk, listed and announced", async () => {
    const recording = await speak(4_200);
    const message = await recording.finish("hang-up");
    expect(message).toMatchObject({ id: recording.id, from: "+33612345678", fromName: "Carol", durationSeconds: 4 });
    expect(await mailboxes.listMessages(alice)).toEqual([
      { ...message, receivedAt: new Date(clock.nowMs()).toISOString(), heard: false, delivery: { state: "off" } },
    ]);
    const audio = await mailboxes.audioOf(recording.id);
    expect(audio?.bytes).toBe(44 + 4_200 * 16);
    expect(await readFile(audio!.path)).toEqual(wavFile(4_200));
    expect(await filesLeft()).toEqual([`${recording.id}.json`, `${recording.id}.wav`].sort());
    expect(heard).toEqual([
      expect.objectContaining({ kind: "voicemail.left", mailbox: alice, message: recording.id, durationMs: 4_200 }),
    ]);
  });

  it("is no message when the caller didn't speak, and leaves no file", async () => {
    expect(await (await speak(900)).finish("hang-up")).toBeUndefined();
    const silent = await mailboxes.begin(about); // the media server never began to write
    expect(await silent.finish("hang-up")).toBeUndefined();
    expect(await filesLeft()).toEqual([]);
    expect(await mailboxes.listMessages(alice)).toEqual([]);
    expect(heard).toEqual([]);
  });

  it("can be marked as heard, as new again, and removed with its audio", async () => {
    const { id, finish } = await speak(2_000);
    await finish("key");
    expect((await mailboxes.markHeard(id, true))?.heard).toBe(true);
    await mailboxes.markHeard(id, true);
    expect((await mailboxes.message(id))?.heard).toBe(true);
    expect((await mailboxes.markHeard(id, false))?.heard).toBe(false);
    expect((await mailboxes.remove(id))?.id).toBe(id);
    expect(await mailboxes.remove(id)).toBeUndefined();
    expect(await mailboxes.audioOf(id)).toBeUndefined();
    expect(await filesLeft()).toEqual([`${id}.gone.json`, `${id}.wav`]); // it can be restored for a day
    clock.advance(RESTORABLE_MS);
    await mailboxes.recover();
    expect(await filesLeft()).toEqual([]);
    expect(await redis.keys("*")).toEqual([]);
    expect(heard.map((event) => ("change" in event ? event.change : event.kind))).toEqual([
      "voicemail.left",
      "heard",
      "new",
      "deleted",
    ]);
  });

  it("is in no other mailbox; the newest comes first", async () => {
    await (await speak(2_000)).finish("key");
    clock.advance(1_000);
    const second = await speak(3_000);
    await second.finish("key");
    await (await speak(2_000, bob)).finish("key");
    expect((await mailboxes.listMessages(alice)).map(({ id }) => id)[0]).toBe(second.id);
    expect(await mailboxes.listMessages(alice)).toHaveLength(2);
    expect(await mailboxes.listMessages(bob)).toHaveLength(1);
    await mailboxes.removeAllOf(alice);
    expect(await mailboxes.listMessages(alice)).toEqual([]);
    expect(await mailboxes.listMessages(bob)).toHaveLength(1);
  });

  it("that was deleted is back as it was when it is restored, within a day, and only once", async () => {
    const { id, finish } = await speak(2_000);
    await finish("key");
    await mailboxes.markHeard(id, true);
    await mailboxes.remove(id);
    expect((await mailboxes.listDeleted(alice)).map((each) => each.id)).toEqual([id]);
    expect(await mailboxes.message(id)).toBeUndefined();
    expect(await mailboxes.restore(id)).toMatchObject({ id, heard: true });
    expect((await mailboxes.audioOf(id))?.bytes).toBeGreaterThan(30_000);
    expect(await mailboxes.restore(id)).toBeUndefined();
    await mailboxes.remove(id);
    clock.advance(RESTORABLE_MS);
    await mailboxes.recover();
    expect(await mailboxes.restore(id)).toBeUndefined();
    expect(await filesLeft()).toEqual([]);
  });

  it("that was deleted does not come back with a Redis that lost its data, and one that was restored does", async () => {
    const [gone, back] = [await speak(2_000), await speak(2_000)];
    for (const { id, finish } of [gone, back]) {
      await finish("key");
      await mailboxes.remove(id);
    }
    await mailboxes.restore(back.id);
    await redis.flushall();
    await openMailboxes().recover();
    expect((await mailboxes.listMessages(alice)).map(({ id }) => id)).toEqual([back.id]);
    expect(await filesLeft()).toEqual([`${back.id}.json`, `${back.id}.wav`]);
  });

  it("whose deletion after its e-mail was undone stays, whichever process brings that e-mail to its end again", async () => {
    mailboxes = openMailboxes({ deliveryFor: () => ({ state: "queued", attempts: 0 }) });
    const { id, finish } = await speak(2_000);
    const message = (await finish("key"))!;
    const accepted = { attempts: 1, sentAt: new Date(0).toISOString(), action: "delete" } as const;
    await mailboxes.mailAccepted(message, accepted);
    expect(await mailboxes.message(id)).toBeUndefined();
    expect(await mailboxes.restore(id)).toMatchObject({ heard: false, delivery: { state: "sent" } });
    await mailboxes.mailAccepted(message, accepted);
    expect(await mailboxes.message(id)).toMatchObject({ id });
  });

  it("that was deleted before it was mailed is mailed when it is restored, unless its e-mail was under way", async () => {
    mailboxes = openMailboxes({ deliveryFor: () => ({ state: "queued", attempts: 0 }) });
    const messages = [];
    for (const { id, finish } of [await speak(2_000), await speak(2_000)]) {
      messages.push((await finish("key"))!);
      await mailboxes.remove(id);
      await mailboxes.settleMail(id); // the queue found no message
    }
    const accepted = { attempts: 1, sentAt: new Date(0).toISOString(), action: "delete" } as const;
    await mailboxes.mailAccepted(messages[1]!, accepted);
    for (const { id } of messages) await mailboxes.restore(id);
    expect(await mailboxes.dueMails(10)).toEqual([messages[0]!.id]);
    expect(await mailboxes.message(messages[1]!.id)).toMatchObject({ delivery: { state: "sent", action: "keep-new" } });
  });

  it("for a user who left the company while it was spoken is none, and leaves no file", async () => {
    const leavers = new Set<string>();
    mailboxes = openMailboxes({ isOrphaned: (_, mailbox) => leavers.has(mailbox) });
    const { finish } = await speak(2_000);
    leavers.add(alice);
    await mailboxes.removeAllOf(alice);
    expect(await finish("hang-up")).toBeUndefined();
    const late = await speak(2_000); // the media server began to write only then
    expect(await late.finish("hang-up")).toBeUndefined();
    expect(await filesLeft()).toEqual([]);
  });

  it("that a colleague introduces is heard after the introduction", async () => {
    const { id, finish } = await speak(2_000);
    await finish("key");
    await using introduction = await mailboxes.temporaryRecording(tenant, alice);
    await writeFile(introduction.path, wavFile(3_000));
    const copy = await mailboxes.forward(id, bob, "1001", introduction.path);
    expect(copy).toMatchObject({ user: bob, forwardedBy: "1001", durationSeconds: 6, heard: false }); // 3 + ½ + 2 s
    await writeFile(introduction.path, "no sound");
    expect(await mailboxes.forward(id, bob, "1001", introduction.path)).toMatchObject({ durationSeconds: 2 });
  });

  it("that finds the mailbox full is told of, once a day", async () => {
    await mailboxes.notifyFull(tenant, alice);
    await mailboxes.notifyFull(tenant, alice);
    expect(heard).toMatchObject([{ kind: "voicemail.full", mailbox: alice }]);
  });

  it("of an unknown id there is none", async () => {
    expect(await mailboxes.message(parseMessageId("0123456789abcdef")!)).toBeUndefined();
    expect(await mailboxes.markHeard(parseMessageId("0123456789abcdef")!, true)).toBeUndefined();
  });
});

describe("after a crash", () => {
  it("a recording is left alone while it could still go on, then becomes a message", async () => {
    const { id } = await speak(0);
    await writeFile(join(mediaDir, tenant, alice, `${id}.recording.wav`), wavFile(6_000, { unfinished: true }));
    mailboxes = openMailboxes();
    await mailboxes.recover();
    expect(await mailboxes.listMessages(alice)).toEqual([]);
    const left = new Promise<void>((resolve) => {
      const push = heard.push.bind(heard);
      heard.push = (...events) => {
        if (events.some((event) => event.kind === "voicemail.left")) resolve();
        return push(...events);
      };
    });
    clock.advance(RECORDING_AGE_MS);
    await left;
    expect(await mailboxes.listMessages(alice)).toEqual([expect.objectContaining({ id, durationSeconds: 6 })]);
    const audio = await mailboxes.audioOf(id);
    expect(await readFile(audio!.path)).toEqual(wavFile(6_000)); // header put right
  });

  it("a recording in which nothing was said goes", async () => {
    await speak(300);
    clock.advance(RECORDING_AGE_MS);
    mailboxes = openMailboxes();
    await mailboxes.recover();
    expect(await filesLeft()).toEqual([]);
  });

  it("a message that was on disk but not listed is listed", async () => {
    const { id, finish } = await speak(2_000);
    await finish("key");
    await redis.flushall();
    mailboxes = openMailboxes();
    await mailboxes.recover();
    expect((await mailboxes.listMessages(alice)).map((message) => message.id)).toEqual([id]);
  });

  it("a message whose file was renamed but not noted is finished", async () => {
    const { id } = await speak(0);
    await rm(join(mediaDir, tenant, alice, `${id}.recording.wav`));
    await writeFile(join(mediaDir, tenant, alice, `${id}.wav`), wavFile(3_000));
    clock.advance(RECORDING_AGE_MS);
    await mailboxes.recover();
    expect(await mailboxes.listMessages(alice)).toEqual([expect.objectContaining({ id, durationSeconds: 3 })]);
  });
});

describe("with Redis away", () => {
  it("the message is on disk and is listed as soon as Redis is back", async () => {
    const recording = await speak(2_000);
    const away = once(redis, "end"); // only then can the connection be opened again
    redis.disconnect();
    await away;
    expect(await recording.finish("hang-up")).toMatchObject({ id: recording.id });
    await expect(mailboxes.listMessages(alice)).rejects.toMatchObject({ code: "SW_MAILBOXES_AWAY" });
    expect(await mailboxes.hasRoom(alice)).toBe(true);
    await redis.connect();
    const left = new Promise<void>((resolve) => {
      const push = heard.push.bind(heard);
      heard.push = (...events) => {
        resolve();
        return push(...events);
      };
    });
    clock.advance(5_000);
    await left;
    expect(await mailboxes.listMessages(alice)).toEqual([expect.objectContaining({ id: recording.id })]);
  });
});
