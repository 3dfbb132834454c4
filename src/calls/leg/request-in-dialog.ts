import type { Headers, SrfDialog } from "../../srf/srf.ts";
import { isChallenge } from "../../trunks/request-proof.ts";
import type { TrunkAccount } from "../../trunks/trunk-accounts.ts";

type RequestOptions = Parameters<SrfDialog["request"]>[0];
type OnResponse = Parameters<SrfDialog["request"]>[1];

/** A provider that has forgotten the call says so (RFC 3261 §12.2.1.2): there is nothing left to hang up. */
const OVER: ReadonlySet<number> = new Set([408, 481]);

/**
 * Sends a request within a dialog; where the trunk that the dialog leads to asks for credentials, again with them (RFC 3261
 * §22.1). They are made for the Request-URI that the signalling engine sends, which srf doesn't know before.
 *
 * @param account  undefined: a challenge is a response like any other
 */
export function requestInDialog(
  dialog: Pick<SrfDialog, "request">,
  options: RequestOptions,
  account: TrunkAccount | undefined,
  onResponse: OnResponse,
): void {
  const proof = account?.prove();
  let isProven = false;
  const send = (credentials: Headers): void => {
    dialog.request({ ...options, headers: { ...options.headers, ...credentials } }, (failure, response, ack) => {
      const uri = response?.req?.uri;
      if (account === undefined || proof === undefined || response === undefined || uri === undefined) {
        onResponse(failure, response, ack);
        return;
      }
      if (!isChallenge(response.status)) {
        if (isProven && response.status < 300) account.believed();
        onResponse(failure, response, ack);
        return;
      }
      const { method, body = "" } = options;
      const step = proof.answer(response, { method, uri, body });
      if (step.kind === "refused") {
        account.refused(method, response.status, step.reason);
        onResponse(failure, response, ack);
        return;
      }
      isProven = true;
      try {
        send(step.headers);
      } catch (lost) {
        onResponse(lost); // the connection to the engine is gone
      }
    });
  };
  send({});
}

/** Hangs up on a trunk. A BYE that stays refused is told: the provider's side of the call, and its bill, may go on. */
export function byeToTrunk(
  dialog: Pick<SrfDialog, "request" | "sip">,
  headers: Headers,
  account: TrunkAccount,
  onAnswered: () => void,
): void {
  requestInDialog(dialog, { method: "BYE", headers }, account, (_failure, response) => {
    if (response !== undefined && response.status < 200) return;
    if (response !== undefined && response.status >= 300 && !OVER.has(response.status))
      account.byeRefused(response.status, dialog.sip.callId);
    onAnswered();
  });
}
