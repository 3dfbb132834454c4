import { isIP } from "node:net";
import { canonicalBlock } from "./address-block.ts";
import { isLoopbackHost } from "./address-class.ts";
import type { Fault, Text } from "./engine-addresses.ts";

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where e-mail goes, and the sender that it names. */
export interface MailServer {
  readonly url: string;
  readonly from: string;
}

/** Who says who a person is that logs in (OpenID Connect). */
export interface OpenIdIssuer {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
}

/** A system has a handful of names. */
const MAX_SIP_DOMAINS = 50;

export function readMail(url: string | undefined, from: string | undefined, fault: Fault): MailServer | undefined {
  if (url === undefined) return undefined;
  if (!/^smtps?:\/\/\S+$/.test(url) || !URL.canParse(url))
    return fault("SMTP_URL", "is not smtp://… or smtps://…", undefined);
  if (from === undefined) return fault("MAIL_FROM", "is missing beside SMTP_URL", undefined);
  if (!/^(?:[^<>@]*<)?[^\s@<>]+@[^\s@<>]+>?$/.test(from))
    return fault("MAIL_FROM", `"${from}" is not an e-mail address, or one like: Offhook <pbx@example.com>`, undefined);
  return { url, from };
}

export function readPublicUrl(value: string | undefined, fault: Fault): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain =
    url !== undefined && url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
  if (isPlain && (url.protocol === "http:" || url.protocol === "https:")) return url.origin;
  return fault("PUBLIC_URL", `"${value}" is not an address like https://pbx.example.com`, undefined);
}

/** May have a user and a password, which the gateway asks for, so that it is never shown. */
export function readPushUrl(value: string | undefined, fault: Fault): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.href;
  return fault("PUSH_URL", "is not an address like https://push.example.com/wake", undefined);
}

export function readOpenId(text: Text, fault: Fault): OpenIdIssuer | undefined {
  const issuer = text("OIDC_ISSUER");
  const names = ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const;
  if (issuer === undefined) {
    for (const name of [...names, "OIDC_NAME"])
      if (text(name) !== undefined) fault(name, "means nothing without OIDC_ISSUER", undefined);
    return undefined;
  }
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const isOnThisMachine = url?.protocol === "http:" && isLoopbackHost(url.hostname);
  if (url === undefined || (url.protocol !== "https:" && !isOnThisMachine))
    return fault("OIDC_ISSUER", `"${issuer}" is not an address like https://accounts.example.com`, undefined);
  const [clientId, clientSecret] = names.map(text);
  if (clientId === undefined) return fault("OIDC_CLIENT_ID", "is missing beside OIDC_ISSUER", undefined);
  if (clientSecret === undefined) return fault("OIDC_CLIENT_SECRET", "is missing beside OIDC_ISSUER", undefined);
  return { issuer, clientId, clientSecret, name: text("OIDC_NAME") ?? url.host };
}

/** Origins (RFC 6454 §6.2) with commas. */
export function readOrigins(value: string | undefined, fault: Fault): readonly string[] {
  const origins = (value ?? "").split(",").flatMap((each) => (each.trim() === "" ? [] : [each.trim()]));
  const wrong = origins.find((each) => !/^https?:\/\/[^/]+$/.test(each) || !URL.canParse(each));
  if (wrong !== undefined)
    return fault(
      "CORS_ORIGINS",
      `"${wrong}" is no origin, as in https://crm.example.com,https://board.example.com`,
      [],
    );
  return origins.map((each) => new URL(each).origin);
}

/** Names and addresses with commas; IPv6 with or without brackets. */
export function readHosts(name: string, value: string | undefined, fault: Fault): readonly string[] {
  const hosts = (value ?? "").split(",").flatMap((part) => part.trim().replace(/^\[|\]$/g, "") || []);
  const wrong = hosts.find(
    (host) => isIP(host) === 0 && !/^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?$/.test(host),
  );
  if (hosts.length > MAX_SIP_DOMAINS) return fault(name, `names more than ${MAX_SIP_DOMAINS} hosts`, []);
  return wrong === undefined ? hosts : fault(name, `"${wrong}" is no host, as in pbx.example.com,10.0.0.5`, []);
}

export function readAllowed(name: string, value: string | undefined, fault: Fault): boolean {
  if (value === undefined || value === "refused") return false;
  return value === "allowed" || fault(name, `"${value}" is neither allowed nor refused`, false);
}

export function readBlocks(name: string, value: string | undefined, fault: Fault): readonly string[] {
  const blocks = (value ?? "").split(",").flatMap((each) => (each.trim() === "" ? [] : [each.trim()]));
  const wrong = blocks.find((each) => canonicalBlock(each) === undefined);
  return wrong === undefined
    ? blocks.flatMap((each) => canonicalBlock(each) ?? [])
    : fault(name, `"${wrong}" is neither an IP address nor a CIDR block`, []);
}

export function readEmail(value: string | undefined, fault: Fault): string | undefined {
  if (value === undefined || /^[^\s@]+@[^\s@]+$/.test(value)) return value;
  return fault("ADMIN_EMAIL", `"${value}" is not an e-mail address`, undefined);
}

export function readLong(name: string, value: string | undefined, least: number, fault: Fault): string | undefined {
  if (value === undefined || value.length >= least) return value;
  return fault(name, `is shorter than ${least} characters`, undefined);
}

export function readLogLevel(value: string, fault: Fault): LogLevel {
  const level = LOG_LEVELS.find((known) => known === value);
  return level ?? fault("LOG_LEVEL", `"${value}" is none of ${LOG_LEVELS.join(", ")}`, "info");
}
