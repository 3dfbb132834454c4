import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ENGINES } from "../support/engines.ts";
import { Offhook, freePorts, type OffhookOptions } from "../support/offhook.ts";
import { descendantsOf, stillRunning } from "../support/processes.ts";

describe("a start that can't succeed says why in one line, ends, and leaves nothing running", () => {
  /** Its exit code and what it said on its standard error. */
  async function failedStart(options: OffhookOptions): Promise<{ code: number; said: readonly string[] }> {
    await using pbx = await Offhook.launch(options);
    const children = new Map<number, { pid: number; parent: number; command: string }>();
    const watch = setInterval(() => {
      for (const child of descendantsOf(pbx.pid)) children.set(child.pid, child);
    }, 20);
    const code = await pbx.ended(50_000);
    clearInterval(watch);
    expect(stillRunning([...children.values()])).toEqual([]);
    return { code, said: pbx.lines.all.filter((line) => line.startsWith("offhook:")) };
  }

  it.each(["udp", "tcp"] as const)("because the SIP port is taken (%s)", async (transport) => {
    if (!ENGINES.embedded) return;
    const ports = await freePorts();
    const holder = transport === "udp" ? createSocket("udp4") : createServer();
    if ("bind" in holder) holder.bind(ports.sip, "127.0.0.1");
    else holder.listen(ports.sip, "127.0.0.1");
    await once(holder, "listening");
    const { code, said } = await failedStart({ ports });
    holder.close();
    expect(code).toBe(1);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(
      new RegExp(`SIP_PORT: port ${ports.sip} is taken by process ${process.pid} .*SIP_PORT=.*SW_PORT_TAKEN`),
    );
  });

  it("because the HTTP port is taken", async () => {
    const ports = await freePorts();
    const holder = createServer().listen(ports.http, "127.0.0.1");
    await once(holder, "listening");
    const { code, said } = await failedStart({ ports });
    holder.close();
    expect(code).toBe(1);
    expect(said).toEqual([expect.stringContaining(`HTTP_PORT: port ${ports.http} is taken by process`)]);
  });

  it("because another Offhook runs in its data folder, which is named, and goes on", async () => {
    if (ENGINES.environment["REDIS_URL"] !== undefined) return;
    await using first = await Offhook.start();
    const { code, said } = await failedStart({ dataDir: first.dataDir, ports: first.ports });
    expect(code).toBe(1);
    expect(said).toEqual([
      expect.stringMatching(new RegExp(`${first.dataDir} is in use.*process ${first.pid} .*SW_REDIS_FOLDER_IN_USE`)),
    ]);
    expect((await first.api.metrics()).size).toBeGreaterThan(0);
  });

  it("because a variable is wrong", async () => {
    const { code, said } = await failedStart({ environment: { WORKERS: "many" } });
    expect(code).toBe(1);
    expect(said).toEqual([expect.stringMatching(/WORKERS.*\(SW_ENVIRONMENT\)$/)]);
  });

  it("because the data folder can't be one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "offhook-data-"));
    writeFileSync(join(folder, "file"), "");
    const { code, said } = await failedStart({ dataDir: join(folder, "file", "data") });
    rmSync(folder, { recursive: true, force: true });
    expect(code).toBe(1);
    expect(said).toEqual([expect.stringContaining("DATA_DIR")]);
  });
});
