import { BookUser, Hash, House, type LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { Area } from "./i18n/resources.ts";
import type { Role } from "./session/role.ts";

export interface Page {
  readonly path: string;
  /** The folder of the page and the file of its texts, where `nav` is its name in the navigation. */
  readonly area: Area;
  /** Under which heading of the navigation it is listed; a page without one is reached from others. */
  readonly section?: "office" | "calls" | "system" | "mine" | "provider";
  readonly icon: LucideIcon;
  /** Who may open it; the API refuses the others anyway. */
  readonly roles: readonly Role[];
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
}

const MANAGER: readonly Role[] = ["manager"];

/** Every page, a line each, in the order of the navigation. The first that a role may open is where it begins. */
// prettier-ignore
export const PAGES: readonly Page[] = [
  { path: "/", area: "home", section: "office", icon: House, roles: MANAGER, load: () => import("./pages/home/page.tsx") },
  { path: "/extensions", area: "extensions", section: "office", icon: BookUser, roles: MANAGER, load: () => import("./pages/extensions/page.tsx") },
  { path: "/phone-numbers", area: "phone-numbers", section: "office", icon: Hash, roles: MANAGER, load: () => import("./pages/phone-numbers/page.tsx") },
];

export function pagesOf(role: Role): readonly Page[] {
  return PAGES.filter(({ roles }) => roles.includes(role));
}
