import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { Scope } from "../../src/runtime/scope.ts";
import { ENGINES } from "../support/engines.ts";
import { freePort } from "../support/free-ports.ts";
import { Offhook, TRUNK_ADDRESS, type OffhookOptions } from "../support/offhook.ts";
import { OutgoingCall } from "../support/sip-call.ts";
import { statusOf } from "../support/sip-text.ts";
import { isReady, isRepaired, kill, pause, standStill, stop } from "./dying-parts/part.ts";
import { NOT_ENDED, outcomesOf, type Outcome, type Outcomes } from "./dying-parts/outcome.ts";
import { OPENS, type CallInState, type State, type System } from "./dying-parts/states.ts";
import { providerPeer, silence } from "./office.ts";
import { SDP } from "./outside.ts";

// The table "When a part dies" of the README: each of its cells is one of these outcomes.

const STATES = Object.keys(OPENS) as State[];
const ALL_GO_ON = outcomesFor(() => "goes on");
/** What the parties of a call in each state see, caller first, when it is ended for them. */
const ENDED: Readonly<Record<State, readonly string[]>> = {
  ringing: ["503", "CANCEL"],
  "press 1": ["503", "BYE"],
  talking: ["BYE", "BYE"],
  held: ["BYE", "BYE"],
  message: ["BYE"],
  conference: ["BYE", "BYE"],
  transferring: ["BYE", "BYE", "CANCEL"],
};
const ENGINE_LOST = 'SIP;cause=503;text="Signalling engine lost"';
const PROCESS_LOST = 'SIP;cause=503;text="Application process lost"';
const MEDIA_LOST = 'SIP;cause=503;text="Media server lost"';
/** Both sides are ended within this time. */
const ENDED_WITHIN_MS = 5_000;
/** A worker that stands still is killed after ten seconds; only then it is gone. */
const KILLED_AFTER_MS = 14_000;
/** A caller whose message finds the disk full hears so first. */
const DISK_FULL_WITHIN_MS = 10_000;
const FILLED_AT_ONCE = 1_000_000;

function outcomesFor(outcome: (state: State) => Outcomes[State]): Outcomes {
  return Object.fromEntries(STATES.map((state) => [state, outcome(state)])) as Outcomes;
}

const allEnded = (reason: string): Outcomes => outcomesFor((state) => ENDED[state].map((by) => ({ by, reason })));

async function open(scope: Scope, options: OffhookOptions = {}): Promise<System> {
  const pbx = scope.own(await Offhook.start(options));
  const trunkPort = await freePort(TRUNK_ADDRESS);
  await pbx.addTrunk(trunkPort);
  return { pbx, trunkPort };
}

/** A call in each of these states; disposing takes their telephones away. */
async function calls(system: System, states = STATES): Promise<Map<State, CallInState> & AsyncDisposable> {
  const scope = new Scope();
  const opened = states.map(async (state) => [state, await OPENS[state](system, scope)] as const);
  const all = await Promise.all(opened).catch(async (failure: unknown) => {
    await scope[Symbol.asyncDispose]();
    throw failure;
  });
  return Object.assign(new Map(all), { [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose]() });
}

/** The next calls ring, reach voicemail, and leave nothing behind. */
async function servesAgain(system: System): Promise<void> {
  await using next = await calls(system, ["ringing", "message"]);
  await Promise.all([...next.values()].map(({ goesOn }) => goesOn()));
  await silence(system.pbx);
}

/** Undefined: this machine gives us none. */
function smallDisk(scope: Scope): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "offhook-small-"));
  scope.defer(() => rmSync(folder, { recursive: true, force: true }));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=160m", "offhook-test", folder], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  scope.defer(() => void execFileSync("umount", ["-l", folder]));
  return folder;
}

/** Takes all room but so many bytes. */
function fill(folder: string, leaving: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const file = openSync(join(folder, `leaving-${leaving}`), "w");
  try {
    for (let left = bavail * bsize - leaving; left > 0; left -= FILLED_AT_ONCE)
      writeSync(file, Buffer.alloc(Math.min(FILLED_AT_ONCE, left)));
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== "ENOSPC") throw failure; // others write too
  } finally {
    closeSync(file);
  }
}

// Two pauses and a kill take 50 s on a quiet machine.
vi.setConfig({ testTimeout: 180_000 });

