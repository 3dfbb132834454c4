import { expect, it } from "vitest";
import { Scope } from "../../../src/runtime/scope.ts";
import { createRedis } from "../../../src/redis/connection.ts";
import type { PhoneNumberRecord } from "../../../src/settings/kinds/phone-number.ts";
import { kindsByName } from "../../../src/settings/kinds/kind.ts";
import { KINDS } from "../../../src/settings/kinds/kinds.ts";
import { settingsKeys } from "../../../src/redis/keys.ts";
import { Replica } from "../../../src/settings/store/replica.ts";
import { parseTenantId } from "../../../src/vocabulary/identifiers.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { Sealer } from "../../../src/sealing/sealer.ts";
import { RecordSeals } from "../../../src/settings/store/record-seals.ts";
import { testRedis } from "../../support/redis.ts";
import { keyringOf, TEST_KEY } from "../../support/secrets-key.ts";
import { e164 } from "./builders.ts";

it("a number that went from one company to another while all was read stays with its new one", async () => {
  await using redis = await testRedis();
  await using scope = new Scope();
  const raw = createRedis({ ...redis.address });
  scope.defer(() => raw.disconnect());
  await raw.connect();
  const keys = settingsKeys("test");
  const [giver, taker] = [parseTenantId("giver-tenant")!, parseTenantId("taker-tenant")!];
  const number = e164("+33170000001");
  const record: PhoneNumberRecord = { number, tenantId: taker, destination: null, version: 5 };
  // The giver was read before it gave the number away, the taker after it had it.
  await raw.hset(keys.heads, { [giver]: "2:before", [taker]: "5:after" });
  await raw.hset(keys.records(taker), `number/${number}`, JSON.stringify(record));
  await raw.hset(keys.system, "sequence", 10);

  const sealer = new Sealer({ keyring: keyringOf(TEST_KEY), inUse: TEST_KEY.id, clock: systemClock });
  const seals = new RecordSeals(sealer, keys);
  const replica = new Replica({ redis: raw, keys, kinds: kindsByName(KINDS), seals, realm: "offhook" });
  await replica.repair();
  const from = { version: 2, commit: "before" };
  const writes = [{ kind: "number", id: number }] as const;
  await replica.receive([{ sequence: 11, tenantId: giver, from, to: { version: 3, commit: "gave" }, writes }]);
  const taken = {
    sequence: 12,
    tenantId: taker,
    from: { version: 4, commit: "x" },
    to: { version: 5, commit: "after" },
  };
  await replica.receive([{ ...taken, writes: [{ kind: "number", id: number, after: record }] }]);
  expect(replica.sequence).toBe(12);
  expect(replica.snapshot.versionOf(giver)).toBe(3);
  expect(replica.snapshot.number(number)).toEqual(record);
  expect(replica.snapshot.numbers(taker)).toEqual([record]);
});
