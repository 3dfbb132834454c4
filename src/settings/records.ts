import { Compile } from "typebox/compile";
import { StoreUnreadable } from "./errors.ts";
import { ConferenceRecord } from "./schemas/conference.ts";
import { DeviceRecord } from "./schemas/device.ts";
import type { Kind, Records } from "./schemas/kinds.ts";
import { PhoneNumberRecord } from "./schemas/phone-number.ts";
import { ReceptionistRecord } from "./schemas/receptionist.ts";
import { RingGroupRecord } from "./schemas/ring-group.ts";
import { SharedMailboxRecord } from "./schemas/shared-mailbox.ts";
import { SiteRecord } from "./schemas/site.ts";
import { TenantRecord } from "./schemas/tenant.ts";
import { TokenRecord } from "./schemas/token.ts";
import { TrunkRecord } from "./schemas/trunk.ts";
import { UserRecord } from "./schemas/user.ts";
import { WebhookRecord } from "./schemas/webhook.ts";

const validators = {
  tenant: Compile(TenantRecord),
  user: Compile(UserRecord),
  device: Compile(DeviceRecord),
  number: Compile(PhoneNumberRecord),
  trunk: Compile(TrunkRecord),
  token: Compile(TokenRecord),
  webhook: Compile(WebhookRecord),
  site: Compile(SiteRecord),
  "ring-group": Compile(RingGroupRecord),
  conference: Compile(ConferenceRecord),
  "shared-mailbox": Compile(SharedMailboxRecord),
  receptionist: Compile(ReceptionistRecord),
} satisfies Record<Kind, unknown>;

/** What is wrong with a record, without its values: they may be secret. */
export interface Malformed {
  /** JSON pointer into the record. */
  readonly field: string;
  readonly problem: string;
}

/** Holds a record against its schema; undefined when it fits. */
export function findMalformed(kind: Kind, record: unknown): Malformed | undefined {
  const validator = validators[kind];
  if (validator.Check(record)) return undefined;
  // Of a union every member complains; the deepest complaint is the one that a person can act on.
  const [first] = validator.Errors(record).sort((a, b) => depth(b.instancePath) - depth(a.instancePath));
  // Where nothing may be, the schema is "false".
  const problem = first?.keyword === "boolean" ? "there is no such field" : first?.message;
  return { field: first?.instancePath ?? "", problem: problem ?? "not a record of this kind" };
}

/** Makes a record of what Redis holds. @throws StoreUnreadable naming the record and its field, never a value */
export function readRecord<K extends Kind>(kind: K, id: string, json: unknown): Records[K] {
  const malformed = findMalformed(kind, json);
  if (malformed !== undefined) {
    throw new StoreUnreadable(`stored ${kind} ${id} can't be read: ${malformed.field} ${malformed.problem}`);
  }
  return deepFrozen(json as Records[K]);
}

export function isKind(text: string): text is Kind {
  return Object.hasOwn(validators, text);
}

/** Records are shared by every snapshot that holds them: nobody may write into one. */
export function deepFrozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFrozen(part);
  return Object.freeze(value);
}

function depth(pointer: string): number {
  return pointer.split("/").length;
}
