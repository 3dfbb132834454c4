import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import type { Environment } from "../runtime/environment.ts";
import { sipHost, webAddress } from "./announcement.ts";

/** Where phones that set themselves up find this system: over TLS where it has a certificate. */
export interface PhoneSite {
  readonly server: {
    /** Without brackets. */
    readonly host: string;
    readonly port: number;
    readonly transport: "udp" | "tls";
    /** No authority has signed the certificate. */
    readonly ownCertificate: boolean;
  };
  /** Where phones read their files. */
  readonly web: string;
  readonly ntpServer: string;
}

export function phoneSite(environment: Environment): PhoneSite {
  const { tls, sip, sipDomains, ntpServer } = environment;
  const address = sipHost(environment);
  if (tls === undefined)
    return {
      server: { host: address, port: sip.port, transport: "udp", ownCertificate: false },
      ...{ web: webAddress(environment), ntpServer },
    };
  // A certificate is for a name, which phones compare.
  const host = sipDomains.find((name) => isIP(name) === 0) ?? address;
  const { issuer, subject } = new X509Certificate(readFileSync(tls.certificate));
  const ownCertificate = issuer === subject;
  // A phone that is still to be set up trusts no certificate but those of authorities.
  const web = webAddress(ownCertificate ? { ...environment, https: undefined } : environment);
  return { server: { host, port: tls.port, transport: "tls", ownCertificate }, web, ntpServer };
}
