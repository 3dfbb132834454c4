import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { listenerAt, ProcessTree } from "../process-tree.ts";
import { plainPhones, TRUNK_ADDRESS, type Server } from "./server.ts";

const APP = join("test", "bench", "servers", "drachtio-app.mjs");

/**
 * The drachtio-server that SIGNALLING_URL names, and on it the smallest application of drachtio-srf. It runs on this machine, takes SIP
 * at SIP_HOST and SIP_PORT (127.0.0.1 and 5060 unless set), and no other application is connected to it.
 */
export async function startDrachtio(phones: number): Promise<Server> {
  const { SIGNALLING_URL = "", SIP_HOST: host = "127.0.0.1", SIP_PORT: sipPort = "5060" } = process.env;
  const url = new URL(SIGNALLING_URL);
  const server = listenerAt(Number(url.port));
  if (server === undefined) throw new Error(`SIGNALLING_URL: no process of this machine listens at port ${url.port}`);
  const startedMs = performance.now();
  const given = [url.hostname, url.port, decodeURIComponent(url.username), TRUNK_ADDRESS];
  const app = spawn(process.execPath, [APP, ...given], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(app, "exit");
  const [said] = (await Promise.race([once(createInterface(app.stdout), "line"), ended.then(() => ["it ended"])])) as [
    string,
  ];
  if (said !== "connected") {
    app.kill("SIGKILL");
    throw new Error(`drachtio-server takes no application: ${said}`);
  }
  return {
    ...{ name: "drachtio", host, port: Number(sipPort), startMs: performance.now() - startedMs },
    phones: plainPhones(phones),
    processes: new ProcessTree([server, app.pid!], (command) => (command.includes(APP) ? "application" : "server")),
    async [Symbol.asyncDispose]() {
      app.kill("SIGTERM");
      await ended;
    },
  };
}
