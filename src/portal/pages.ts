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

const MANAGER: readonly Role[] = ["manager", "deputy"];
const PROVIDER: readonly Role[] = ["provider"];
/** Managers have a phone of their own, too. */
const PEOPLE: readonly Role[] = ["manager", "employee"];

/** Every page, a line each, in the order of the navigation. The first that a role may open is where it begins. */
// prettier-ignore
export const PAGES: readonly Page[] = [
  { path: "/", area: "home", section: "office", icon: House, roles: MANAGER, load: () => import("./pages/home/page.tsx") },
  { path: "/set-up", area: "set-up", icon: House, roles: MANAGER, load: () => import("./pages/set-up/page.tsx") },
  { path: "/extensions", area: "extensions", section: "office", icon: BookUser, roles: MANAGER, load: () => import("./pages/extensions/page.tsx") },
  { path: "/extensions/import", area: "user-import", icon: BookUser, roles: MANAGER, load: () => import("./pages/user-import/page.tsx") },
  { path: "/phones", area: "phones", section: "office", icon: Phone, roles: MANAGER, load: () => import("./pages/phones/page.tsx") },
  { path: "/phone-numbers", area: "phone-numbers", section: "office", icon: Hash, roles: MANAGER, load: () => import("./pages/phone-numbers/page.tsx") },
  { path: "/groups", area: "groups", section: "office", icon: Users, roles: MANAGER, load: () => import("./pages/groups/page.tsx") },
  { path: "/receptionists", area: "receptionists", section: "office", icon: ConciergeBell, roles: MANAGER, load: () => import("./pages/receptionists/page.tsx") },
  { path: "/conferences", area: "conferences", section: "office", icon: Presentation, roles: MANAGER, load: () => import("./pages/conferences/page.tsx") },
  { path: "/shared-mailboxes", area: "shared-mailboxes", section: "office", icon: Inbox, roles: MANAGER, load: () => import("./pages/shared-mailboxes/page.tsx") },
  { path: "/calls", area: "calls", section: "calls", icon: PhoneCall, roles: MANAGER, load: () => import("./pages/calls/page.tsx") },
  { path: "/history", area: "history", section: "calls", icon: ScrollText, roles: MANAGER, load: () => import("./pages/history/page.tsx") },
  { path: "/explain", area: "explain", section: "calls", icon: Route, roles: MANAGER, load: () => import("./pages/explain/page.tsx") },
  { path: "/trunks", area: "trunks", section: "system", icon: Cable, roles: MANAGER, load: () => import("./pages/trunks/page.tsx") },
  { path: "/company", area: "company", section: "system", icon: Building2, roles: MANAGER, load: () => import("./pages/company/page.tsx") },
  { path: "/sites", area: "sites", section: "system", icon: MapPin, roles: MANAGER, load: () => import("./pages/sites/page.tsx") },
  { path: "/billing", area: "billing", section: "system", icon: Receipt, roles: MANAGER, load: () => import("./pages/billing/page.tsx") },
  { path: "/tokens", area: "tokens", section: "system", icon: KeyRound, roles: MANAGER, load: () => import("./pages/tokens/page.tsx") },
  { path: "/webhooks", area: "webhooks", section: "system", icon: Webhook, roles: MANAGER, load: () => import("./pages/webhooks/page.tsx") },
  { path: "/journal", area: "journal", section: "system", icon: NotebookText, roles: MANAGER, load: () => import("./pages/journal/page.tsx") },
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
