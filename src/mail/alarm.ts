import type { AlarmEvent, EmergencyCalled, LimitReached } from "../events/event.ts";
import type { UserRecord } from "../settings/schemas/user.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { Language } from "../vocabulary/language.ts";
import type { Mail } from "./mail-server.ts";
import { dateText } from "./notification.ts";
import type { Templates } from "./template.ts";

export interface AlarmParts {
  readonly templates: Templates;
  /** An administrator. */
  readonly user: UserRecord;
  /** IANA, of the company. */
  readonly timeZone: string;
  readonly snapshot: Pick<Snapshot, "user" | "device">;
}

/** Who of a company is told of alarms. */
export function administratorsOf(event: AlarmEvent, snapshot: Pick<Snapshot, "users">): readonly UserRecord[] {
  return snapshot.users(event.tenant).filter(({ role, email }) => role === "admin" && email !== "");
}

/** One alarm's name among the mails: the same for whoever writes it again. */
export function alarmId(event: AlarmEvent): string {
  const what = event.kind === "limit.reached" ? event.limit : event.call;
  return `${event.kind.replace(".", "-")}-${event.tenant}-${what}-${event.atMs}`;
}

/** The e-mail that tells an administrator. */
export function alarmMailOf(event: AlarmEvent, parts: AlarmParts): Mail {
  const { templates, user, timeZone } = parts;
  const when = dateText(new Date(event.atMs), user.language, timeZone);
  const text =
    event.kind === "limit.reached"
      ? templates.write("limit-reached", user.language, {
          name: user.name,
          limit: limitText(event, user.language),
          when,
        })
      : templates.write("emergency-called", user.language, { name: user.name, when, ...emergencyValues(event, parts) });
  return { ...text, id: `${alarmId(event)}-${user.id}`, to: user.email };
}

function emergencyValues({ user, device, service, callbackNumber }: EmergencyCalled, { snapshot }: AlarmParts) {
  const caller = snapshot.user(user);
  return {
    service,
    caller: caller?.name ?? "?",
    extension: caller?.extension ?? "?",
    device: snapshot.device(device)?.label ?? "?",
    number: callbackNumber ?? "–",
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
