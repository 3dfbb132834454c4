import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { printTable, medians, type Measured } from "./figures.ts";
import { Generator } from "./generator.ts";
import { FULL, ROWS, SHORT, type RowName } from "./plan.ts";
import { Rows } from "./rows.ts";
import { startDrachtio } from "./servers/drachtio.ts";
import { startKamailio } from "./servers/kamailio.ts";
import { startOffhook } from "./servers/offhook.ts";
import type { Server } from "./servers/server.ts";

/**
 * Measures Offhook and its peers one after the other on this machine. Nothing here asserts a time; what fails is work that was
 * not done. See the README beside this file.
 */
const { values } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    json: { type: "string" },
    profile: { type: "string" },
    only: { type: "string" },
    rows: { type: "string" },
    seconds: { type: "string" },
    repeats: { type: "string" },
    workers: { type: "string", default: "1" },
  },
});
const { rows, seconds, repeats } = values;
const plan = {
  ...(values.short ? SHORT : FULL),
  ...(rows === undefined ? {} : { rows: rowsNamed(rows) }),
  ...(seconds === undefined ? {} : { seconds: Number(seconds) }),
  ...(repeats === undefined ? {} : { repeats: Number(repeats) }),
};
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

const profiling = values.profile === undefined ? {} : profilerIn(resolve(values.profile));
const servers: Readonly<Record<string, () => Promise<Server>>> = {
  kamailio: () => startKamailio(plan.phones),
  ...(process.env["SIGNALLING_URL"] === undefined ? {} : { drachtio: () => startDrachtio(plan.phones) }),
  offhook: () => startOffhook(plan.phones, { WORKERS: values.workers, ...profiling }),
};
const chosen = values.only === undefined ? Object.keys(servers) : values.only.split(",");

const measured: Measured[] = [];
for (const name of chosen) {
  const start = servers[name];
  if (start === undefined) throw new Error(`--only ${name}: there are ${Object.keys(servers).join(", ")}`);
  measured.push(await measure(start));
}
process.stdout.write(`${printTable(measured, "Kamailio")}\n`);
if (values.json !== undefined) {
  mkdirSync(dirname(values.json), { recursive: true });
  writeFileSync(values.json, `${JSON.stringify({ at: new Date().toISOString(), plan, measured }, undefined, 2)}\n`);
}
const shortfalls = measured.flatMap(({ server, shortfalls: some }) =>
  some.map(({ row, what }) => `${server}: ${row}: ${what}`),
);
if (shortfalls.length > 0) {
  process.stdout.write(`${shortfalls.join("\n")}\n`);
  process.exitCode = 1;
}

async function measure(start: () => Promise<Server>): Promise<Measured> {
  await using server = await start();
  await using generator = await Generator.open(server);
  const rows = new Rows(server, generator, { ...plan, isProfiled: values.profile !== undefined }, tell);
  await rows.measure();
  return { server: server.name, figures: medians(rows.figures), shortfalls: rows.shortfalls };
}

function rowsNamed(text: string): readonly RowName[] {
  return text.split(",").map((name) => {
    const row = ROWS.find((known) => known === name);
    if (row === undefined) throw new Error(`--rows ${name}: there are ${ROWS.join(", ")}`);
    return row;
  });
}

/** The environment in which each of Offhook's processes writes its processor profiles into this folder. */
function profilerIn(folder: string): Readonly<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  return { NODE_OPTIONS: `--import ${resolve("test", "bench", "profiler.mjs")}`, BENCH_PROFILES: folder };
}
