import type { Api } from "./parts.ts";

/** The methods that a path has; none: there is no such path. Knows all routes that are added after. */
export type KnownMethods = (path: string) => readonly string[];

export function rememberMethods(api: Api): KnownMethods {
  const routes: { readonly steps: readonly string[]; readonly methods: readonly string[] }[] = [];
  api.addHook("onRoute", ({ method, url }) => {
    routes.push({ steps: url.split("/"), methods: [method].flat() });
  });
  return (path) => {
    const steps = path.split("/");
    const found = routes.filter((route) => isAt(route.steps, steps));
    return [...new Set(found.flatMap(({ methods }) => methods))].sort();
  };
}

/** Whether a path is one of a route's, as "/users/7" is of "/users/:id". */
function isAt(route: readonly string[], path: readonly string[]): boolean {
  if (route.includes("*") || route.length !== path.length) return false;
  return route.every((step, i) => (step.startsWith(":") ? path[i] !== "" : step === path[i]));
}
