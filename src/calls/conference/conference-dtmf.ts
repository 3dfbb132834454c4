import type { MediaEndpoint } from "../../media/media-port.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Language } from "../../vocabulary/language.ts";
import type { ConferenceRooms, Participant, RoomOrder } from "./conference-rooms.ts";
import type { PromptName } from "../../vocabulary/prompt.ts";

/** After a star the second key comes within this time, or it was for nothing. */
const BETWEEN_KEYS_MS = 4_000;

/** What a participant orders by a star and one digit (DTMF); some orders are for moderators only. */
export type DtmfCommand = "toggle-own-mute" | "toggle-lock" | "toggle-mute-all";

const KEYS: Readonly<Record<string, { readonly order: DtmfCommand; readonly moderator: boolean }>> = {
  1: { order: "toggle-own-mute", moderator: false },
  5: { order: "toggle-lock", moderator: true },
  6: { order: "toggle-mute-all", moderator: true },
};

/** Reads DTMF digit by digit; pure but for what it remembers: the star that was pressed last, and when. */
export function dtmfReader(moderator: boolean): (key: string, nowMs: number) => DtmfCommand | undefined {
  let starAtMs: number | undefined;
  return (key, nowMs) => {
    if (key === "*") {
      starAtMs = nowMs;
      return undefined;
    }
    const isSecond = starAtMs !== undefined && nowMs - starAtMs <= BETWEEN_KEYS_MS;
    starAtMs = undefined;
    const meant = isSecond ? KEYS[key] : undefined;
    return meant === undefined || (meant.moderator && !moderator) ? undefined : meant.order;
  };
}

/** What the participant hears who has pressed the digits. */
const PROMPTS = {
  lock: "conference-locked",
  unlock: "conference-unlocked",
  "mute-all": "conference-others-muted",
  "unmute-all": "conference-others-unmuted",
} as const satisfies Record<RoomOrder, string>;

/**
 * Obeys the DTMF commands of a participant, until disposed: *1 mutes, and for moderators *5 locks and *6 mutes the others.
 * Each is a toggle, and is confirmed in the participant's language.
 */
export function obeyDtmf(
  endpoint: Pick<MediaEndpoint, "onDtmf">,
  { conference, member, moderator }: Participant,
  rooms: ConferenceRooms,
  { clock, language }: { readonly clock: Clock; readonly language: Language },
): Disposable {
  const read = dtmfReader(moderator);
  const say = (name: PromptName): Promise<void> => member.tell({ kind: "prompt", language, name });
  const obey = async (order: DtmfCommand): Promise<void> => {
    if (order === "toggle-own-mute") {
      const muted = !(await member.state()).muted;
      await member.mute(muted);
      await say(muted ? "conference-muted" : "conference-unmuted");
      return;
    }
    const opposite = rooms.opposite(conference, order === "toggle-lock" ? "lock" : "mute-all");
    if (await rooms.orderRoom(conference, opposite)) await say(PROMPTS[opposite]);
  };
  return endpoint.onDtmf((key) => {
    const order = read(key, clock.nowMs());
    if (order !== undefined) void obey(order).catch(() => undefined); // a media server that is gone ends the stay anyway
  });
}
