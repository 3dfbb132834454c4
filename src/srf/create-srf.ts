import { createRequire } from "node:module";
import DrachtioSrf from "drachtio-srf";
import { letForgottenHangUpsFail, type LibraryDialog } from "./forgotten-hang-ups.ts";
import { sendQuickly, type LibraryClasses, type LibraryMessageClass } from "./quick-agent.ts";
import { readMessagesQuickly, type LibraryMessage, type LibraryParser } from "./quick-messages.ts";
import type { Srf } from "./srf.ts";

const libraryRequire = createRequire(createRequire(import.meta.url).resolve("drachtio-srf"));
const Message = libraryRequire("./sip-parser/message") as LibraryMessage & LibraryMessageClass;
readMessagesQuickly(libraryRequire("./sip-parser/parser") as LibraryParser, Message);
sendQuickly({
  WireProtocol: libraryRequire("./wire-protocol") as LibraryClasses["WireProtocol"],
  Agent: libraryRequire("./drachtio-agent") as LibraryClasses["Agent"],
  Request: libraryRequire("./request") as LibraryClasses["Request"],
  Response: libraryRequire("./response") as LibraryClasses["Response"],
  Message,
  reasons: libraryRequire("sip-status") as LibraryClasses["reasons"],
});
letForgottenHangUpsFail(libraryRequire("./dialog") as LibraryDialog);

/** A drachtio-srf that is yet to be connected; with what stands above the only casts from the library's own types. */
export function createSrf(): Srf {
  return new DrachtioSrf() as unknown as Srf;
}
