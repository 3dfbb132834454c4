import { createHash } from "node:crypto";
import type { ChallengeTerms } from "../challenge/challenges.ts";
import { linkedSignal } from "../runtime/aborted.ts";
import type { Clock } from "../runtime/clock.ts";
import type { SourceRules } from "../sources/source-table.ts";
import { OFFENCES, type Offence } from "./policy.ts";

/** Where our own signalling engine takes rules, and the secret that it asks for. */
export interface GuardedEngine {
  readonly url: string;
  readonly secret: string;
}

export interface EngineLinkOptions {
  readonly engine: GuardedEngine;
  readonly clock: Clock;
  readonly rules: () => SourceRules;
  /** On which terms the engine challenges phones that show no password. */
  readonly challenge: () => ChallengeTerms;
  readonly onOffence: (source: string, offence: Offence, times: number) => void;
  /** So many phones were challenged by the engine. */
  readonly onChallenged: (times: number) => void;
  /** The WebSocket over which a phone was registered has ended, by its SIP username and the engine's token. */
  readonly onFlowEnded: (username: string, flow: string) => void;
}

/** How long a ban takes to reach the engine, and an offence to reach us. */
const EXCHANGE_EACH_MS = 250;
/** An engine that is busy or being started again is asked the next time. */
const ANSWER_WITHIN_MS = 2_000;

interface Exchanged {
  readonly rules: string;
  readonly offences: readonly { readonly source: string; readonly offence: string; readonly times: number }[];
  readonly challenged: number;
  readonly ended: readonly { readonly username: string; readonly token: string }[];
}

/** Tells an embedded signalling engine whom to keep out and how to challenge phones, again whenever it was restarted, and hears from it what sources did. */
export class EngineLink implements AsyncDisposable {
  readonly #options: EngineLinkOptions;
  readonly #end = new AbortController();
  readonly #exchanging: Promise<void>;
  /** The name of the rules that the engine obeys. */
  #obeyed: string | undefined;

  constructor(options: EngineLinkOptions) {
    this.#options = options;
    this.#exchanging = this.#exchange();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#exchanging;
  }

  async #exchange(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await this.#once().catch(() => (this.#obeyed = undefined));
      await this.#options.clock.sleep(EXCHANGE_EACH_MS, signal).catch(() => undefined);
    }
  }

  async #once(): Promise<void> {
    const { engine, rules, challenge, onOffence, onChallenged, onFlowEnded } = this.#options;
    const { secret, ...terms } = challenge();
    const wanted = { ...rules(), challenge: { ...terms, secret: secret.toString("hex") } };
    const name = createHash("sha1").update(JSON.stringify(wanted)).digest("hex");
    const body = this.#obeyed === name ? {} : { rules: { name, ...wanted } };
    using unwanted = linkedSignal([this.#end.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    const answer = await fetch(engine.url, {
      method: "POST",
      headers: { authorization: `Bearer ${engine.secret}` },
      body: JSON.stringify(body),
      signal: unwanted.signal,
    });
    const said = (await answer.json()) as Exchanged;
    this.#obeyed = said.rules;
    for (const { source, offence, times } of said.offences) {
      const known = OFFENCES.find((each) => each === offence);
      if (known !== undefined) onOffence(source, known, times);
    }
    if (said.challenged > 0) onChallenged(said.challenged);
    for (const { username, token } of said.ended) onFlowEnded(username, token);
  }
}
