import type { Logger } from "../observability/logging.ts";
import { isAborted } from "../runtime/aborted.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Srf } from "../srf/srf.ts";

const ASK_EACH_MS = 1_000;
/** So many questions in a row: one may be late because this process itself is busy. */
const UNANSWERED_QUESTIONS = 2;

type AskedSrf = Pick<Srf, "_app">;
type Socket = Parameters<AskedSrf["_app"]["client"]["wp"]["send"]>[0];

export interface EngineAnswersOptions {
  readonly srf: AskedSrf;
  /** In logs. */
  readonly engine: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Before it has accepted us nothing may be asked. */
  readonly isConnected: () => boolean;
  /** Until then. */
  readonly end: AbortSignal;
}

/** Asks a signalling engine time and again whether it still serves: a connection that is open says nothing of that. */
export class EngineAnswers {
  readonly #options: EngineAnswersOptions;
  #socket: Socket | undefined;
  /** Since anything came from it. */
  #unanswered = 0;
  #isSilent = false;

  constructor(options: EngineAnswersOptions) {
    this.#options = options;
    const { wp } = options.srf._app.client;
    wp.on("connect", (socket) => {
      this.#socket = socket;
      this.#heard();
    });
    wp.prependListener("msg", () => this.#heard());
    void this.#ask();
  }

  /** Of one that is connected, as of two seconds ago. */
  get isSilent(): boolean {
    return this.#isSilent;
  }

  #heard(): void {
    this.#unanswered = 0;
    if (!this.#isSilent) return;
    this.#isSilent = false;
    const { logger, engine } = this.#options;
    logger.info({ event: "signalling.answers", engine }, "signalling engine answers again");
  }

  async #ask(): Promise<void> {
    const { srf, engine, isConnected, clock, logger, end } = this.#options;
    while (!isAborted(end)) {
      await clock.sleep(ASK_EACH_MS, end).catch(() => undefined);
      if (this.#socket === undefined || !isConnected()) continue;
      if (this.#unanswered >= UNANSWERED_QUESTIONS && !this.#isSilent) {
        this.#isSilent = true;
        logger.warn({ event: "signalling.silent", engine }, "signalling engine doesn't answer");
      }
      if (this.#isSilent) continue; // what it has been asked it will answer
      this.#unanswered += 1;
      srf._app.client.wp.send(this.#socket, "ping");
    }
  }
}
