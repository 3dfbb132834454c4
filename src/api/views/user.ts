import { Type } from "typebox";
import { withinOrElse } from "../../runtime/deadline.ts";
import { User, Voicemail, userView, type UserRecord } from "../../settings/kinds/user.ts";
import { E164Text } from "../../settings/schemas/words.ts";
import type { MailboxId } from "../../vocabulary/identifiers.ts";
import type { ApiParts } from "../parts.ts";

/** A list is worth more now without these numbers than with them later. */
const COUNTS_WITHIN_MS = 300;

/** What of a user's voicemail is state; a request may repeat it, and it is not taken. */
export const VoicemailState = {
  new: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
    readOnly: true,
    description: "Messages that weren't heard; null while they can't be counted",
  }),
  pinSet: Type.Boolean({ readOnly: true, description: "Whether the mailbox opens from foreign phones, by PIN" }),
};

/** A user, with what people ask of one at a glance: numbers, devices, new messages. */
export const UserOverview = Type.Object(
  {
    ...User.properties,
    phoneNumbers: Type.Array(E164Text, { readOnly: true, description: "Direct numbers: those that lead to the user" }),
    devices: Type.Object(
      {
        total: Type.Integer({ minimum: 0 }),
        online: Type.Integer({ minimum: 0, description: "Those that are registered now" }),
      },
      { readOnly: true },
    ),
    voicemail: Type.Object({ ...Voicemail.properties, ...VoicemailState }),
  },
  { title: "UserOverview" },
);
export type UserOverview = Type.Static<typeof UserOverview>;

type Parts = Pick<ApiParts, "settings" | "bindings" | "mailboxes" | "clock">;

/** One request for the devices of all these users, one for their messages, both at a time. */
export async function userOverviews(parts: Parts, users: readonly UserRecord[]): Promise<readonly UserOverview[]> {
  const { snapshot } = parts.settings;
  const devices = users.map(({ id }) => snapshot.devicesOf(id));
  const [bindings, news] = await Promise.all([
    parts.bindings.bindingsOf(devices.flatMap((own) => own.map(({ id }) => id))),
    newMessages(
      parts,
      users.map(({ id }) => id),
    ),
  ]);
  return users.map((user, place) => {
    const own = devices[place] ?? [];
    const { voicemail, ...view } = userView(user);
    return {
      ...view,
      phoneNumbers: snapshot.numbersTo({ kind: "user", id: user.id }).map(({ number }) => number),
      devices: { total: own.length, online: own.filter(({ id }) => bindings.has(id)).length },
      voicemail: {
        ...voicemail,
        new: news === undefined ? null : (news.get(user.id) ?? 0),
        pinSet: user.pinHash !== null,
      },
    };
  });
}

export async function userOverview(parts: Parts, user: UserRecord): Promise<UserOverview> {
  const [view] = await userOverviews(parts, [user]);
  return view as UserOverview;
}

function newMessages(
  { mailboxes, clock }: Parts,
  ids: readonly MailboxId[],
): Promise<ReadonlyMap<MailboxId, number> | undefined> {
  return withinOrElse(mailboxes.newCounts(ids), { withinMs: COUNTS_WITHIN_MS, clock }, () => undefined);
}
