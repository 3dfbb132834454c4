import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi, type TestContext } from "vitest";
import { SerialQueue } from "../../src/runtime/keyed-queue.ts";
import { Scope } from "../../src/runtime/scope.ts";
import { ENGINES } from "../support/engines.ts";
import { freePort } from "../support/free-ports.ts";
import { Offhook, TRUNK_ADDRESS, type OffhookOptions } from "../support/offhook.ts";
import { OutgoingCall } from "../support/sip-call.ts";
import { statusOf } from "../support/sip-text.ts";
import { fill, smallDisk } from "./dying-parts/disk.ts";
import { isReady, isRepaired, kill, pause, standStill, stop } from "./dying-parts/part.ts";
import { uselessMailServer, type MailTrouble } from "./dying-parts/mail.ts";
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
/** Both sides are ended within this time, counted from when the part runs again: a busy machine may take long to start it. */
const ENDED_WITHIN_MS = 5_000;
/** A caller whose message finds the disk full hears so first. */
const DISK_FULL_WITHIN_MS = 10_000;
/** Of its log so much is shown beside a failure. */
const SHOWN_LINES = 100;
const MAIL_FROM = "Offhook <pbx@example.com>";

function outcomesFor(outcome: (state: State) => Outcomes[State]): Outcomes {
  return Object.fromEntries(STATES.map((state) => [state, outcome(state)])) as Outcomes;
}

const allEnded = (reason: string): Outcomes => outcomesFor((state) => ENDED[state].map((by) => ({ by, reason })));

/**
 * Two of the systems start, or open their calls, at a time: each takes a core for that, and calls are in real time. What takes longest,
 * standing still, costs nothing.
 */
const LANES = [new SerialQueue(), new SerialQueue()] as const;
let systems = 0;

/** @param mail  a mail server that is of no use doesn't trouble any call, whatever else is amiss */
async function open(
  scope: Scope,
  { onTestFailed }: TestContext,
  options: OffhookOptions & { readonly mail?: MailTrouble } = {},
): Promise<System> {
  const { mail, ...others } = options;
  const forMail = mail === undefined ? {} : { SMTP_URL: await uselessMailServer(mail, scope), MAIL_FROM };
  const lane = LANES[systems++ % 2 === 0 ? 0 : 1];
  const environment = { ...forMail, ...others.environment };
  const pbx = scope.own(await lane.run(() => Offhook.start({ ...others, environment })));
  onTestFailed(() => void process.stderr.write(`\nthe system that failed said\n${pbx.tail(SHOWN_LINES)}\n`));
  const trunkPort = await freePort(TRUNK_ADDRESS);
  await pbx.addTrunk(trunkPort);
  return { pbx, trunkPort, lane, ...(mail === undefined ? {} : { mail }) };
}

/** A call in each of these states; disposing takes their telephones away. */
function calls(system: System, states = STATES): Promise<Map<State, CallInState> & AsyncDisposable> {
  return system.lane.run(() => opened(system, states));
}

async function opened(system: System, states: readonly State[]): Promise<Map<State, CallInState> & AsyncDisposable> {
  const scope = new Scope();
  const opening = states.map(async (state) => [state, await OPENS[state](system, scope)] as const);
  const all = await Promise.all(opening).catch(async (failure: unknown) => {
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

/** What a part's death leads to is expected, and handled: no promise is left to fail, no fault of ours is told. */
function tellsNoFault({ pbx }: System): void {
  const faults = pbx.lines.all.filter((line) => /"event":"(?:rejection\.stray|\w+\.fault)"/.test(line));
  expect(faults).toEqual([]);
}

// Two pauses and a kill take 50 s on a quiet machine; a busy one takes long for what is between.
vi.setConfig({ testTimeout: 230_000 });

if (ENGINES.embedded) {
  it.concurrent(
    "the signalling engine: pauses cost no call; killed, it costs all, ended on both sides, and the next are served",
    async (test) => {
      await using scope = new Scope();
      const system = await open(scope, test, { mail: "away" });
      {
        await using paused = await calls(system);
        await pause(system.pbx, "signalling", 5_000);
        await pause(system.pbx, "signalling", 30_000);
        expect(await outcomesOf(paused, 0)).toEqual(ALL_GO_ON);
      }

      await using killed = await calls(system);
      await kill(system.pbx, "signalling");
      expect(await outcomesOf(killed, Date.now() + ENDED_WITHIN_MS)).toEqual(allEnded(ENGINE_LOST));
      await killed.get("message")?.kept?.();
      await isRepaired(system.pbx, "signalling");
      await servesAgain(system);
      tellsNoFault(system);
    },
  );

  it.concurrent(
    "the media engine: pauses cost no call; killed, it costs those that it speaks to, and no message",
    async (test) => {
      await using scope = new Scope();
      const system = await open(scope, test, { mail: "full" });
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
      await kill(system.pbx, "media");
      const lost = allEnded(MEDIA_LOST);
      expect(await outcomesOf(killed, Date.now() + ENDED_WITHIN_MS)).toEqual({
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
      tellsNoFault(system);
    },
  );

  it.concurrent("Redis: killed and paused while calls go on, it is not missed", async (test) => {
    await using scope = new Scope();
    const system = await open(scope, test, { mail: "silent" });
    await using going = await calls(system);
    await kill(system.pbx, "redis");
    await isRepaired(system.pbx, "redis");
    await pause(system.pbx, "redis", 5_000);
    await pause(system.pbx, "redis", 30_000);
    expect(await outcomesOf(going, 0)).toEqual(ALL_GO_ON);
    await servesAgain(system);
    tellsNoFault(system);
  });

  it.concurrent(
    "one of two application processes: a short pause costs no call; killed or stuck, it costs its own, ended on both sides",
    async (test) => {
      await using scope = new Scope();
      const system = await open(scope, test, { environment: { WORKERS: "2" } });
      for (const end of [kill, stop]) {
        await using some = await calls(system);
        await using more = await calls(
          system,
          STATES.filter((state) => state !== "press 1"),
        );
        if (end === kill) await standStill(system.pbx, "worker", 5_000);
        await end(system.pbx, "worker");
        const untilMs = Date.now() + ENDED_WITHIN_MS;
        const all = await Promise.all([some, more].map((each) => outcomesOf(each, untilMs)));
        const isLost = all.flatMap((outcomes) => STATES.map((state) => isWhollyLost(state, outcomes[state])));
        expect(isLost).toContain(true);
        expect(isLost).toContain(false);
        await silence(system.pbx);
      }
      tellsNoFault(system);
    },
  );

  it.concurrent(
    "the whole system: a full disk costs no call and no message; killed and started again, it ends all calls on both sides",
    async (test) => {
      await using scope = new Scope();
      const dataDir = smallDisk(scope);
      const system = await open(scope, test, dataDir === undefined ? {} : { dataDir });
      if (dataDir !== undefined) await disksFill(system, dataDir);

      await using killed = await calls(system);
      const { pbx } = system;
      process.kill(pbx.pid, "SIGKILL");
      await pbx.ended();
      scope.own(await Offhook.start({ dataDir: pbx.dataDir, ports: pbx.ports }));
      expect(await outcomesOf(killed, Date.now() + ENDED_WITHIN_MS)).toEqual(allEnded(PROCESS_LOST));
      tellsNoFault(system);
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
