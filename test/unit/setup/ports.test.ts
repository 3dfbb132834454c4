import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { systemClock as clock } from "../../../src/runtime/clock.ts";
import { readEnvironment, type Environment } from "../../../src/runtime/environment.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { PortsTaken, requirePorts } from "../../../src/setup/ports.ts";
import { freePort } from "../../support/free-ports.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const HOST = "127.0.0.1";

async function environment(more: Record<string, string> = {}): Promise<Environment> {
  const [http, sip] = await Promise.all([freePort(), freePort()]);
  return readEnvironment(
    { HTTP_HOST: HOST, HTTP_PORT: String(http), SIP_HOST: HOST, SIP_PORT: String(sip), ...more },
    process.cwd(),
  );
}

/** What a start says about the ports; "" when all are free. */
async function said(wanted: Environment): Promise<string> {
  return requirePorts(wanted, clock).then(
    () => "",
    (failure: unknown) => (failure instanceof PortsTaken ? failure.message : Promise.reject(failure as Error)),
  );
}

it("a start with free ports opens and leaves them free", async () => {
  const wanted = await environment();
  expect(await said(wanted)).toBe("");
  expect(await said(wanted)).toBe("");
});

it("a start says of every port that is taken by which process, and how to choose another, once for UDP and TCP", async () => {
  await using scope = new Scope();
  const wanted = await environment();
  const [udp, tcp, web] = [createSocket("udp4"), createServer(), createServer()];
  for (const server of [udp, tcp, web]) scope.defer(() => void server.close());
  await Promise.all([
    once(udp.bind(wanted.sip.port, HOST), "listening"),
    once(tcp.listen(wanted.sip.port, HOST), "listening"),
    once(web.listen(wanted.http.port, HOST), "listening"),
  ]);

  const lines = (await said(wanted)).split("\n");
  expect(lines.map((line) => line.split(":")[0])).toEqual(["SIP_PORT", "HTTP_PORT"]);
  for (const line of lines) expect(line).toContain(`is taken by process ${process.pid} (node`);
  expect(lines[0]).toContain(`choose another one: SIP_PORT=${wanted.sip.port + 1}`);
});

it("a start waits for an engine of a system that was killed, which still has the port", async () => {
  await using folder = await tempFolder();
  await using scope = new Scope();
  const program = join(folder.path, "engine.mjs");
  await writeFile(
    program,
    `import { createServer } from "node:net";
     createServer().listen(0, "${HOST}", function () { console.log(this.address().port); });
     process.on("SIGTERM", () => process.exit());`,
  );
  // Its parent ends at once, as a system that was killed.
  const parent = spawn("/bin/sh", ["-c", `"$0" "$1" & echo $!`, process.execPath, program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  parent.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  while (text.split("\n").length < 3) await once(parent.stdout, "data");
  const [pid = 0, port = 0] = text.split("\n").map(Number);
  scope.defer(() => {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // it has ended, as it should
    }
  });

  const wanted = { ...(await environment({ HTTP_PORT: String(port) })), enginesDir: folder.path };
  const looked = said(wanted);
  await clock.sleep(60); // longer than one look
  process.kill(pid, "SIGTERM");
  expect(await looked).toBe("");
});

it("the system's own engines are no orphans while it lives", async () => {
  await using scope = new Scope();
  const server = createServer();
  scope.defer(() => void server.close());
  await once(server.listen(0, HOST), "listening");
  const { port } = server.address() as AddressInfo;
  expect(await said(await environment({ HTTP_PORT: String(port) }))).toContain(`process ${process.pid}`);
});
