import type { SettingsKeys } from "../../redis/keys.ts";
import type { PlaceOfRecord, Sealer } from "../../sealing/sealer.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import type { SettingKind } from "../kinds/kind.ts";
import { storedOf, withUnopened } from "../unopened.ts";

/** Records on their way to Redis and back: what is secret in them is sealed there, in the change feed too. */
export class RecordSeals {
  readonly #sealer: Sealer;
  readonly #keys: SettingsKeys;

  constructor(sealer: Sealer, keys: SettingsKeys) {
    this.#sealer = sealer;
    this.#keys = keys;
  }

  /** As Redis holds it. What could not be opened stays the sealed text that it was. @throws SecretsKeyMissing */
  seal(tenant: TenantId, kind: SettingKind, id: string, record: object): object {
    const names = Object.keys(kind.sealed ?? {});
    const kept = names.flatMap((name) => {
      const stored = storedOf(record, name);
      return stored === undefined ? [] : [[name, stored] as const];
    });
    const keptNames = new Set(kept.map(([name]) => name));
    const due = names.filter((name) => !keptNames.has(name));
    return { ...this.#sealer.sealFields(record, due, this.#placeOf(tenant, kind, id)), ...Object.fromEntries(kept) };
  }

  /** As the system works with it. @param json  as Redis holds it */
  open(tenant: TenantId, kind: SettingKind, id: string, json: unknown): unknown {
    const { sealed } = kind;
    if (sealed === undefined || typeof json !== "object" || json === null) return json;
    const place = this.#placeOf(tenant, kind, id);
    const { fields, unopened } = this.#sealer.openFields(json, Object.keys(sealed), place);
    return withUnopened(fields, unopened, sealed);
  }

  #placeOf(tenant: TenantId, { name }: SettingKind, id: string): PlaceOfRecord {
    return { key: this.#keys.records(tenant), field: `${name}/${id}` };
  }
}
