import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { isAborted } from "./aborted.ts";
import type { Clock } from "./clock.ts";

/** A certificate with its chain and its key, as they stand in their PEM files. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface CertificatePaths {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface CertificateWatch {
  readonly clock: Clock;
  /** A new pair that is whole: connections from now on show it. */
  readonly onChange: (certificate: Certificate) => void;
  /** Once for each new content that can't be used: the certificate of before goes on. */
  readonly onFault: (fault: unknown) => void;
}

/** A renewed certificate is shown within this time. */
const LOOK_EACH_MS = 10_000;

/** Reads both files. @throws Error where one can't be read, or they are no certificate and its key */
export async function readCertificate({ certFile, keyFile }: CertificatePaths): Promise<Certificate> {
  const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
  createSecureContext({ cert, key });
  return { cert, key };
}

/**
 * Looks whether the files were renewed, by their contents: certificates are replaced by links, copies and mounts alike, and two files are
 * never replaced at one moment. Until disposed.
 */
export class CertificateFiles implements AsyncDisposable {
  readonly #end = new AbortController();
  readonly #looking: Promise<void>;

  constructor(paths: CertificatePaths, shown: Certificate, watch: CertificateWatch) {
    this.#looking = this.#look(paths, shown, watch);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#looking;
  }

  async #look(paths: CertificatePaths, first: Certificate, { clock, onChange, onFault }: CertificateWatch) {
    let shown = first;
    let lastFault: string | undefined;
    while (!isAborted(this.#end.signal)) {
      await clock.sleep(LOOK_EACH_MS, this.#end.signal).catch(() => undefined);
      if (isAborted(this.#end.signal)) return;
      try {
        const found = await readCertificate(paths);
        lastFault = undefined;
        if (found.cert.equals(shown.cert) && found.key.equals(shown.key)) continue;
        shown = found;
        onChange(found);
      } catch (fault) {
        const text = fault instanceof Error ? fault.message : "unreadable";
        if (text !== lastFault) onFault(fault);
        lastFault = text;
      }
    }
  }
}
