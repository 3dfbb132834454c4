import { NewRingGroup, RingGroup, RingGroupPatch } from "../../settings/schemas/ring-group.ts";
import { RingGroupIdText } from "../../settings/schemas/words.ts";
import { ringGroupView } from "../../settings/views.ts";
import type { Api, ApiParts } from "../parts.ts";
import { settingRoutes } from "../setting-routes.ts";

/** Several people reached by one number. */
export function ringGroupRoutes(api: Api, { settings }: ApiParts): void {
  settingRoutes(api, settings, {
    tags: ["ring-groups"],
    path: "/ring-groups",
    noun: "ring group",
    isLedTo: true,
    schemas: { key: RingGroupIdText, new: NewRingGroup, patch: RingGroupPatch, view: RingGroup },
    all: (snapshot, tenant) => snapshot.ringGroups(tenant),
    find: (snapshot, id) => snapshot.ringGroup(id),
    keyOf: ({ id }) => id,
    textsOf: ({ name, extension }) => [name, extension],
    view: ringGroupView,
    add: (draft, group) => draft.addRingGroup(group),
    change: (draft, id, patch, ifMatch) => draft.changeRingGroup(id, patch, ifMatch),
    remove: (draft, id, how) => draft.removeRingGroup(id, how),
  });
}
