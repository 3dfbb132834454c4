import { Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { atNextBeat, gatherWrites, patiently, PATIENCE_MS } from "../../../src/runtime/gather-writes.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

/** A socket that notes what each system call would have carried. */
function socket(): { readonly writable: Writable; readonly calls: string[] } {
  const calls: string[] = [];
  const writable = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      calls.push(String(chunk));
      done();
    },
    writev: (chunks, done) => {
      calls.push(chunks.map(({ chunk }) => String(chunk)).join(""));
      done();
    },
  });
  gatherWrites(writable);
  return { writable, calls };
}

it("what one turn of the event loop writes leaves in one piece, in its order", async () => {
  const { writable, calls } = socket();
  for (const text of ["GET a;", "GET b;", "GET c;"]) writable.write(text);
  await Promise.resolve();
  writable.write("GET d;");
  expect(calls).toEqual([]);
  await turn();
  expect(calls).toEqual(["GET a;GET b;GET c;GET d;"]);
  writable.write("GET e;");
  await turn();
  expect(calls).toEqual(["GET a;GET b;GET c;GET d;", "GET e;"]);
});

it("a socket that is ended in the same turn has sent what was written before", async () => {
  const { writable, calls } = socket();
  writable.write("QUIT;");
  writable.end();
  await turn();
  expect(calls).toEqual(["QUIT;"]);
});

it("what nothing waits for leaves with the next command that something waits for, in its order", async () => {
  const { writable, calls } = socket();
  patiently(() => writable.write("HSET a;"));
  await turn();
  expect(calls).toEqual([]);
  writable.write("GET b;");
  patiently(() => writable.write("HSET c;"));
  await turn();
  expect(calls).toEqual(["HSET a;GET b;HSET c;"]);
});

it("what nothing waits for leaves by itself before long, and when its socket is ended", async () => {
  const { writable, calls } = socket();
  const startedMs = performance.now();
  patiently(() => writable.write("HSET a;"));
  patiently(() => writable.write("HSET b;"));
  await expect.poll(() => calls, { interval: 1 }).toEqual(["HSET a;HSET b;"]);
  expect(performance.now() - startedMs).toBeGreaterThan(PATIENCE_MS - 2);
  patiently(() => writable.write("HSET c;"));
  writable.end();
  await turn();
  expect(calls).toEqual(["HSET a;HSET b;", "HSET c;"]);
});

it("what waits for a beat is done in one turn, within the patience, and what was given up is not", () => {
  const clock = new VirtualClock();
  const done: string[] = [];
  atNextBeat(clock, () => done.push(`dialogs at ${clock.nowMs()}`));
  clock.advance(PATIENCE_MS / 2);
  atNextBeat(clock, () => done.push(`events at ${clock.nowMs()}`));
  atNextBeat(clock, () => done.push("given up")).disarm();
  const beatMs = clock.nowMs() + PATIENCE_MS / 2;
  clock.advance(PATIENCE_MS / 2);
  expect(done).toEqual([`dialogs at ${beatMs}`, `events at ${beatMs}`]);
  atNextBeat(clock, () => done.push("the next beat"));
  clock.advance(PATIENCE_MS - 1);
  expect(done).toHaveLength(2);
  clock.advance(1);
  expect(done.at(-1)).toBe("the next beat");
});
