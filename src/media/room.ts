import type { Clock } from "../runtime/clock.ts";
import { audioPath } from "./audio-path.ts";
import type { FsmrfEndpoint } from "./fsmrf.ts";
import type { Audio, RoomEntry, RoomMember, RoomOutcome } from "./media-port.ts";
import { answerWithin } from "./command-answer.ts";

/** A question about a conference is answered at once. */
const ASK_WITHIN_MS = 2_000;
/** An application begins at the media server's next tick; this often and long we ask whether it has. */
const ENTER_RETRY_MS = 20;
const ENTER_TRIES = 100;

interface RoomParts {
  readonly clock: Clock;
  readonly promptsDir: string;
  readonly ended: Promise<void>;
  ask(command: string): Promise<string>;
}

interface Stay {
  readonly onEntered: (member: RoomMember) => void;
  readonly signal: AbortSignal;
}

/** One member's stay in a conference of the media server: in, until it leaves, is kicked, or the room ends. */
export async function stayInRoom(
  endpoint: FsmrfEndpoint,
  parts: RoomParts,
  entry: RoomEntry,
  { onEntered, signal }: Stay,
): Promise<RoomOutcome> {
  const { room, announce } = entry;
  const ask = (command: string): Promise<string> =>
    answerWithin(ASK_WITHIN_MS, command, parts.ask(command), parts.clock).catch(() => "");
  const tell = (audio: Audio): Promise<string> => ask(`conference ${room} play ${audioPath(audio, parts.promptsDir)}`);
  const memberId = async (): Promise<string | undefined> =>
    /^\d+$/.exec((await ask(`uuid_getvar ${endpoint.uuid} conference_member_id`)).trim())?.[0];

  if (signal.aborted) return "stopped";
  if (Number(await ask(`conference ${room} list count`)) >= entry.maxMembers) return "refused";
  const state: { over: boolean; gone: boolean } = { over: false, gone: false };
  const completed = endpoint.execute("conference", `${room}++flags{${flagsOf(entry)}}`);
  const over = Promise.race([completed, parts.ended.then(() => (state.gone = true))]).then(() => (state.over = true));

  let member: string | undefined;
  for (let tries = 0; tries < ENTER_TRIES && member === undefined && !state.over; tries++) {
    await parts.clock.sleep(ENTER_RETRY_MS);
    member = await memberId();
  }
  if (member === undefined) {
    await over;
    return state.gone ? "gone" : "refused";
  }
  await ask(`conference ${room} set max_members ${entry.maxMembers}`);
  if (announce !== undefined) await tell(announce.entered);
  onEntered(roomMember(room, member, { ask, promptsDir: parts.promptsDir }));

  const leave = (): void => void ask(`conference ${room} kick ${member}`);
  signal.addEventListener("abort", leave, { once: true });
  if (isStopped(signal)) leave();
  await over;
  signal.removeEventListener("abort", leave);
  if (announce !== undefined) await tell(announce.left);
  if (isStopped(signal)) return "stopped";
  return state.gone ? "gone" : "left";
}

/** @param ask  never rejects; "" where there is no answer */
function roomMember(room: string, id: string, { ask, promptsDir }: Pick<RoomParts, "ask" | "promptsDir">): RoomMember {
  const order = async (command: string): Promise<void> => {
    await ask(`conference ${room} ${command}`);
  };
  return {
    state: async () => readState(await ask(`conference ${room} list`), id),
    mute: (muted) => order(`${muted ? "mute" : "unmute"} ${id}`),
    tell: (audio) => order(`play ${audioPath(audio, promptsDir)} ${id}`),
    kick: () => order(`kick ${id}`),
    lock: (locked) => order(locked ? "lock" : "unlock"),
    muteOthers: (muted) => order(`${muted ? "mute" : "unmute"} non_moderator`),
  };
}

/** Of `ID;channel;uuid;name;number;hear|speak|talking|…;…`, a line for each member. */
export function readState(list: string, id: string): { muted: boolean; talking: boolean } {
  const line = list.split("\n").find((each) => each.startsWith(`${id};`));
  const does = line?.split(";")[5]?.split("|") ?? [];
  return { muted: line !== undefined && !does.includes("speak"), talking: does.includes("talking") };
}

/** A function: it may have been aborted during any await. */
function isStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}

function flagsOf(entry: RoomEntry): string {
  return [
    ...(entry.moderator ? ["moderator"] : []),
    ...(entry.moderator && entry.endsWithModerator ? ["endconf"] : []),
    ...(entry.muted ? ["mute"] : []),
    ...(entry.waitForModerator ? ["wait-mod"] : []),
  ].join("|");
}
