import type { Logger } from "../observability/logging.ts";
import { failureText } from "../runtime/failure-text.ts";
import type { PushTarget } from "../registrar/push-target.ts";

/** Asks push services to wake phones up. */
export interface PushGateway {
  /** Resolves when the gateway has been asked, or couldn't be. Never rejects. */
  push(target: PushTarget): Promise<void>;
}

/** A gateway that takes longer than this has lost the call anyway. */
const ASKED_WITHIN_MS = 5_000;
/** A storm of calls to phones that sleep: beyond it they are called as they are. */
const MOST_AT_ONCE = 500;

/** A gateway of the operator's: a POST of JSON for each phone that is to be woken up, answered by any 2xx. */
export class HttpPushGateway implements PushGateway {
  readonly #url: string;
  readonly #authorization: string | undefined;
  readonly #logger: Pick<Logger, "warn">;
  #asked = 0;

  /** @param url  with user and password where the gateway asks for them (HTTP Basic) */
  constructor(url: string, logger: Pick<Logger, "warn">) {
    const address = new URL(url);
    const { username, password } = address;
    [address.username, address.password] = ["", ""];
    this.#url = address.href;
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    this.#authorization = username === "" ? undefined : `Basic ${Buffer.from(credentials).toString("base64")}`;
    this.#logger = logger;
  }

  async push({ provider, param, prid }: PushTarget): Promise<void> {
    if (this.#asked >= MOST_AT_ONCE) return this.#failed(provider, "too many phones are woken up at once");
    this.#asked += 1;
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          ...(this.#authorization === undefined ? {} : { Authorization: this.#authorization }),
        },
        body: JSON.stringify({ reason: "call", provider, param: param ?? null, prid }),
        redirect: "error",
        signal: AbortSignal.timeout(ASKED_WITHIN_MS),
      });
      await response.body?.cancel();
      if (!response.ok) this.#failed(provider, `status ${response.status}`);
    } catch (failure) {
      this.#failed(provider, failureText(failure));
    } finally {
      this.#asked -= 1;
    }
  }

  #failed(provider: string, because: string): void {
    this.#logger.warn({ event: "push.failed", provider, because }, "a phone could not be woken up");
  }
}
