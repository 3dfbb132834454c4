import type { Clock } from "../runtime/clock.ts";
import { withinOrElse } from "../runtime/deadline.ts";
import { defined } from "../runtime/defined.ts";
import type { Srf } from "../srf/srf.ts";
import type { BindingTarget } from "./binding.ts";

/** A phone that says nothing within this time has not got it; a sender's own transaction lasts 32 s (RFC 3261 §17.1.2.2). */
const ANSWERED_WITHIN_MS = 15_000;
const UNREACHED = 408;

/** A request to a phone outside of calls and subscriptions. */
export interface PhoneRequest extends BindingTarget {
  readonly method: "MESSAGE" | "NOTIFY";
  readonly body?: string;
}

/** Sends a request to one binding. @returns the final status; 408 where none came, or it couldn't be sent. Never rejects */
export function sendToBinding(
  { method, uri, proxy, headers, body }: PhoneRequest,
  srf: Pick<Srf, "request">,
  clock: Clock,
): Promise<number> {
  const status = new Promise<number>((resolve) => {
    try {
      srf.request(uri, { method, headers, ...defined({ proxy, body }) }, (failure, request) => {
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
