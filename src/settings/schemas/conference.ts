import { Type } from "typebox";
import { ConferenceIdText, ExtensionText, NameText, TenantIdText, Version } from "./words.ts";
import type { Frozen } from "./words.ts";

/** What the media servers mix without an effort. */
const MOST_PARTICIPANTS = 200;

/** People tell it to each other, and admins must be able to look it up: it is no password, and is not hashed. */
const ConferencePin = Type.Union([Type.String({ pattern: "^\\d{4,10}$" }), Type.Null()]);

const fields = {
  name: NameText,
  extension: ExtensionText,
  pin: Type.Union(ConferencePin.anyOf, { description: "4 to 10 digits that let in; null = nobody is asked" }),
  moderatorPin: Type.Union(ConferencePin.anyOf, { description: "Lets in as a moderator; null = there is none" }),
  maxMembers: Type.Integer({ minimum: 2, maximum: MOST_PARTICIPANTS, description: "Nobody enters beyond so many" }),
  announce: Type.Boolean({ description: "All hear when somebody comes and goes" }),
  muteOnEntry: Type.Boolean({ description: "Participants hear, and are not heard; moderators are" }),
  waitForModerator: Type.Boolean({ description: "Nobody hears anybody before a moderator is there" }),
  endsWithModerator: Type.Boolean({ description: "Everybody leaves with the last moderator" }),
};

/** A room that people meet in by telephone, as the API shows it to admins. */
export const Conference = Type.Object({ id: ConferenceIdText, ...fields, version: Version });
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
  { additionalProperties: false },
);
export type NewConference = Frozen<Type.Static<typeof NewConference>>;

export const ConferencePatch = Type.Partial(Type.Object(fields), { additionalProperties: false });
export type ConferencePatch = Frozen<Type.Static<typeof ConferencePatch>>;

/** The room as it is stored. */
export const ConferenceRecord = Type.Object(
  { id: ConferenceIdText, tenantId: TenantIdText, ...fields, version: Version },
  { additionalProperties: false },
);
export type ConferenceRecord = Frozen<Type.Static<typeof ConferenceRecord>>;
