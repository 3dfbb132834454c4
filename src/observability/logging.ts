import { pino, type Bindings, type DestinationStream, type Logger } from "pino";
import { maskNumber } from "./mask-number.ts";
import { maskSecretFields } from "./secret-fields.ts";

export type { Logger } from "pino";

/**
 * The log of this process: one JSON object a line, constant texts, facts in fields. Info is one line a change of state.
 *
 * @param destination  where lines go; the console of a person gets them formatted, everything else as JSON
 */
export function createLogger(level: string, destination: DestinationStream): Logger {
  const logger = pino(
    {
      level,
      base: null,
      // Not pino's `redact`: it looks for each path in each line, which costs more than all the rest of the line.
      formatters: { log: maskSecretFields },
      serializers: { caller: maskNumber, dialled: maskNumber, err: describeError },
    },
    destination,
  );
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its parent below
  const { child } = logger;
  const makeChild = (parent: Logger, bindings: Bindings) => child.call(parent, maskSecretFields(bindings));
  // Children are made from this logger, and have this method too.
  logger.child = function (this: Logger, bindings: Bindings) {
    return makeChild(this, bindings);
  } as typeof child;
  return logger;
}

function describeError(err: unknown): unknown {
  return err instanceof Error ? maskSecretFields({ ...pino.stdSerializers.err(err) }) : err;
}
