// Loaded into each Node process of a product under test: asked over a socket, it collects garbage, writes what is left to a file and says how much that is.
const { mkdirSync } = require("node:fs");
const { createServer } = require("node:net");
const { join } = require("node:path");
const { setTimeout } = require("node:timers/promises");
const { setFlagsFromString, writeHeapSnapshot } = require("node:v8");
const { runInNewContext } = require("node:vm");

const SETTLES_WITHIN_MS = 200;

performance.setResourceTimingBufferSize(0); // Node.js keeps 250 entries of requests by fetch
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const folder = process.env.HEAP_PROBE_DIR;
if (folder) {
  mkdirSync(folder, { recursive: true });
  const part = /engines.(signalling|media)/.exec(process.argv[1] ?? "")?.[1] ?? "application";
  createServer((asker) => {
    asker.once("data", async (path) => {
      // What is finalised after the first collection is let go by the second.
      collect();
      await setTimeout(SETTLES_WITHIN_MS);
      collect();
      const { heapUsed, external } = process.memoryUsage();
      writeHeapSnapshot(String(path).trim());
      asker.end(JSON.stringify({ heapUsed, external }));
    });
    asker.on("error", () => undefined);
  })
    .listen(join(folder, `${part}-${process.pid}.sock`))
    .unref();
}
