import type { ConferenceId } from "../../vocabulary/identifiers.ts";
import type { Removal } from "../draft.ts";
import { SettingInvalid } from "../errors.ts";
import type { ConferencePatch, ConferenceRecord, NewConference } from "../schemas/conference.ts";
import { find, lay, requireVersion, take } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { leadingTo, reassign } from "./leading-to.ts";
import { isRun } from "./pin.ts";

const DEFAULT_MAX_MEMBERS = 50;

export function addConference(desk: Desk, conference: NewConference): ConferenceRecord {
  return lay(desk, "conference", {
    id: desk.tools.makeId() as ConferenceId,
    tenantId: desk.tenantId,
    name: conference.name,
    extension: conference.extension,
    pin: conference.pin ?? null,
    moderatorPin: conference.moderatorPin ?? null,
    maxMembers: conference.maxMembers ?? DEFAULT_MAX_MEMBERS,
    announce: conference.announce ?? true,
    muteOnEntry: conference.muteOnEntry ?? false,
    waitForModerator: conference.waitForModerator ?? false,
    endsWithModerator: conference.endsWithModerator ?? false,
    version: 0,
  });
}

export function changeConference(
  desk: Desk,
  id: ConferenceId,
  patch: ConferencePatch,
  ifMatch?: number,
): ConferenceRecord {
  const before = find(desk, "conference", id);
  requireVersion(before, ifMatch);
  return lay(desk, "conference", { ...before, ...patch });
}

/** What leads to the conference moves as `how` says, or refuses it. */
export function removeConference(desk: Desk, id: ConferenceId, how: Removal = {}): void {
  const conference = find(desk, "conference", id);
  requireVersion(conference, how.ifMatch);
  reassign(desk, "conference", conference, leadingTo(desk, [{ kind: "conference", id }], conference.extension), how);
  take(desk, "conference", id);
}

/** PINs that a stranger tries first, or that say the same twice; and a room that nobody could open. @throws SettingInvalid */
export function checkConference({ pin, moderatorPin, waitForModerator, endsWithModerator }: ConferenceRecord): void {
  for (const [field, digits] of [
    ["/pin", pin],
    ["/moderatorPin", moderatorPin],
  ] as const) {
    if (digits !== null && isRun(digits))
      throw new SettingInvalid(
        field,
        "pin-too-simple",
        "digits that are all the same or in sequence are guessed first",
      );
  }
  if (pin !== null && pin === moderatorPin)
    throw new SettingInvalid("/moderatorPin", "pin-of-participants", "participants would be moderators with it");
  if (moderatorPin === null && (waitForModerator || endsWithModerator))
    throw new SettingInvalid("/moderatorPin", "moderator-needs-a-pin", "nobody could enter as a moderator");
}