if (ENGINES.embedded) {
  it.concurrent(
    "the signalling engine: pauses cost no call; killed, it costs all, ended on both sides, and the next are served",
    async () => {
      await using scope = new Scope();
      const system = await open(scope);
      {
        await using paused = await calls(system);
        await pause(system.pbx, "signalling", 5_000);
        await pause(system.pbx, "signalling", 30_000);
        expect(await outcomesOf(paused, 0)).toEqual(ALL_GO_ON);
      }

      await using killed = await calls(system);
      const atMs = await kill(system.pbx, "signalling");
      expect(await outcomesOf(killed, atMs + ENDED_WITHIN_MS)).toEqual(allEnded(ENGINE_LOST));
      await killed.get("message")?.kept?.();
      await isRepaired(system.pbx, "signalling");
      await servesAgain(system);
    },
  );

  it.concurrent(
    "the media engine: pauses cost no call; killed, it costs those that it speaks to, and no message",
    async () => {
      await using scope = new Scope();
      const system = await open(scope);
      {
        await using paused = await calls(system);
        await pause(system.pbx, "media", 5_000);
        await pause(system.pbx, "media", 30_000);
        // A message that is being left may end with the long pause; what was said before is kept either way.
        const { message: _, ...outcomes } = await outcomesOf(paused, 0);
        const { message: __, ...others } = ALL_GO_ON;
        expect(outcomes).toEqual(others);
        await paused.get("message")?.kept?.();
      }

      await using killed = await calls(system);
      const atMs = await kill(system.pbx, "media");
      const lost = allEnded(MEDIA_LOST);
      expect(await outcomesOf(killed, atMs + ENDED_WITHIN_MS)).toEqual({
        ...{ ...ALL_GO_ON, message: lost.message, conference: lost.conference },
        // The caller's call goes on to the mailbox, which needs the media engine too.
        "press 1": [
          { by: "503", reason: "" },
          { by: "BYE", reason: MEDIA_LOST },
        ],
      });
      await killed.get("message")?.kept?.();
      await isRepaired(system.pbx, "media");
      await servesAgain(system);
    },
  );

  it.concurrent("Redis: killed and paused while calls go on, it is not missed", async () => {
    await using scope = new Scope();
    const system = await open(scope);
    await using going = await calls(system);
    await kill(system.pbx, "redis");
    await isRepaired(system.pbx, "redis");
    await pause(system.pbx, "redis", 5_000);
    await pause(system.pbx, "redis", 30_000);
    expect(await outcomesOf(going, 0)).toEqual(ALL_GO_ON);
    await servesAgain(system);
  });

  it.concurrent(
    "one of two application processes: a short pause costs no call; killed or stuck, it costs its own, ended on both sides",
    async () => {
      await using scope = new Scope();
      const system = await open(scope, { environment: { WORKERS: "2" } });
      for (const [end, withinMs] of [
        [kill, ENDED_WITHIN_MS],
        [stop, KILLED_AFTER_MS],
      ] as const) {
        await using some = await calls(system);
        await using more = await calls(
          system,
          STATES.filter((state) => state !== "press 1"),
        );
        if (end === kill) await standStill(system.pbx, "worker", 5_000);
        const atMs = await end(system.pbx, "worker");
        const all = await Promise.all([some, more].map((each) => outcomesOf(each, atMs + withinMs)));
        const isLost = all.flatMap((outcomes) => STATES.map((state) => isWhollyLost(state, outcomes[state])));
        expect(isLost).toContain(true);
        expect(isLost).toContain(false);
        await system.pbx.lines.waitFor((line) => line.includes('"engine.restarted"'), { withinMs: 20_000 });
        await silence(system.pbx);
      }
    },
  );

  it.concurrent(
    "the whole system: a full disk costs no call and no message; killed and started again, it ends all calls on both sides",
    async () => {
      await using scope = new Scope();
      const dataDir = smallDisk(scope);
      const system = await open(scope, dataDir === undefined ? {} : { dataDir });
      if (dataDir !== undefined) await disksFill(system, dataDir);

      await using killed = await calls(system);
      const { pbx } = system;
      process.kill(pbx.pid, "SIGKILL");
      await pbx.ended();
      scope.own(await Offhook.start({ dataDir: pbx.dataDir, ports: pbx.ports }));
      expect(await outcomesOf(killed, Date.now() + ENDED_WITHIN_MS)).toEqual(allEnded(PROCESS_LOST));
    },
  );
}

/** A call is its process's, and lost with it on all sides, or another's, and goes on. @returns which */
function isWhollyLost(state: State, outcome: Outcome | undefined): boolean | undefined {
  if (outcome === "goes on" || outcome === undefined) return outcome === undefined ? undefined : false;
  const lost = ENDED[state].map((by) => ({ by, reason: PROCESS_LOST }));
  if (state !== "conference") expect({ state, outcome }).toEqual({ state, outcome: lost });
  // Of a conference each participant is some process's.
  else for (const end of [outcome].flat()) expect([NOT_ENDED, lost[0]]).toContainEqual(end);
  return true;
}

async function disksFill(system: System, folder: string): Promise<void> {
  const { pbx } = system;
  const absent = await pbx.person();
  await using going = await calls(system);
  fill(folder, 50_000_000);
  await isReady(pbx, false);
  await using trunk = await providerPeer(pbx);
  const visitor = await OutgoingCall.place(trunk, { to: absent.number, sdp: SDP });
  expect(statusOf(await visitor.refused())).toBe(480);
  fill(folder, 0);
  // Its caller has heard that it can't be taken, and that is no end that needs a reason.
  const outcomes = { ...ALL_GO_ON, message: [{ by: "BYE", reason: "" }] };
  expect(await outcomesOf(going, Date.now() + DISK_FULL_WITHIN_MS)).toEqual(outcomes);
  for (const leaving of [50_000_000, 0]) rmSync(join(folder, `leaving-${leaving}`));
  await isReady(pbx, true);
  await going.get("message")?.kept?.();
}
