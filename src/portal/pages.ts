import {
  Building2,
  Cable,
  KeyRound,
  MapPin,
  Receipt,
  Webhook,
  Presentation,
  BookUser,
  CircleUserRound,
  Gauge,
  ConciergeBell,
  Hash,
  Headset,
  History,
  House,
  Inbox,
  NotebookText,
  Phone,
  PhoneCall,
  Route,
  ScrollText,
  Smartphone,
  Users,
  Voicemail,
  type LucideIcon,
} from "lucide-react";
import type { ComponentType } from "react";
import { loadTexts } from "./i18n/i18n.ts";
import type { Area } from "./i18n/resources.ts";
import type { Role } from "./session/role.ts";

/** Groups of the navigation, in their order: what the office manager thinks of together. */
export const SECTIONS = ["people", "routing", "calls", "administration", "mine", "provider"] as const;
export type Section = (typeof SECTIONS)[number];

export interface Page {
  readonly path: string;
  /** The folder of the page and the file of its texts, where `nav` is its name in the navigation. */
  readonly area: Area;
  /** In which group of the navigation it is listed; a page without one is reached from others. */
  readonly section?: "top" | Section;
  readonly icon: LucideIcon;
  /** Who may open it; the API refuses the others anyway. */
  readonly roles: readonly Role[];
  readonly load: () => Promise<{ readonly Page: ComponentType }>;
}

const MANAGER: readonly Role[] = ["manager", "deputy"];
const PROVIDER: readonly Role[] = ["provider"];
/** Managers have a phone of their own, too. */
const PEOPLE: readonly Role[] = ["manager", "employee"];

/** Every page, a line each, in the order of the navigation. The first that a role may open is where it begins. */
// prettier-ignore
export const PAGES: readonly Page[] = [
  { path: "/", area: "home", section: "top", icon: House, roles: MANAGER, load: () => import("./pages/home/page.tsx") },
  { path: "/set-up", area: "set-up", icon: House, roles: MANAGER, load: () => import("./pages/set-up/page.tsx") },
  { path: "/extensions", area: "extensions", section: "people", icon: BookUser, roles: MANAGER, load: () => import("./pages/extensions/page.tsx") },
  { path: "/extensions/import", area: "user-import", icon: BookUser, roles: MANAGER, load: () => import("./pages/user-import/page.tsx") },
  { path: "/phones", area: "phones", section: "people", icon: Phone, roles: MANAGER, load: () => import("./pages/phones/page.tsx") },
  { path: "/shared-mailboxes", area: "shared-mailboxes", section: "people", icon: Inbox, roles: MANAGER, load: () => import("./pages/shared-mailboxes/page.tsx") },
  { path: "/phone-numbers", area: "phone-numbers", section: "routing", icon: Hash, roles: MANAGER, load: () => import("./pages/phone-numbers/page.tsx") },
  { path: "/receptionists", area: "receptionists", section: "routing", icon: ConciergeBell, roles: MANAGER, load: () => import("./pages/receptionists/page.tsx") },
  { path: "/groups", area: "groups", section: "routing", icon: Users, roles: MANAGER, load: () => import("./pages/groups/page.tsx") },
  { path: "/conferences", area: "conferences", section: "routing", icon: Presentation, roles: MANAGER, load: () => import("./pages/conferences/page.tsx") },
  { path: "/trunks", area: "trunks", section: "routing", icon: Cable, roles: MANAGER, load: () => import("./pages/trunks/page.tsx") },
  { path: "/explain", area: "explain", section: "routing", icon: Route, roles: MANAGER, load: () => import("./pages/explain/page.tsx") },
  { path: "/calls", area: "calls", section: "calls", icon: PhoneCall, roles: MANAGER, load: () => import("./pages/calls/page.tsx") },
  { path: "/history", area: "history", section: "calls", icon: ScrollText, roles: MANAGER, load: () => import("./pages/history/page.tsx") },
  { path: "/company", area: "company", section: "administration", icon: Building2, roles: MANAGER, load: () => import("./pages/company/page.tsx") },
  { path: "/sites", area: "sites", section: "administration", icon: MapPin, roles: MANAGER, load: () => import("./pages/sites/page.tsx") },
  { path: "/billing", area: "billing", section: "administration", icon: Receipt, roles: MANAGER, load: () => import("./pages/billing/page.tsx") },
  { path: "/tokens", area: "tokens", section: "administration", icon: KeyRound, roles: MANAGER, load: () => import("./pages/tokens/page.tsx") },
  { path: "/webhooks", area: "webhooks", section: "administration", icon: Webhook, roles: MANAGER, load: () => import("./pages/webhooks/page.tsx") },
  { path: "/journal", area: "journal", section: "administration", icon: NotebookText, roles: MANAGER, load: () => import("./pages/journal/page.tsx") },
  { path: "/my/phone", area: "my-phone", section: "mine", icon: Smartphone, roles: PEOPLE, load: () => import("./pages/my-phone/page.tsx") },
  { path: "/my/browser-phone", area: "browser-phone", section: "mine", icon: Headset, roles: PEOPLE, load: () => import("./pages/browser-phone/page.tsx") },
  { path: "/my/voicemail", area: "my-voicemail", section: "mine", icon: Voicemail, roles: PEOPLE, load: () => import("./pages/my-voicemail/page.tsx") },
  { path: "/my/calls", area: "my-calls", section: "mine", icon: History, roles: PEOPLE, load: () => import("./pages/my-calls/page.tsx") },
  { path: "/my/directory", area: "directory", section: "mine", icon: Users, roles: PEOPLE, load: () => import("./pages/directory/page.tsx") },
  { path: "/my/account", area: "my-account", section: "mine", icon: CircleUserRound, roles: PEOPLE, load: () => import("./pages/my-account/page.tsx") },
  { path: "/companies", area: "companies", section: "provider", icon: Building2, roles: PROVIDER, load: () => import("./pages/companies/page.tsx") },
  { path: "/number-inventory", area: "number-inventory", section: "provider", icon: Hash, roles: PROVIDER, load: () => import("./pages/number-inventory/page.tsx") },
  { path: "/usage", area: "usage", section: "provider", icon: Gauge, roles: PROVIDER, load: () => import("./pages/usage/page.tsx") },
];

export function pagesOf(role: Role): readonly Page[] {
  return PAGES.filter(({ roles }) => roles.includes(role));
}

/** A page with its texts. */
export async function loadPage({ area, load }: Page): ReturnType<Page["load"]> {
  const [page] = await Promise.all([load(), loadTexts(area)]);
  return page;
}

/** Whether a path is that of the page, or of one thing that the page's list leads to. */
export function isUnder(path: string, page: string): boolean {
  return path === page || (page !== "/" && path.startsWith(`${page}/`));
}

/** The group in which a path is listed, for who may open it. */
export function sectionOf(role: Role, path: string): Section | undefined {
  const section = pagesOf(role).find((page) => page.section !== undefined && isUnder(path, page.path))?.section;
  return section === "top" ? undefined : section;
}
