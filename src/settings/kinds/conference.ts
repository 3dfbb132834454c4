import { Type } from "typebox";
import { isRun } from "../draft/pin.ts";
import { SettingInvalid } from "../errors.ts";
import { byExtension } from "../orders.ts";
import { makeRoomPin } from "../secrets.ts";
import { defineKind } from "./kind.ts";
import type { ConferenceId } from "../../vocabulary/identifiers.ts";
import { ConferenceIdText, ExtensionText, NameText, TenantIdText, Version } from "../schemas/words.ts";
import type { Frozen } from "../schemas/words.ts";

/** What the media servers mix without an effort. */
const MOST_PARTICIPANTS = 200;

/** People tell it to each other, and admins must be able to look it up: it is no password, and is not hashed. */
const ConferencePin = Type.Union([Type.String({ pattern: "^\\d{4,10}$" }), Type.Null()]);

const fields = {
  name: NameText,
  extension: ExtensionText,
  pin: Type.Union(ConferencePin.anyOf, { description: "4 to 10 digits that let in; null = callers are not asked" }),
  moderatorPin: Type.Union(ConferencePin.anyOf, { description: "Lets in as a moderator; null = there is none" }),
  maxMembers: Type.Integer({ minimum: 2, maximum: MOST_PARTICIPANTS, description: "So many participants at most" }),
  announce: Type.Boolean({ description: "All hear when a participant comes or goes" }),
  muteOnEntry: Type.Boolean({ description: "Participants hear, and are not heard; moderators are" }),
  waitForModerator: Type.Boolean({ description: "Participants don't hear each other before a moderator is there" }),
  endsWithModerator: Type.Boolean({ description: "All participants leave with the last moderator" }),
};

/** In place of a PIN whose key is missing: no digits that a caller could enter. */
const UNREADABLE = "unreadable";
const StoredPin = Type.Union([...ConferencePin.anyOf, Type.Literal(UNREADABLE)], {
  description: "null = there is none; unreadable = the key that it is sealed with is missing: no caller gets in by it",
});
const stored = { ...fields, pin: StoredPin, moderatorPin: StoredPin };

/** A room that people meet in by telephone, as the API shows it to admins. */
export const Conference = Type.Object({ id: ConferenceIdText, ...stored, version: Version }, { title: "Conference" });
export type Conference = Type.Static<typeof Conference>;

export const NewConference = Type.Object(
  {
    name: NameText,
    extension: ExtensionText,
    pin: Type.Optional(fields.pin),
    moderatorPin: Type.Optional(fields.moderatorPin),
    maxMembers: Type.Optional(fields.maxMembers),
    announce: Type.Optional(fields.announce),
    muteOnEntry: Type.Optional(fields.muteOnEntry),
    waitForModerator: Type.Optional(fields.waitForModerator),
    endsWithModerator: Type.Optional(fields.endsWithModerator),
  },
  { title: "NewConference", additionalProperties: false },
);
export type NewConference = Frozen<Type.Static<typeof NewConference>>;

export const ConferencePatch = Type.Partial(Type.Object(fields), {
  title: "ConferencePatch",
  additionalProperties: false,
});
export type ConferencePatch = Frozen<Type.Static<typeof ConferencePatch>>;

/** The room as it is stored. */
export const ConferenceRecord = Type.Object(
  { id: ConferenceIdText, tenantId: TenantIdText, ...stored, version: Version },
  { additionalProperties: false },
);
export type ConferenceRecord = Frozen<Type.Static<typeof ConferenceRecord>>;

declare module "../registry.ts" {
  interface KindTypes {
    readonly conference: {
      readonly id: ConferenceId;
      readonly record: ConferenceRecord;
      readonly new: NewConference;
      readonly patch: ConferencePatch;
    };
  }
}

const DEFAULT_MAX_MEMBERS = 50;
/** Of different lengths: they are never the same. */
const PIN_DIGITS = 6;
const MODERATOR_PIN_DIGITS = 8;

/** Rooms that people meet in by telephone. PINs are for admins to see, who tell them to those they invite. */
export const conference = defineKind<"conference">({
  name: "conference",
  resource: { path: "/conferences", noun: "conference", textsOf: ({ name, extension }) => [name, extension] },
  schemas: {
    ...{ id: ConferenceIdText, record: ConferenceRecord, view: Conference },
    ...{ new: NewConference, patch: ConferencePatch },
  },
  most: 1_000,
  secrets: ["pin", "moderatorPin"],
  sealed: { pin: () => UNREADABLE, moderatorPin: () => UNREADABLE },
  // A room that had a PIN isn't open to all.
  revive: (_record, lost) => ({
    pin: lost.includes("pin") ? makeRoomPin(PIN_DIGITS) : null,
    moderatorPin: lost.includes("moderatorPin") ? makeRoomPin(MODERATOR_PIN_DIGITS) : null,
  }),
  compare: byExtension,
  view: conferenceView,
  create: (conference) => ({
    name: conference.name,
    extension: conference.extension,
    pin: conference.pin ?? null,
    moderatorPin: conference.moderatorPin ?? null,
    maxMembers: conference.maxMembers ?? DEFAULT_MAX_MEMBERS,
    announce: conference.announce ?? true,
    muteOnEntry: conference.muteOnEntry ?? false,
    waitForModerator: conference.waitForModerator ?? false,
    endsWithModerator: conference.endsWithModerator ?? false,
  }),
  check: (_draft, record) => checkPins(record),
  destinations: (id) => [{ kind: "conference", id }],
});

export function conferenceView({ tenantId: _, ...record }: ConferenceRecord): Conference {
  return record;
}

/** Refuses PINs that are tried first, or that say the same twice; and a room that could never open. @throws SettingInvalid */
function checkPins({ pin, moderatorPin, waitForModerator, endsWithModerator }: ConferenceRecord): void {
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
  if (pin !== null && pin !== UNREADABLE && pin === moderatorPin)
    throw new SettingInvalid("/moderatorPin", "pin-of-participants", "participants would be moderators with it");
  if (moderatorPin === null && (waitForModerator || endsWithModerator))
    throw new SettingInvalid("/moderatorPin", "moderator-needs-a-pin", "nobody could enter as a moderator");
}
