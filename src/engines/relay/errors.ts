import { SwitchError } from "../../vocabulary/switch-error.ts";

/** Another program has the port on which the relay is to be told what to do, or it can't be opened. */
export class RelayListenFailed extends SwitchError {
  readonly code = "SW_RELAY_LISTEN_FAILED";

  constructor(address: string, port: number, options: ErrorOptions) {
    const { code, message } = options.cause as NodeJS.ErrnoException;
    const reason = code === "EADDRINUSE" ? "is already in use" : `can't be opened: ${message}`;
    super(`control port ${port} of ${address} ${reason}`, options);
  }
}

/** What is asked of the relay can't be done; the message is the reply's `error-reason`. */
export class RequestRefused extends Error {}
