import { Type } from "typebox";
import { NewSite, Site, SitePatch, type SiteRecord } from "../../settings/schemas/site.ts";
import { SiteIdText } from "../../settings/schemas/words.ts";
import { siteView } from "../../settings/views.ts";
import { NotFound } from "../errors.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { ifMatchOf, withVersion } from "../versions.ts";

const tags = ["sites"];
const params = Type.Object({ id: SiteIdText });

/** The places where telephones stand: what an emergency call from there shows, and who is told. */
export function siteRoutes(api: Api, { settings }: ApiParts): void {
  const siteOf = (identity: Identity, id: SiteRecord["id"]): SiteRecord => {
    requireAdmin(identity);
    const site = settings.snapshot.site(id);
    if (site?.tenantId !== identity.tenantId) throw new NotFound("site");
    return site;
  };

  api.get(
    "/sites",
    { schema: { summary: "List sites", tags, querystring: PageQuery, response: { 200: Page(Site) } } },
    ({ identity, query }) => {
      requireAdmin(identity);
      return pageOf(
        settings.snapshot.sites(identity.tenantId),
        query,
        ({ name, address }) => [name, address],
        siteView,
      );
    },
  );

  api.post(
    "/sites",
    {
      schema: {
        summary: "Add a site",
        tags,
        body: NewSite,
        response: { 201: Site, 409: Problem, 422: Problem },
      },
    },
    async ({ identity, body }, reply) => {
      requireAdmin(identity);
      const made = await settings.change(identity.tenantId, identity.actor, (draft) => draft.addSite(body));
      return reply
        .code(201)
        .header("Location", `/api/v1/sites/${made.id}`)
        .send(withVersion(reply, siteView(made)));
    },
  );

  api.get(
    "/sites/:id",
    { schema: { summary: "Read a site", tags, params, response: { 200: Site, 404: Problem } } },
    ({ identity, params: { id } }, reply) => withVersion(reply, siteView(siteOf(identity, id))),
  );

  api.patch(
    "/sites/:id",
    {
      schema: {
        summary: "Change a site",
        tags,
        params,
        body: SitePatch,
        response: { 200: Site, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const {
        identity,
        params: { id },
        body,
      } = request;
      siteOf(identity, id);
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.changeSite(id, body, ifMatch),
      );
      return withVersion(reply, siteView(changed));
    },
  );

  api.delete(
    "/sites/:id",
    {
      schema: {
        summary: "Remove a site",
        tags,
        params,
        response: { 204: Type.Null(), 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const {
        identity,
        params: { id },
      } = request;
      siteOf(identity, id);
      const ifMatch = ifMatchOf(request);
      await settings.change(identity.tenantId, identity.actor, (draft) => draft.removeSite(id, ifMatch));
      return reply.code(204).send(null);
    },
  );
}
