import { describe, expect, it } from "vitest";
import { ChildFailed, runChild, type ChildSpec } from "../../../src/runtime/child-process.ts";
import { systemClock } from "../../../src/runtime/clock.ts";

const node = (script: string, changes: Partial<ChildSpec> = {}): ChildSpec => ({
  name: "the child",
  command: process.execPath,
  args: ["-e", script],
  input: "{}",
  readyWithinMs: 10_000,
  onLine: () => undefined,
  clock: systemClock,
  ...changes,
});
const READY = `process.send("ready", () => process.disconnect());`;
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("a child process", () => {
  it("is there once it says it is ready, gets its input, and hands on its log", async () => {
    const lines: string[] = [];
    let told: () => void;
    const logged = new Promise<void>((resolve) => (told = resolve));
    const onLine = (line: string): void => {
      lines.push(line);
      told();
    };
    const script = `process.stdin.once("data", (text) => { ${READY} console.log("got " + text.toString().trim()); });`;
    await using _child = await runChild(node(script, { input: '{"port":1}', onLine }));
    await logged;
    expect(lines).toEqual(['got {"port":1}']);
  });

  it("that ends at once fails with the last line it wrote", async () => {
    const start = runChild(node(`console.error("first\\nport 5060 is taken"); process.exit(1)`));
    await expect(start).rejects.toThrow(new ChildFailed("port 5060 is taken"));
  });

  it("that dies of an exception fails with that, not with the last line of its stack", async () => {
    const start = runChild(node(`throw new RangeError("no such network")`));
    await expect(start).rejects.toThrow(new ChildFailed("RangeError: no such network"));
  });

  it("that cannot be found fails with the reason", async () => {
    await expect(runChild(node("", { command: "no-such-program" }))).rejects.toThrow(/ENOENT/);
  });

  it("that never gets ready is ended", async () => {
    let pid = 0;
    let told: () => void;
    const known = new Promise<void>((resolve) => (told = resolve));
    const onLine = (line: string): void => {
      pid = Number(line);
      told();
    };
    const start = runChild(
      node(`console.log(process.pid); setInterval(() => {}, 1000)`, {
        onLine,
        clock: { ...systemClock, sleep: (_forMs, signal) => (signal?.aborted === true ? Promise.resolve() : known) },
      }),
    );
    await expect(start).rejects.toThrow("the child was not ready within 10000 ms");
    expect(alive(pid)).toBe(false);
  });

  it("tells when and why it died", async () => {
    const child = await runChild(
      node(`${READY} process.stdin.resume(); process.exitCode = 3; setTimeout(() => process.exit(), 10)`),
    );
    expect(await child.exited).toBe("ended with code 3");
  });

  it("that ignores SIGTERM is killed after five seconds", async () => {
    let kill: (() => void) | undefined;
    const clock = {
      ...systemClock,
      arm: (afterMs: number, ring: () => void) => {
        expect(afterMs).toBe(5_000);
        kill = ring;
        return { disarm: () => undefined };
      },
    };
    const child = await runChild(
      node(`process.on("SIGTERM", () => {}); ${READY} setInterval(() => {}, 1000)`, { clock }),
    );
    const ended = child[Symbol.asyncDispose]();
    kill?.();
    await ended;
    expect(await child.exited).toBe("ended with SIGKILL");
  });
});
