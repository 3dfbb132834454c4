import { isAbsolute, join } from "node:path";
import { openSource } from "../audio/open-source.ts";
import type { Conference } from "../conference/conference.ts";
import type { Conferences } from "../conference/conferences.ts";
import type { Member } from "../conference/member.ts";
import { parameter, setParameter } from "./conference-parameters.ts";

export interface ConferenceApi {
  readonly conferences: Conferences;
  readonly soundsDir: string;
}

type Answer = string | Promise<string>;
type Command = (room: Conference, words: readonly string[], api: ConferenceApi) => Answer;

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["list", (room, [how]) => (how === "count" ? String(room.size) : list(room))],
  ["get", (room, [name = ""]) => parameter(room, name)],
  ["set", (room, [name = "", value = ""]) => setParameter(room, name, value)],
  ["lock", (room) => lock(room, true)],
  ["unlock", (room) => lock(room, false)],
  ["pin", (room, [pin = ""]) => setPin(room, pin)],
  ["nopin", (room) => setPin(room, "")],
  ["mute", forMembers("mute", (room, member) => room.mute(member, true))],
  ["unmute", forMembers("unmute", (room, member) => room.mute(member, false))],
  ["tmute", forMembers("tmute", (room, member) => room.mute(member, !member.muted))],
  ["deaf", forMembers("deaf", (room, member) => room.deafen(member, true))],
  ["undeaf", forMembers("undeaf", (room, member) => room.deafen(member, false))],
  ["vmute", forMembers("vmute", () => undefined)],
  ["unvmute", forMembers("unvmute", () => undefined)],
  ["vmute-snap", forMembers("vmute-snap", () => undefined)],
  ["kick", forMembers("kicked", (room, member) => room.kick(member))],
  ["hup", forMembers("hup", (room, member) => room.leave(member))],
  ["dtmf", forMembers("dtmf", (room, member, digits) => sendDtmf(room, member, digits))],
  ["play", play],
  ["stop", stop],
  ["transfer", transfer],
  ["recording", recording],
  ["record", (room, words, api) => recording(room, ["start", ...words], api)],
  ["norecord", (room, words, api) => recording(room, ["stop", ...words], api)],
  ["chkrecord", (room) => checkRecord(room)],
]);

/** Those whose form has no member in it, for who asks them without one. */
const USAGES: ReadonlyMap<string, string> = new Map([
  ["agc", "agc <member_id|all|last|non_moderator> [<newval>]"],
  ["say", "-ERR this server does not speak\n"],
  ["saymember", "-ERR this server does not speak\n"],
]);

/** `conference NAME COMMAND …`, `conference list`: the text that answers it. */
export function answerConferenceCommand(api: ConferenceApi, words: readonly string[]): Answer {
  const [name = "list", command = "", ...rest] = words.filter((word) => word !== "");
  const room = api.conferences.get(name);
  if (room === undefined) return name === "list" ? listAll(api.conferences) : `-ERR Conference ${name} not found\n`;
  const answer = COMMANDS.get(command.toLowerCase());
  if (answer !== undefined) return answer(room, rest, api);
  return USAGES.get(command.toLowerCase()) ?? `-ERR Conference command '${command}' not found.\n`;
}

function listAll(conferences: Conferences): string {
  const rooms = conferences.all();
  if (rooms.length === 0) return "+OK No active conferences.\n";
  return rooms
    .map((room) => `+OK Conference ${room.name} (${room.size} members rate: ${room.rate})\n${list(room)}`)
    .join("");
}

/** The newest first. */
function list(room: Conference): string {
  const rows = room.members.toReversed().map((member) => {
    const headers = member.channel.headers();
    const does = [
      ...(member.deaf ? [] : ["hear"]),
      ...(member.muted ? [] : ["speak"]),
      ...(member.voice.talking && !member.muted ? ["talking"] : []),
      ...(member === room.speaker ? ["floor"] : []),
      ...(member.moderator ? ["moderator"] : []),
      ...(member.ghost ? ["ghost"] : []),
    ].join("|");
    const number = headers["Caller-Caller-ID-Number"] ?? "";
    return `${member.id};${headers["Channel-Name"] ?? ""};${member.channel.uuid};${number};${number};${does};0;0;100\n`;
  });
  return rows.join("");
}

/** Who is meant by a member's number, `all`, `last` or `non_moderator`; the newest first. */
function membersOf(room: Conference, whom: string): readonly Member[] {
  const members = room.members.toReversed();
  switch (whom.toLowerCase()) {
    case "all":
      return members;
    case "last":
      return members.slice(0, 1);
    case "non_moderator":
      return members.filter(({ moderator }) => !moderator);
    default:
      return members.filter(({ id }) => String(id) === whom);
  }
}

