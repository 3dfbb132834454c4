import { Conference, ConferencePatch, NewConference, conferenceView } from "../../settings/kinds/conference.ts";
import { ConferenceIdText } from "../../settings/schemas/words.ts";
import type { Api, ApiParts } from "../parts.ts";
import { settingRoutes } from "../setting-routes.ts";

/** Rooms that people meet in by telephone. PINs are for admins to see, who tell them to those they invite. */
export function conferenceRoutes(api: Api, { settings }: ApiParts): void {
  settingRoutes(api, settings, {
    tags: ["conferences"],
    path: "/conferences",
    noun: "conference",
    isLedTo: true,
    schemas: { key: ConferenceIdText, new: NewConference, patch: ConferencePatch, view: Conference },
    all: (snapshot, tenant) => snapshot.conferences(tenant),
    find: (snapshot, id) => snapshot.conference(id),
    keyOf: ({ id }) => id,
    textsOf: ({ name, extension }) => [name, extension],
    view: conferenceView,
    add: (draft, conference) => draft.add("conference", conference),
    change: (draft, id, patch, ifMatch) => draft.change("conference", id, patch, ifMatch),
    remove: (draft, id, how) => draft.remove("conference", id, how),
  });
}
