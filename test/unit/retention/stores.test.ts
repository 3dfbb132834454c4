import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callKeys, eventKeys, mailboxKeys, settingsKeys } from "../../../src/redis/keys.ts";
import { retentionOf } from "../../../src/open-retention.ts";
import type { UserId } from "../../../src/vocabulary/identifiers.ts";
import { startApi, type ApiServer } from "../../support/api-server.ts";
import { patiently } from "../../support/patiently.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";
import { wavFile } from "../../support/wav-file.ts";
import { aRecord } from "../call-records/a-record.ts";

const DAY_MS = 86_400_000;
let pbx: ApiServer;
let alice: UserId;
beforeAll(async () => {
  pbx = await startApi();
  const user = { name: "Alice", email: "alice@example.com", extension: "2001" };
  alice = ((await pbx.ask("POST", "/users", user)).body as { id: UserId }).id;
}, 30_000);
afterAll(() => pbx[Symbol.asyncDispose]());

/** How much of each there is in Redis. */
async function kept() {
  const { redis } = pbx.settings;
  const { records, traces } = callKeys();
  return {
    records: await redis.hlen(records(pbx.tenantId)),
    traces: await redis.hlen(traces(pbx.tenantId)),
    messages: await redis.hlen(mailboxKeys().messages(alice)),
    journal: await redis.xlen(settingsKeys().audit(pbx.tenantId)),
    events: await redis.xlen(eventKeys().log(pbx.tenantId)),
  };
}

/** As if so many days had passed, one process looks for what is too old, until this is what is kept. */
async function afterDays(days: number, left: Partial<Awaited<ReturnType<typeof kept>>>): Promise<void> {
  const { settings, callRecords, mailboxes } = pbx;
  const clock = new VirtualClock(Date.now() + days * DAY_MS);
  const logger = pino({ level: "silent" });
  const retention = retentionOf({ redis: settings.redis, settings, clock, logger }, callRecords, mailboxes);
  try {
    await patiently(async () => expect(await kept()).toMatchObject(left));
  } finally {
    await retention[Symbol.asyncDispose]();
  }
}

describe("what a company keeps", () => {
  it("goes from Redis and from the disk when its days are over, each by its own setting", async () => {
    const { status } = await pbx.ask("PATCH", "/tenant", {
      ...{ callRecordDays: 30, traceDays: 7, messageDays: 60, journalDays: 365, eventDays: 1 },
    });
    expect(status).toBe(200);
    const trace = { plan: null, decisions: [], messages: [], left: 0 };
    await pbx.callRecords.write({ ...aRecord({}), tenant: pbx.tenantId, startedAtMs: Date.now() }, trace);
    const about = { tenant: pbx.tenantId, user: alice, from: "+33612345678", caller: {} };
    const recording = await pbx.mailboxes.begin(about);
    await writeFile(recording.path, wavFile(3_000));
    const message = await recording.finish("hang-up");
    await patiently(async () => expect((await kept()).events).toBeGreaterThan(0));
    const { journal } = await kept();
    const all = { records: 1, traces: 1, messages: 1, journal };
    expect(await kept()).toMatchObject(all);

    await afterDays(2, { ...all, events: 0 }); // which are looked at last
    await afterDays(8, { ...all, traces: 0 });
    await afterDays(31, { records: 0, messages: 1, journal });
    expect(await pbx.mailboxes.audioOf(message!.id)).toBeDefined();
    await afterDays(61, { records: 0, messages: 0, journal });
    expect(await readdir(join(pbx.folder, pbx.tenantId, alice))).toEqual([]);
    await afterDays(366, { journal: 0 });
  });
});
