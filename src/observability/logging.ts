import { pino, type DestinationStream, type Logger } from "pino";
import { maskNumber } from "./mask-number.ts";

export type { Logger } from "pino";

/** Field names whose values never reach a log, at any depth that we log. */
const SECRET_FIELDS = [
  "password",
  "pin",
  "secret",
  "token",
  "authorization",
  "cookie",
  "ha1Md5",
  "ha1Sha256",
  "pinHash",
  "passwordHash",
  "sipPassword",
];
/** pino masks by path: the field itself, and one and two levels down. */
const SECRET_PATHS = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/**
 * The log of this process: one JSON object a line, constant texts, facts in fields. Info is one line a change of state.
 *
 * @param destination  where lines go; the console of a person gets them formatted, everything else as JSON
 */
export function createLogger(level: string, destination: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      redact: { paths: SECRET_PATHS, censor: "[secret]" },
      serializers: { caller: maskNumber, dialled: maskNumber },
    },
    destination,
  );
}
