import type { Parsed } from "../../../vocabulary/parsed.ts";
import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";
import type { Dialog } from "./dialog.ts";
import { headerValue, headerValues } from "../../../sip/message/headers.ts";
import { contactUriOf, sequenceOf, tagIn, uriOf } from "./reading.ts";

const missing = (problem: string): Parsed<Dialog> => ({ ok: false, problem });

/**
 * The dialog that our response to their INVITE or SUBSCRIBE makes (RFC 3261 §12.1.1).
 * @param response  ours, with the tag in its To
 */
export function dialogOfUas(request: SipRequest, response: SipResponse): Parsed<Dialog> {
  const remote = headerValue(request, "from");
  const local = headerValue(response, "to");
  const callId = headerValue(request, "call-id");
  const contact = contactUriOf(request);
  const sequence = sequenceOf(request);
  if (remote === undefined || local === undefined || callId === undefined || sequence === undefined)
    return missing("From, To, Call-ID or CSeq is missing");
  return {
    ok: true,
    value: {
      callId,
      local,
      remote,
      localTag: tagIn(response, "to") ?? "",
      remoteTag: tagIn(request, "from") ?? "", // RFC 2543 peers may have none
      // Without a Contact, which RFC 3261 §8.1.1.8 demands, the URI of their From has to do.
      remoteTarget: contact ?? uriOf(remote) ?? request.uri,
      routeSet: headerValues(request, "record-route"),
      localSequence: undefined,
      remoteSequence: sequence,
    },
  };
}

/** The dialog that their response to our INVITE or SUBSCRIBE makes (RFC 3261 §12.1.2). */
export function dialogOfUac(request: SipRequest, response: SipResponse): Parsed<Dialog> {
  const local = headerValue(request, "from");
  const remote = headerValue(response, "to");
  const callId = headerValue(request, "call-id");
  const sequence = sequenceOf(request);
  if (remote === undefined || local === undefined || callId === undefined || sequence === undefined)
    return missing("From, To, Call-ID or CSeq is missing");
  return {
    ok: true,
    value: {
      callId,
      local,
      remote,
      localTag: tagIn(request, "from") ?? "",
      remoteTag: tagIn(response, "to") ?? "",
      // A 2xx without Contact breaks RFC 3261 §12.1.1; where the request went is then the best that is known.
      remoteTarget: contactUriOf(response) ?? request.uri,
      routeSet: headerValues(response, "record-route").toReversed(),
      localSequence: sequence,
      remoteSequence: undefined,
    },
  };
}
