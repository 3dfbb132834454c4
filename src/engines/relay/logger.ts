/** The part of a pino logger that the relay uses: facts, then a constant text. */
export interface RelayLogger {
  debug(facts: object, text: string): void;
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
}
