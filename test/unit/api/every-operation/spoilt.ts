import { Compile } from "typebox/compile";
import { HOSTILE, type JsonSchema } from "../../../support/any-json.ts";
import { seededRandom } from "../../../support/random.ts";

/** Another type, nothing, too small, too large, of another kind. */
const WRONG: readonly unknown[] = [
  ...HOSTILE,
  ...[-1, 3, 0.5, 1e15, "3", "yes", [null], { kind: "nothing-known" }, { kind: "user" }, [{ kind: "repeat" }]],
];

/**
 * The body of a right request with one thing wrong in it: another value somewhere, something left out, something unknown.
 * None of them fits the schema.
 */
export function spoilt(schema: JsonSchema, body: unknown, count: number, seed: number): unknown[] {
  const random = seededRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
  const validator = Compile(schema as never);
  const found: unknown[] = [];
  for (let attempt = 0; attempt < 10 * count && found.length < count; attempt++) {
    const holder = { body: structuredClone(body) };
    const place = pick(placesIn(holder));
    if (place === undefined) break;
    const way = random();
    if (way < 0.2) Reflect.deleteProperty(place.holder, place.name);
    else if (way < 0.35) Object.assign(place.holder, { surprise: pick(WRONG) });
    else place.holder[place.name] = pick(WRONG);
    if (holder.body !== undefined && !validator.Check(holder.body)) found.push(holder.body);
  }
  return found;
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly name: string;
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((name) => [{ holder, name }, ...placesIn(holder[name])]);
}
