import { NewRingGroup, RingGroup, RingGroupPatch, ringGroupView } from "../../settings/kinds/ring-group.ts";
import { RingGroupIdText } from "../../settings/schemas/words.ts";
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
    add: (draft, group) => draft.add("ring-group", group),
    change: (draft, id, patch, ifMatch) => draft.change("ring-group", id, patch, ifMatch),
    remove: (draft, id, how) => draft.remove("ring-group", id, how),
  });
}
