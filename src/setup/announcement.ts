import { networkInterfaces } from "node:os";
import type { Environment } from "../runtime/environment.ts";
import type { DemoPhone } from "./demo.ts";
import type { FirstAdmin } from "./first-start.ts";

export interface Announced {
  readonly environment: Environment;
  readonly admin: FirstAdmin | undefined;
  readonly phones: readonly DemoPhone[];
  readonly startedInMs: number;
  /** Parts that do not answer (yet), as /readyz names them. */
  readonly missing: readonly string[];
}

/** Where a missing part is configured. */
const CONFIGURED_BY: Readonly<Record<string, string>> = {
  redis: "REDIS_URL",
  signalling: "SIGNALLING_URL",
  media: "MEDIA_URL",
  disk: "DATA_DIR, MEDIA_DIR",
};

/** What a person sees when everything runs: where the API is, the password (once), what to type into a phone. */
export function announcement({ environment, admin, phones, startedInMs, missing }: Announced): string {
  const { http } = environment;
  const address = originOf(http.host === "0.0.0.0" || http.host === "::" ? "localhost" : http.host, environment);
  const lines = [
    "",
    ...stateLines(missing, startedInMs),
    `  Portal                      ${address}`,
    `  API and its documentation   ${address}/api/docs`,
    `  SIP server for phones       ${sipServer(environment)}`,
  ];
  if (admin !== undefined) {
    const password =
      admin.password === undefined ? "as set by ADMIN_PASSWORD" : `${admin.password}   (shown this once)`;
    lines.push("", "Administrator", `  e-mail ${admin.email}   password ${password}`);
  }
  if (phones.length > 0)
    lines.push(
      "",
      "Phones (type this into a desk phone or softphone)",
      ...phones.flatMap((phone) => phoneLines(phone, environment)),
    );
  return `${lines.join("\n")}\n\n`;
}

export function readyLine(startedInMs: number): string {
  return `Offhook is ready (${(startedInMs / 1000).toFixed(1)} s)`;
}

function stateLines(missing: readonly string[], startedInMs: number): readonly string[] {
  if (missing.length === 0) return [readyLine(startedInMs)];
  const absent = missing.map((part) => `${part} (${CONFIGURED_BY[part] ?? "?"}) does not answer`);
  return [`Offhook runs, but can't serve calls yet: ${absent.join(", ")}; it goes on trying`];
}

function phoneLines(phone: DemoPhone, environment: Environment): readonly string[] {
  const password = phone.sipPassword ?? "as shown when it was made";
  return [
    `  ${phone.name.padEnd(16)} extension ${phone.extension}   number ${phone.number}`,
    `  ${" ".repeat(16)} user ${phone.sipUsername}   password ${password}   server ${sipServer(environment)}`,
  ];
}

/** What a phone is told to register with: host:port. */
export function sipServer(environment: Environment): string {
  const host = sipHost(environment);
  const { sip } = environment;
  return `${host.includes(":") ? `[${host}]` : host}:${sip.port}`;
}

/** The same without the port, and without brackets. */
export function sipHost({ publicAddress, sip }: Environment): string {
  return publicAddress ?? (sip.host === "*" ? ownAddress() : sip.host);
}

/** Whether the system listens for SIP there, by any address of this machine or the public one. */
export function isOurSipAddress(host: string, port: number, { publicAddress, sip, tls }: Environment): boolean {
  if (port !== sip.port && port !== tls?.port) return false;
  if (host === publicAddress || host === sip.host) return true;
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return sip.host === "*" && addresses.some(({ address }) => address === host);
}

/** Where a browser finds this system, for links in e-mails. */
export function webAddress({ publicUrl, publicAddress, http, https }: Environment): string {
  if (publicUrl !== undefined) return publicUrl;
  const everywhere = http.host === "0.0.0.0" || http.host === "::";
  const host = publicAddress ?? (everywhere ? ownAddress() : http.host);
  return originOf(host, { http, https });
}

/** HTTPS where there is one. */
function originOf(host: string, { http, https }: Pick<Environment, "http" | "https">): string {
  const [scheme, port] = https === undefined ? ["http", http.port] : ["https", https.port];
  return new URL(`${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`).origin;
}

/** The address that phones on the same network know this machine by. */
function ownAddress(): string {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal);
  return outside?.address ?? "127.0.0.1";
}
