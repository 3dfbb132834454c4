/** The part of a pino logger that SIP uses. Facts never hold message bodies or header values. */
export interface SipLogger {
  debug(facts: object, text: string): void;
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
}

const nothing = (): void => undefined;

export const SILENT: SipLogger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
