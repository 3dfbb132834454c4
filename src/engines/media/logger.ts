/** The part of a pino logger that the engine uses: facts, then a constant text. */
export interface MediaLogger {
  debug(facts: object, text: string): void;
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
}
