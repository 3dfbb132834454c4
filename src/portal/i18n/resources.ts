import type billing from "./en/billing.json";
import type browserPhone from "./en/browser-phone.json";
import type company from "./en/company.json";
import type sites from "./en/sites.json";
import type setUp from "./en/set-up.json";
import type tokens from "./en/tokens.json";
import type webhooks from "./en/webhooks.json";
import type calls from "./en/calls.json";
import type companies from "./en/companies.json";
import type numberInventory from "./en/number-inventory.json";
import type usage from "./en/usage.json";
import type userImport from "./en/user-import.json";
import type common from "./en/common.json";
import type directory from "./en/directory.json";
import type myAccount from "./en/my-account.json";
import type myCalls from "./en/my-calls.json";
import type myPhone from "./en/my-phone.json";
import type myVoicemail from "./en/my-voicemail.json";
import type errors from "./en/errors.json";
import type explain from "./en/explain.json";
import type extensions from "./en/extensions.json";
import type history from "./en/history.json";
import type journal from "./en/journal.json";
import type groups from "./en/groups.json";
import type conferences from "./en/conferences.json";
import type receptionists from "./en/receptionists.json";
import type home from "./en/home.json";
import type plan from "./en/plan.json";
import type phones from "./en/phones.json";
import type phoneNumbers from "./en/phone-numbers.json";
import type sharedMailboxes from "./en/shared-mailboxes.json";
import type trunks from "./en/trunks.json";
import type session from "./en/session.json";

/** The texts by area: one area a folder of pages. English gives the keys their types; a test holds French to them. */
interface Resources {
  billing: typeof billing;
  "browser-phone": typeof browserPhone;
  company: typeof company;
  "set-up": typeof setUp;
  sites: typeof sites;
  tokens: typeof tokens;
  webhooks: typeof webhooks;
  calls: typeof calls;
  common: typeof common;
  companies: typeof companies;
  "number-inventory": typeof numberInventory;
  usage: typeof usage;
  "user-import": typeof userImport;
  directory: typeof directory;
  "my-account": typeof myAccount;
  "my-calls": typeof myCalls;
  "my-phone": typeof myPhone;
  "my-voicemail": typeof myVoicemail;
  errors: typeof errors;
  explain: typeof explain;
  extensions: typeof extensions;
  history: typeof history;
  journal: typeof journal;
  groups: typeof groups;
  conferences: typeof conferences;
  receptionists: typeof receptionists;
  home: typeof home;
  plan: typeof plan;
  phones: typeof phones;
  "phone-numbers": typeof phoneNumbers;
  "shared-mailboxes": typeof sharedMailboxes;
  trunks: typeof trunks;
  session: typeof session;
}

/** Folders of pages. Each has `nav` in its texts, and they are loaded with the page; the others belong to all pages. */
export type Area = Exclude<keyof Resources, "common" | "errors" | "plan" | "session">;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    /** `navigation` is each page's `nav`, by its area. */
    resources: Resources & { navigation: Record<Area, string> };
  }
}
