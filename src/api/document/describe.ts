import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { Api } from "../parts.ts";
import { documentOf } from "./document.ts";
import type { Described, Route } from "./operation.ts";

/** Serves the document at /api/docs/json and the pages that show it at /api/docs, for all routes that are added after. */
export async function describeApi(api: Api): Promise<void> {
  const routes: Route[] = [];
  api.addHook("onRoute", ({ method, url, schema = {}, config = {} }) => {
    const described = schema as Described;
    const methods = [method].flat().filter((each) => each !== "HEAD" && each !== "OPTIONS");
    if (described.hide !== true)
      routes.push(...methods.map((each) => ({ method: each, path: url, schema: described, config })));
  });
  let document: object | undefined;
  await api.register(swagger, {
    openapi: { openapi: "3.1.0" },
    // It gives our document to the pages. Its own is made for OpenAPI 3.0: it knows no names, and changes schemas.
    transform: ({ url }) => ({ schema: { hide: true }, url }),
    transformObject: () => (document ??= documentOf(routes)),
  });
  await api.register(swaggerUi, {
    routePrefix: "/api/docs",
    staticCSP: true,
    // We speak plain HTTP: told to upgrade, a browser would look for the page's parts where there are none. They are all ours.
    transformStaticCSP: (policy) => policy.replace(/\s*upgrade-insecure-requests;?/, ""),
  });
}