function forMembers(done: string, act: (room: Conference, member: Member, rest: string) => void): Command {
  return (room, [whom = "", ...rest]) => {
    const members = membersOf(room, whom);
    if (members.length === 0 && /^\d+$/.test(whom)) return `-ERR Non-Existant ID ${whom}\n`;
    for (const member of members) act(room, member, rest.join(" "));
    return members.length === 0 ? "+OK\n" : members.map(({ id }) => `+OK ${done} ${id}\n`).join("");
  };
}

function sendDtmf(room: Conference, member: Member, digits: string): void {
  member.channel.sendDtmf(digits, 100);
  room.tellOf(member, "dtmf-member", { Digits: digits });
}

function lock(room: Conference, locked: boolean): string {
  room.lock(locked);
  return `+OK ${room.name} ${locked ? "locked" : "unlocked"}\n`;
}

function setPin(room: Conference, pin: string): string {
  room.pin = pin;
  return pin === ""
    ? `+OK Pin for conference ${room.name} deleted\n`
    : `+OK Pin for conference ${room.name} set: ${pin}\n`;
}

/** play FILE [async|MEMBER]: queued; the events tell when it is over. */
async function play(room: Conference, [file = "", whom = ""]: readonly string[], api: ConferenceApi): Promise<string> {
  const source = await openSource(file, api.soundsDir, { rate: room.rate });
  const missing = `-ERR (play) File: ${file} not found.\n`;
  if (source === undefined) {
    room.tell("play-file", { File: file, Error: "File could not be played" });
    return missing;
  }
  const member = /^\d+$/.test(whom) ? membersOf(room, whom)[0] : undefined;
  if (/^\d+$/.test(whom) && member === undefined) {
    await source[Symbol.asyncDispose]();
    return `-ERR Member ${whom} not found.\n`;
  }
  const taken = member === undefined ? room.play(file, source) : room.playTo(member, file, source);
  if (!taken) return missing;
  return `+OK (play) Playing file ${file}${member === undefined ? "" : ` to member ${whom}`}\n`;
}

/** stop [current|all|last] [MEMBER] */
function stop(room: Conference, [which = "all", whom]: readonly string[]): string {
  const playlist = whom === undefined ? room.playlist : membersOf(room, whom)[0]?.playlist;
  if (playlist === undefined) return `-ERR Member ${whom ?? ""} not found.\n`;
  return `+OK Stopped ${playlist.stop(which === "all" ? "all" : "current")} files.\n`;
}

/** transfer NAME MEMBER… */
function transfer(room: Conference, [name = "", ...ids]: readonly string[]): string {
  const members = ids.flatMap((id) => membersOf(room, id));
  if (name === "" || members.length === 0) return `-ERR Non-Existant ID ${ids.join(" ")}\n`;
  for (const member of members) {
    room.tellOf(member, "transfer", { "Old-Conference": room.name, "New-Conference": name });
    room.leave(member);
    member.channel.reenter(`${name}@${room.profile}`);
  }
  return members.map(({ id }) => `+OK Member '${id}' sent to conference ${name}.\n`).join("");
}

/** recording start|pause|resume|stop|check FILE */
async function recording(
  room: Conference,
  [what = "", file = ""]: readonly string[],
  api: ConferenceApi,
): Promise<string> {
  const path = file === "all" || isAbsolute(file) ? file : join(api.soundsDir, file);
  switch (what) {
    case "start":
      return (await room.recordings.start(path, room.rate))
        ? `+OK Record file ${file}\n`
        : `-ERR Cannot record to file ${file}\n`;
    case "pause":
    case "resume":
      return room.recordings.pause(path, what === "pause")
        ? `+OK ${what === "pause" ? "Pause" : "Resume"} recording file ${file}\n`
        : `-ERR non-existant recording '${file}'\n`;
    case "stop": {
      const stopped = await room.recordings.stop(path);
      const lines = stopped.map((each) => `Stopped recording file ${each}\n`).join("");
      return `${lines}+OK Stopped recording ${stopped.length} files\n`;
    }
    case "check":
      return checkRecord(room);
    default:
      return "-ERR recording [start|stop|check|pause|resume] [<filename>|all]\n";
  }
}

function checkRecord(room: Conference): string {
  const paths = room.recordings.paths.map((path) => `+OK Record file ${path}\n`).join("");
  return paths === "" ? `-ERR Conference ${room.name} is not being recorded\n` : paths;
}
