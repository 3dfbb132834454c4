import { once } from "node:events";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join, resolve } from "node:path";

/** What the product's processes are started with, so that `liveObjects` can ask them. */
export function heapProbe(folder: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--require=${resolve("test", "soak", "heap-probe.cjs")}`, HEAP_PROBE_DIR: folder };
}

/** What a process holds after garbage has been collected. */
export interface Heap {
  readonly bytes: number;
  /** Live objects and functions by the name of their constructor, or their own. */
  readonly objects: ReadonlyMap<string, number>;
}

/** By part: "application", "signalling", "media". */
export async function heaps(folder: string): Promise<ReadonlyMap<string, Heap>> {
  const found = new Map<string, Heap>();
  for (const socket of readdirSync(folder).filter((name) => name.endsWith(".sock"))) {
    const snapshot = join(folder, `${socket}.heapsnapshot`);
    const bytes = await ask(join(folder, socket), snapshot);
    found.set(socket.slice(0, socket.lastIndexOf("-")), { bytes, objects: countObjects(snapshot) });
    rmSync(snapshot);
  }
  return found;
}

async function ask(socket: string, snapshot: string): Promise<number> {
  const connection = connect(socket);
  connection.write(snapshot);
  let answer = "";
  connection.setEncoding("utf8").on("data", (chunk: string) => (answer += chunk));
  await once(connection, "close");
  const { heapUsed, external } = JSON.parse(answer) as { heapUsed: number; external: number };
  return heapUsed + external;
}

/** Of V8's format: rows of numbers, whose meaning and types `meta` tells. */
interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: readonly string[]; readonly node_types: unknown[][] } };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

function countObjects(file: string): ReadonlyMap<string, number> {
  const { snapshot, nodes, strings } = JSON.parse(readFileSync(file, "utf8")) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name, width] = [fields.indexOf("type"), fields.indexOf("name"), fields.length];
  const kinds = types[type] as readonly string[];
  const counts = new Map<string, number>();
  for (let at = 0; at < nodes.length; at += width) {
    const kind = kinds[nodes[at + type] ?? 0];
    if (kind !== "object" && kind !== "closure") continue;
    const key = `${kind} ${strings[nodes[at + name] ?? 0] ?? ""}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
