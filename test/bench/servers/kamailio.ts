import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { freePort } from "../../support/free-ports.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { isBound } from "../../support/sockets.ts";
import { ProcessTree } from "../process-tree.ts";
import { plainPhones, type Server } from "./server.ts";

const READY_WITHIN_MS = 10_000;
const CONFIG = join("test", "bench", "servers", "kamailio.cfg");

/** Debian's Kamailio as registrar and proxy in memory: what the other rows are divided by. */
export async function startKamailio(phones: number): Promise<Server> {
  const folder = await tempFolder("offhook-bench-kamailio-");
  const port = await freePort();
  const startedMs = performance.now();
  const listen = `udp:127.0.0.1:${port}`;
  const options = [
    "-DD",
    "-E",
    "-f",
    CONFIG,
    "-l",
    listen,
    "-n",
    "2",
    "-m",
    "512",
    "-Y",
    folder.path,
    "-P",
    join(folder.path, "pid"),
  ];
  const child = spawn("kamailio", options, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-2_000)));
  const ended = once(child, "exit");
  await isBound(port, "udp", READY_WITHIN_MS).catch(() => {
    child.kill("SIGKILL");
    throw new Error(`Kamailio did not start: ${said}`);
  });
  return {
    ...{ name: "Kamailio", host: "127.0.0.1", port, startMs: performance.now() - startedMs },
    phones: plainPhones(phones),
    processes: new ProcessTree([child.pid!], () => "server"),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}
