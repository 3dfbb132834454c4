import { causeOf, NORMAL_CLEARING } from "../channel/cause.ts";
import type { Channel } from "../channel/channel.ts";
import { answerConferenceCommand } from "./conference.ts";
import type { Conferences } from "../conference/conferences.ts";
import type { Endpoint } from "../settings.ts";
import { MAX_CHANNELS } from "../limits.ts";
import { plainHeaders } from "../event-socket/event.ts";

/** What `api` commands look at and act on. */
export interface ApiParts {
  channel(uuid: string): Channel | undefined;
  uuids(): readonly string[];
  readonly sip: Endpoint;
  readonly conferences: Conferences;
  readonly soundsDir: string;
  uptimeMs(): number;
  /** Calls since the start. */
  callsSoFar(): number;
  /** Writes the counters of a channel's RTP into its variables. */
  setMediaStats(uuid: string): void;
}

type ApiCommand = (parts: ApiParts, words: readonly string[]) => string | Promise<string>;

const OK = "+OK\n";
const NO_SUCH_CHANNEL = "-ERR No such channel!\n";

/** The profile that drachtio-fsmrf looks for. */
const PROFILE = "drachtio_mrf";

const COMMANDS: ReadonlyMap<string, ApiCommand> = new Map<string, ApiCommand>([
  ["sofia", (parts, words) => (words[0] === "status" ? sofiaStatus(parts.sip) : "-ERR Unknown command!\n")],
  ["status", (parts) => status(parts)],
  ["show", (parts, words) => show(parts, words)],
  ["conference", answerConferenceCommand],
  ["uuid_exists", (parts, [uuid = ""]) => String(parts.channel(uuid) !== undefined)],
  [
    "uuid_getvar",
    (parts, [uuid = "", name = ""]) => onChannel(parts, uuid, (it) => it.variables.get(name) ?? "_undef_"),
  ],
  ["uuid_setvar", setVariable],
  ["uuid_dump", (parts, [uuid = ""]) => onChannel(parts, uuid, (it) => plainHeaders(it.dump()))],
  ["uuid_set_media_stats", (parts, [uuid = ""]) => onChannel(parts, uuid, (it) => mediaStats(parts, it))],
  ["uuid_break", (parts, [uuid = "", all]) => onChannel(parts, uuid, (it) => done(() => it.breakOff(all === "all")))],
  [
    "uuid_kill",
    (parts, [uuid = "", cause]) =>
      onChannel(parts, uuid, (it) => done(() => it.hangUp(cause === undefined ? NORMAL_CLEARING : causeOf(cause)))),
  ],
  ["uuid_bridge", bridge],
  ["uuid_transfer", transfer],
]);

/** The answer to `api LINE`. */
export function answerApi(parts: ApiParts, line: string): string | Promise<string> {
  const [name = "", ...words] = line.split(/\s+/);
  const command = COMMANDS.get(name.toLowerCase());
  return command === undefined ? `-ERR ${name} Command not found!\n` : command(parts, words);
}

function onChannel(parts: ApiParts, uuid: string, answer: (channel: Channel) => string): string {
  const channel = parts.channel(uuid);
  return channel === undefined || channel.hungUp ? NO_SUCH_CHANNEL : answer(channel);
}

function done(action: () => void): string {
  action();
  return OK;
}

function mediaStats(parts: ApiParts, channel: Channel): string {
  parts.setMediaStats(channel.uuid);
  return "+OK:\n";
}

function setVariable(parts: ApiParts, [uuid = "", name = "", ...value]: readonly string[]): string {
  return onChannel(parts, uuid, (channel) => done(() => void channel.variables.set(name, value.join(" "))));
}

function bridge(parts: ApiParts, [one = "", other = ""]: readonly string[]): string {
  const [a, b] = [parts.channel(one), parts.channel(other)];
  if (a === undefined || b === undefined || a === b || a.hungUp || b.hungUp) return "-ERR Invalid uuid\n";
  a.bridge(b);
  return `+OK ${other}\n`;
}

/** Only what takes a bridge down is known: `uuid_transfer UUID [-both] park inline`. */
function transfer(parts: ApiParts, words: readonly string[]): string {
  const [uuid = "", ...rest] = words;
  const both = rest[0] === "-both";
  const [extension, dialplan] = both ? rest.slice(1) : rest;
  if (extension !== "park" || dialplan !== "inline") return "-ERR invalid dialplan\n";
  return onChannel(parts, uuid, (channel) => done(() => channel.park(both)));
}

function show(parts: ApiParts, [what, how]: readonly string[]): string {
  if (what !== "channels" && what !== "calls") return "-ERR Invalid arguments\n";
  const total = `\n${parts.uuids().length} total.\n`;
  if (how === "count") return total;
  const rows = parts.uuids().map((uuid) => `${uuid}\n`);
  return `uuid\n${rows.join("")}${total}`;
}

const RULE = `${"=".repeat(97)}\n`;

function sofiaStatus(sip: Endpoint): string {
  const host = sip.address.includes(":") ? `[${sip.address}]` : sip.address;
  const row = (name: string, type: string, data: string, state: string): string =>
    `${name.padStart(25)}\t${type.padStart(7)}\t${data.padStart(42)}\t${state}\n`;
  return [
    row("Name", "Type", "Data", "State"),
    RULE,
    row(PROFILE, "profile", `sip:mod_sofia@${host}:${sip.port}`, `RUNNING (0)`),
    RULE,
    "1 profile 0 aliases\n",
  ].join("");
}

function status(parts: ApiParts): string {
  const ms = parts.uptimeMs();
  const [days, hours, minutes, seconds] = [86_400_000, 3_600_000, 60_000, 1000].map((unit) => Math.floor(ms / unit));
  return [
    `UP 0 years, ${days} days, ${(hours ?? 0) % 24} hours, ${(minutes ?? 0) % 60} minutes, ${(seconds ?? 0) % 60} seconds, ${ms % 1000} milliseconds, 0 microseconds`,
    "FreeSWITCH (Offhook media engine) is ready",
    `${parts.callsSoFar()} session(s) since startup`,
    `${parts.uuids().length} session(s) - peak ${parts.uuids().length}, last 5min ${parts.uuids().length} `,
    `${MAX_CHANNELS} session(s) max`,
    "",
  ].join("\n");
}
