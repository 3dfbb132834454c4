import { posixZone, zoneRules, type YearlyChange } from "./daylight-saving.ts";
import { word, type Maker } from "./makers.ts";
import type { TemplateValues } from "./template.ts";
import type { Language } from "../../vocabulary/language.ts";

/** What a programmable key of a phone does: a line, a colleague's BLF, a parking slot's, the mailbox. */
export interface PhoneKey {
  readonly kind: "line" | "blf" | "park" | "voicemail";
  readonly label: string;
  readonly number: string;
}

/** Who stands in the remote phone book. */
export interface PhoneBookEntry {
  readonly name: string;
  readonly number: string;
}

/** All that the file of one phone says, before it is put into a maker's words. */
export interface PhoneFacts {
  readonly account: {
    readonly username: string;
    /** Undefined: the phone keeps the one it has. */
    readonly password: string | undefined;
    /** Of SIP digest. */
    readonly realm: string;
    readonly name: string;
    readonly extension: string;
  };
  readonly server: {
    readonly host: string;
    readonly port: number;
    readonly transport: "udp" | "tls";
    /** The certificate is signed by itself: a phone that checks it would not register. */
    readonly ownCertificate: boolean;
  };
  readonly keys: readonly PhoneKey[];
  readonly company: string;
  readonly language: Language;
  readonly country: string;
  readonly timeZone: string;
  readonly ntpServer: string;
  /** Where the phone finds its files from now on, with a slash at its end. */
  readonly folderUrl: string;
  /** Where the phone's first file is. */
  readonly fileUrl: string;
  readonly phoneBookUrl: string | undefined;
  /** What the phone proves itself with when it reads again; undefined: it keeps what it has. */
  readonly provisioning: { readonly username: string; readonly password: string | undefined; readonly realm: string };
  readonly mac: string;
}

/** Dialled for one's own mailbox, and before the extension of a colleague whose phone rings (numbering/feature-codes.ts). */
export const VOICEMAIL_CODE = "*97";
const PICK_UP_CODE = "**";

/** What templates of this maker may name. Pure: the same facts and year always give the same values. */
export function templateValues(facts: PhoneFacts, maker: Maker, nowMs: number): TemplateValues {
  const { account, server, provisioning, language, country } = facts;
  const isTls = server.transport === "tls";
  return {
    ...{ username: account.username, password: account.password, realm: account.realm },
    ...{ name: account.name, extension: account.extension, company: facts.company },
    // In a URI an IPv6 address has brackets; in quotes before it a name has no quotes of its own (RFC 3261 §25.1).
    ...{ uriHost: server.host.includes(":") ? `[${server.host}]` : server.host },
    uriName: account.name.replaceAll(/["\\]/g, "'"),
    ...{ server: server.host, port: server.port, tls: isTls, ownCertificate: isTls && server.ownCertificate },
    transport: word(maker, "transports", server.transport),
    ...{ voicemail: VOICEMAIL_CODE, pickUp: PICK_UP_CODE },
    ...{ language: word(maker, "languages", language), languageCode: language, country },
    ...{ tone: word(maker, "tones", country), ntp: facts.ntpServer, ...zoneValues(facts.timeZone, nowMs) },
    zoneName: word(maker, "zones", facts.timeZone),
    // Some makers have the scheme in a key of its own.
    ...{ isHttps: facts.folderUrl.startsWith("https:"), folderPath: facts.folderUrl.replace(/^https?:\/\//, "") },
    ...{ folderUrl: facts.folderUrl, fileUrl: facts.fileUrl, phoneBookUrl: facts.phoneBookUrl },
    ...{ provisioningUser: provisioning.username, provisioningPassword: provisioning.password },
    provisioningRealm: provisioning.realm,
    mac: facts.mac,
    keys: keysValues(facts.keys.slice(0, maker.keys), maker),
  };
}

function keysValues(keys: readonly PhoneKey[], maker: Maker): readonly TemplateValues[] {
  let watched = 0;
  return keys.map((key, index) => {
    const values = keyValues(key, index, maker);
    return values["isWatched"] === true ? { ...values, watchedIndex: ++watched } : values;
  });
}

function keyValues({ kind, label, number }: PhoneKey, index: number, maker: Maker): TemplateValues {
  return {
    ...{ index: index + 1, index0: index, label, number, type: word(maker, "keys", kind) },
    ...{ isLine: kind === "line", isBlf: kind === "blf", isPark: kind === "park", isVoicemail: kind === "voicemail" },
    isWatched: kind === "blf" || kind === "park",
  };
}

function zoneValues(timeZone: string, nowMs: number): TemplateValues {
  const rules = zoneRules(timeZone, nowMs);
  const { offsetMinutes, summer } = rules;
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const sign = offsetMinutes < 0 ? "-" : "+";
  const two = (value: number): string => String(value).padStart(2, "0");
  return {
    ...{ timeZone, posixZone: posixZone(rules), offsetSeconds: offsetMinutes * 60, offsetMinutes },
    offsetShort: `${sign}${hours}${minutes === 0 ? "" : `:${two(minutes)}`}`,
    offsetLong: `${sign}${two(hours)}:${two(minutes)}`,
    hasSummer: summer !== undefined,
    offsetQuarters: offsetMinutes / 15,
    summerMinutes: summer?.addMinutes,
    summerHours: summer && summer.addMinutes / 60,
    ...changeValues("begins", summer?.begins),
    ...changeValues("ends", summer?.ends),
  };
}

function changeValues(when: "begins" | "ends", change: YearlyChange | undefined): TemplateValues {
  return {
    [`${when}Month`]: change?.month,
    [`${when}Week`]: change?.week,
    /** The weekday on or after this day; -1: the last one of the month. */
    [`${when}DayOrLast`]: change === undefined ? undefined : change.week === 5 ? -1 : 1 + (change.week - 1) * 7,
    /** The same without the last: such makers have a key of its own that says so. */
    [`${when}Day`]: change === undefined ? undefined : 1 + (change.week - 1) * 7,
    [`${when}Last`]: change === undefined ? undefined : Number(change.week === 5),
    [`${when}Weekday`]: change?.weekday,
    /** 0 is Sunday. */
    [`${when}WeekdayFromSunday`]: change === undefined ? undefined : change.weekday % 7,
    /** 1 is Sunday. */
    [`${when}WeekdaySundayFirst`]: change === undefined ? undefined : (change.weekday % 7) + 1,
    [`${when}Hour`]: change === undefined ? undefined : Math.floor(change.minuteOfDay / 60),
    [`${when}Minute`]: change === undefined ? undefined : change.minuteOfDay % 60,
  };
}
