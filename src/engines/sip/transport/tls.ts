import { readFile } from "node:fs/promises";
import { CertificateFiles, type Certificate } from "../../../runtime/certificate-files.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { TlsIdentity } from "./listen.ts";
import type { SipLogger } from "./logger.ts";

/** What we show as a server. */
export interface ServerCredentials {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** What we show and check as a client. */
export interface ClientCredentials extends ServerCredentials {
  readonly ca?: Buffer;
  readonly rejectUnauthorized: boolean;
}

/** @throws Error of node:fs when a file cannot be read; what is in it is checked when the listener opens */
export async function readCredentials(identity: TlsIdentity): Promise<ClientCredentials> {
  const [key, cert, ca] = await Promise.all([
    readFile(identity.keyFile),
    readFile(identity.certFile),
    identity.caFile === undefined ? undefined : readFile(identity.caFile),
  ]);
  return { key, cert, rejectUnauthorized: identity.verifyServers ?? true, ...(ca === undefined ? {} : { ca }) };
}

interface Renewal {
  readonly clock: Clock;
  readonly logger: SipLogger;
  /** New connections to the listener show this pair. */
  readonly onRenewed: (certificate: Certificate) => void;
}

/** What a listening point shows on its connections, in both directions: a renewed certificate without a restart. */
export class LiveCredentials implements AsyncDisposable {
  #current: ClientCredentials;
  readonly #files: CertificateFiles;

  constructor(identity: TlsIdentity, read: ClientCredentials, { clock, logger, onRenewed }: Renewal) {
    this.#current = read;
    this.#files = new CertificateFiles(identity, read, {
      clock,
      onChange: (renewed) => {
        this.#current = { ...this.#current, ...renewed };
        onRenewed(renewed);
        logger.info({ event: "certificate.renewed", part: "sip" }, "new SIP connections show the renewed certificate");
      },
      onFault: (err) =>
        logger.error(
          { event: "certificate.unusable", part: "sip", err },
          "the files of the certificate can't be used: the last one is shown",
        ),
    });
  }

  /** For a connection that is opened now. */
  get current(): ClientCredentials {
    return this.#current;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#files[Symbol.asyncDispose]();
  }
}
