import type { Clock } from "../runtime/clock.ts";
import type { Srf } from "../srf/srf.ts";

/** On the same machine, or in the same rack: with two repetitions of a lost datagram (T1, RFC 3261 §17.1.2.2). */
const ANSWER_WITHIN_MS = 2_000;

/**
 * Whether a media server's SIP answers, by OPTIONS: its event socket may be well while no INVITE reaches it. Any response will do that
 * the signalling engine didn't make up itself.
 */
export function sipAnswers(srf: Pick<Srf, "request">, address: string, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const tooLate = clock.arm(ANSWER_WITHIN_MS, () => resolve(false));
    const settle = (answers: boolean): void => {
      tooLate.disarm();
      resolve(answers);
    };
    try {
      srf.request(`sip:${address}`, { method: "OPTIONS", headers: {} }, (_failure, request) => {
        if (request === undefined) settle(false);
        request?.on("response", ({ status, source_address }) => {
          if (status >= 200) settle(source_address !== undefined && source_address !== "");
        });
      });
    } catch {
      settle(false); // there is no connection to the signalling engine
    }
  });
}
