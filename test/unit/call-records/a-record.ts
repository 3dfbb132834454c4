import type { StoredRecord } from "../../../src/call-records/stored-record.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseCallId, parseTenantId, parseTrunkId, parseUserId } from "../../../src/vocabulary/identifiers.ts";

export const TENANT = parseTenantId("tenant-acme")!;
export const ALICE = parseUserId("user-alice")!;
export const BOB = parseUserId("user-bobby")!;
const TRUNK = parseTrunkId("trunk-one")!;
export const EIGHT_MS = Date.UTC(2026, 0, 1, 8);

/** Carol calls Alice over a trunk at eight in the morning, and they talk for a minute. */
export function aRecord(over: Partial<StoredRecord> = {}): StoredRecord {
  const startedAtMs = over.startedAtMs ?? EIGHT_MS;
  return {
    call: "c0ffee",
    tenant: TENANT,
    direction: "inbound",
    callId: parseCallId("abc@192.0.2.1")!,
    caller: { number: parseE164("+33612345678")!, name: "Carol", trunk: TRUNK },
    dialled: "+33170000001",
    user: ALICE,
    legs: [{ leg: "c0ffee-1", callee: { user: ALICE }, calledAtMs: startedAtMs, ringingAtMs: startedAtMs + 1_000 }],
    transfers: [],
    media: null,
    answeredBy: { user: ALICE },
    startedAtMs,
    ringingAtMs: startedAtMs + 1_000,
    answeredAtMs: startedAtMs + 5_000,
    endedAtMs: startedAtMs + 65_000,
    outcome: "answered",
    hungUpBy: "caller",
    people: { [ALICE]: { name: "Alice", extension: "1001" }, [BOB]: { name: "Bob", extension: "1002" } },
    trunks: { [TRUNK]: "Provider" },
    ...over,
  };
}
