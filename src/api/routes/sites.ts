import { NewSite, Site, SitePatch, siteView } from "../../settings/kinds/site.ts";
import { SiteIdText } from "../../settings/schemas/words.ts";
import type { Api, ApiParts } from "../parts.ts";
import { settingRoutes } from "../setting-routes.ts";

/** The places where telephones stand: what an emergency call from there shows, and who is told. */
export function siteRoutes(api: Api, { settings }: ApiParts): void {
  settingRoutes(api, settings, {
    tags: ["sites"],
    path: "/sites",
    noun: "site",
    schemas: { key: SiteIdText, new: NewSite, patch: SitePatch, view: Site },
    all: (snapshot, tenant) => snapshot.sites(tenant),
    find: (snapshot, id) => snapshot.site(id),
    keyOf: ({ id }) => id,
    textsOf: ({ name, address }) => [name, address],
    view: siteView,
    add: (draft, site) => draft.add("site", site),
    change: (draft, id, patch, ifMatch) => draft.change("site", id, patch, ifMatch),
    remove: (draft, id, { ifMatch }) => draft.remove("site", id, { ifMatch: ifMatch }),
  });
}
