import { Navigate, useRouterState } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { pagesOf } from "../pages.ts";
import type { Role } from "../session/role.ts";
import { NotFoundPage } from "./not-found-page.tsx";

/** Where a role begins; an address that isn't its own, or isn't at all, is said to be none. */
export function FirstPage({ role }: { readonly role: Role }): ReactElement {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const [first] = pagesOf(role);
  if (path !== "/" || first === undefined) return <NotFoundPage />;
  return <Navigate to={first.path} replace />;
}
