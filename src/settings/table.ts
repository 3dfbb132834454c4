/**
 * A map that never changes: `put` and `drop` return a new one that shares all but one bucket with the old.
 * So a call keeps the settings it started with at no cost, and one change of 10,000 users costs microseconds.
 * Its order of iteration means nothing.
 */
export interface Table<Value> {
  readonly size: number;
  /** Always a power of two; by the low bits of the key's hash. */
  readonly buckets: readonly (ReadonlyMap<string, Value> | undefined)[];
}

/** Small enough for companies of three people, of which a provider may have thousands. */
const SMALLEST_BUCKETS = 8;
/** Above this mean number of entries a bucket, the table is spread over `GROWTH` times as many. */
const FULL_BUCKET = 16;
const GROWTH = 8;

const EMPTY: Table<never> = { size: 0, buckets: new Array<undefined>(SMALLEST_BUCKETS).fill(undefined) };

export function emptyTable<Value>(): Table<Value> {
  return EMPTY;
}

export function get<Value>(table: Table<Value>, key: string): Value | undefined {
  return table.buckets[bucketOf(key, table.buckets.length)]?.get(key);
}

export function put<Value>(table: Table<Value>, key: string, value: Value): Table<Value> {
  const at = bucketOf(key, table.buckets.length);
  const bucket = new Map(table.buckets[at]);
  const grown = bucket.has(key) ? 0 : 1;
  bucket.set(key, value);
  const buckets = table.buckets.slice();
  buckets[at] = bucket;
  const next = { size: table.size + grown, buckets };
  return next.size > FULL_BUCKET * buckets.length ? spread(next, buckets.length * GROWTH) : next;
}

/** Many at once, at the price of one copy. */
export function putAll<Value>(table: Table<Value>, entries: ReadonlyMap<string, Value>): Table<Value> {
  let count = table.buckets.length;
  while (table.size + entries.size > FULL_BUCKET * count) count *= GROWTH;
  const { buckets } = spread(table, count);
  let { size } = table;
  for (const [key, value] of entries) {
    const bucket = (buckets[bucketOf(key, count)] ??= new Map<string, Value>());
    if (!bucket.has(key)) size += 1;
    bucket.set(key, value);
  }
  return { size, buckets };
}

export function drop<Value>(table: Table<Value>, key: string): Table<Value> {
  const at = bucketOf(key, table.buckets.length);
  if (table.buckets[at]?.has(key) !== true) return table;
  const bucket = new Map(table.buckets[at]);
  bucket.delete(key);
  const buckets = table.buckets.slice();
  buckets[at] = bucket.size === 0 ? undefined : bucket;
  return { size: table.size - 1, buckets };
}

export function* values<Value>(table: Table<Value>): Generator<Value> {
  for (const bucket of table.buckets) if (bucket !== undefined) yield* bucket.values();
}

export function* keys(table: Table<unknown>): Generator<string> {
  for (const bucket of table.buckets) if (bucket !== undefined) yield* bucket.keys();
}

function spread<Value>(
  table: Table<Value>,
  count: number,
): { size: number; buckets: (Map<string, Value> | undefined)[] } {
  const buckets = new Array<Map<string, Value> | undefined>(count).fill(undefined);
  for (const bucket of table.buckets) {
    if (bucket === undefined) continue;
    for (const [key, value] of bucket) (buckets[bucketOf(key, count)] ??= new Map<string, Value>()).set(key, value);
  }
  return { size: table.size, buckets };
}

/** FNV-1a, folded so that its low bits are the well-mixed ones. */
function bucketOf(key: string, count: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) & (count - 1);
}
