// Loaded into each of Offhook's processes by `npm run bench -- --profile FOLDER`. SIGUSR2 starts a processor profile, and ends it.
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { basename, dirname, join } from "node:path";

/** Of one process, so that names sort by time. */
let taken = 0;
let session;

process.on("SIGUSR2", () => (session === undefined ? start() : stop()));

function start() {
  session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.start");
}

function stop() {
  const ended = session;
  session = undefined;
  ended.post("Profiler.stop", (failure, result) => {
    ended.disconnect();
    if (failure !== null) return;
    const part = basename(dirname(process.argv[1] ?? "")) || "node";
    const name = `${String(++taken).padStart(3, "0")}-${part}-${process.pid}.cpuprofile`;
    writeFileSync(join(process.env.BENCH_PROFILES, name), JSON.stringify(result.profile));
  });
}
