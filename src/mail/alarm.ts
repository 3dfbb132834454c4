import { createHash } from "node:crypto";
import type { AlarmEvent, EmergencyCalled, LimitReached } from "../events/event.ts";
import type { UserRecord } from "../settings/kinds/user.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { Language } from "../vocabulary/language.ts";
import type { Mail } from "./mail-server.ts";
import { dateText } from "./notification.ts";
import type { Templates } from "./template.ts";

/** An administrator, or a contact at the place of an emergency. */
export interface AlarmRecipient {
  /** Tells the mails of one alarm apart. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly language: Language;
}

export interface AlarmParts {
  readonly templates: Templates;
  readonly recipient: AlarmRecipient;
  /** IANA, of the company. */
  readonly timeZone: string;
  readonly snapshot: Pick<Snapshot, "user" | "device" | "site">;
}

/** The administrators of a company who get alarms. */
export function administratorsOf(event: AlarmEvent, snapshot: Pick<Snapshot, "users">): readonly UserRecord[] {
  return snapshot.users(event.tenant).filter(({ role, email }) => role === "admin" && email !== "");
}

/** The contacts of the site from which an emergency service was called. */
export function contactsOf(event: AlarmEvent, snapshot: Pick<Snapshot, "site">): readonly string[] {
  if (event.kind !== "emergency.called" || event.site === undefined) return [];
  return snapshot.site(event.site)?.contacts ?? [];
}

/** An address as part of a mail's name: it need not be shown in full wherever that is logged. */
export function contactId(email: string): string {
  return createHash("sha256").update(email.toLowerCase()).digest("hex").slice(0, 16);
}

/** One alarm's name among the mails: the same in every process. */
export function alarmId(event: AlarmEvent): string {
  const what = event.kind === "limit.reached" ? event.limit : event.call;
  return `${event.kind.replace(".", "-")}-${event.tenant}-${what}-${event.atMs}`;
}

/** The e-mail to an administrator. */
export function alarmMailOf(event: AlarmEvent, parts: AlarmParts): Mail {
  const { templates, recipient, timeZone } = parts;
  const { name, language } = recipient;
  const when = dateText(new Date(event.atMs), language, timeZone);
  const text =
    event.kind === "limit.reached"
      ? templates.write("limit-reached", language, { name, limit: limitText(event, language), when })
      : templates.write("emergency-called", language, { name, when, ...emergencyValues(event, parts) });
  return { ...text, id: `${alarmId(event)}-${recipient.id}`, to: [recipient.email] };
}

function emergencyValues({ user, device, site, service, callbackNumber }: EmergencyCalled, { snapshot }: AlarmParts) {
  const caller = snapshot.user(user);
  const place = site === undefined ? undefined : snapshot.site(site);
  return {
    service,
    caller: caller?.name ?? "?",
    extension: caller?.extension ?? "?",
    device: snapshot.device(device)?.label ?? "?",
    number: callbackNumber ?? "–",
    site: place === undefined ? "–" : `${place.name}, ${place.address}`,
  };
}

const LIMITS: Readonly<Record<Language, Readonly<Record<LimitReached["limit"], string>>>> = {
  en: {
    countries: "countries that may be called",
    premiumNumbers: "no premium rate numbers",
    simultaneousCalls: "simultaneous calls",
    callsPerHour: "calls an hour",
    callsPerDay: "calls a day",
  },
  fr: {
    countries: "pays autorisés",
    premiumNumbers: "pas de numéros surtaxés",
    simultaneousCalls: "appels simultanés",
    callsPerHour: "appels par heure",
    callsPerDay: "appels par jour",
  },
};

function limitText({ limit, most }: LimitReached, language: Language): string {
  const text = LIMITS[language][limit];
  return most === undefined ? text : `${text} (${most})`;
}
