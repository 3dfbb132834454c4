import { createRequire } from "node:module";
import DrachtioSrf from "drachtio-srf";
import { readMessagesQuickly, type LibraryMessage, type LibraryParser } from "./quick-messages.ts";
import type { Srf } from "./srf.ts";

const libraryRequire = createRequire(import.meta.url);
readMessagesQuickly(
  libraryRequire("drachtio-srf/lib/sip-parser/parser") as LibraryParser,
  libraryRequire("drachtio-srf/lib/sip-parser/message") as LibraryMessage,
);

/** A drachtio-srf that is yet to be connected; with what stands above the only casts from the library's own types. */
export function createSrf(): Srf {
  return new DrachtioSrf() as unknown as Srf;
}
