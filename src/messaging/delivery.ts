import type { BindingTarget } from "../registrar/binding.ts";
import type { Clock } from "../runtime/clock.ts";
import { withinOrElse } from "../runtime/deadline.ts";
import { defined } from "../runtime/defined.ts";
import type { Srf } from "../srf/srf.ts";

/** A phone that says nothing within this time has not got it; the sender's own transaction lasts 32 s (RFC 3261 §17.1.2.2). */
const ANSWERED_WITHIN_MS = 15_000;
const UNREACHED = 408;

export interface Delivery extends BindingTarget {
  readonly body: string;
}

/** Sends one MESSAGE to one binding. @returns the final status; 408 where none came, or it couldn't be sent */
export function deliver(
  { uri, proxy, headers, body }: Delivery,
  srf: Pick<Srf, "request">,
  clock: Clock,
): Promise<number> {
  const status = new Promise<number>((resolve) => {
    try {
      srf.request(uri, { method: "MESSAGE", headers, body, ...defined({ proxy }) }, (failure, request) => {
        if (failure != null || request === undefined) resolve(UNREACHED);
        else
          request.on("response", (response) => {
            if (response.status >= 200) resolve(response.status);
          });
      });
    } catch {
      resolve(UNREACHED); // drachtio-srf throws without a connection to the engine
    }
  });
  return withinOrElse(status, { withinMs: ANSWERED_WITHIN_MS, clock }, () => UNREACHED);
}
