import { readFile } from "node:fs/promises";
import type { TlsIdentity } from "./listen.ts";

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
