import type { Side } from "../leg/side.ts";
import type { LegRequest, LegResponse } from "../leg/leg-request.ts";
import type { NegotiatedLeg, SessionChange } from "../leg/negotiated-leg.ts";
import type { Headers } from "../../srf/srf.ts";

/** Handles the requests of a conversation's two legs that are more than passed on. */
export interface InDialogHandler {
  /** A change of the session; resolves when it is answered. */
  change(change: SessionChange): Promise<unknown>;
  /** One of the two transfers the other (RFC 3515). */
  refer(by: Side, request: LegRequest): void;
}

export interface Relay extends Disposable {
  /** Resolves when no change of the session is under way. */
  settled(): Promise<void>;
}

/** Both sides in one call; disposing stops passing on. */
export function relayBetween(caller: NegotiatedLeg, callee: NegotiatedLeg, handler: InDialogHandler): Relay {
  /** One change at a time: RFC 3261 §14.1 has one offer outstanding. */
  let changing: NegotiatedLeg | undefined;
  let change: Promise<unknown> = Promise.resolve();

  const take = async (from: NegotiatedLeg, to: NegotiatedLeg, request: LegRequest): Promise<void> => {
    const asker = from === caller ? "caller" : "callee";
    if (request.method === "REFER") {
      handler.refer(asker, request);
      return;
    }
    if (request.method === "INFO" || request.method === "MESSAGE") {
      await passOn(to, request);
      return;
    }
    if (isRefresh(from, request)) {
      const body = request.method === "INVITE" ? { body: from.sent } : {};
      request.answer(200, body);
      return;
    }
    if (changing !== undefined) {
      // Glare is 491, a second offer of the same side 500 (RFC 3261 §14.2).
      request.answer(changing === from ? 500 : 491, changing === from ? { headers: { "Retry-After": "1" } } : {});
      return;
    }
    changing = from;
    const pass = request.method === "UPDATE" && to.leg.allows("UPDATE") ? passUpdate : passInvite;
    const sessionChange = { asker, from, to, request, pass: () => pass(from, to, request) } as const;
    change = handler.change(sessionChange).finally(() => {
      changing = undefined;
    });
    await change;
  };
  caller.leg.receive((request) => void take(caller, callee, request));
  callee.leg.receive((request) => void take(callee, caller, request));
  return {
    settled: async () => {
      await change;
    },
    [Symbol.dispose]: () => {
      caller.leg.receive(undefined);
      callee.leg.receive(undefined);
    },
  };
}

/** The same session again: a session timer, or a phone that wants to know whether we are alive (RFC 4028 §7.4). */
function isRefresh(from: NegotiatedLeg, request: LegRequest): boolean {
  if (request.body === "") return request.method === "UPDATE";
  return request.body === from.received && from.sent !== "";
}

async function passOn(to: NegotiatedLeg, request: LegRequest): Promise<void> {
  const contentType = request.headers.get("Content-Type");
  const infoPackage = request.headers.get("Info-Package"); // RFC 6086 §7.2
  const response = await to.leg.request(
    request.method,
    request.body,
    definedOnly({ "Content-Type": contentType, "Info-Package": infoPackage }),
  );
  request.answer(response.status);
}

/** @returns whether it was accepted, like all that pass on a change */
async function passUpdate(from: NegotiatedLeg, to: NegotiatedLeg, request: LegRequest): Promise<boolean> {
  const response = await to.leg.request("UPDATE", request.body, { "Content-Type": "application/sdp" });
  return finishOffer(from, to, request, response);
}

async function passInvite(from: NegotiatedLeg, to: NegotiatedLeg, request: LegRequest): Promise<boolean> {
  if (request.body === "") return passLateOffer(from, to, request);
  const response = await to.leg.request("INVITE", request.body, { "Content-Type": "application/sdp" });
  return finishOffer(from, to, request, response);
}

/** The offer of `from` came back accepted or refused. */
function finishOffer(from: NegotiatedLeg, to: NegotiatedLeg, request: LegRequest, response: LegResponse): boolean {
  if (response.status >= 300 || response.body === "") {
    refuse(to, request, response);
    return false;
  }
  from.received = request.body;
  to.sent = request.body;
  to.received = response.body;
  from.sent = response.body;
  request.answer(200, {
    headers: { "Content-Type": "application/sdp" },
    body: response.body,
  });
  return true;
}

/** `from` asks for an offer: that of `to` goes to it in the 200, its answer back in the ACKs (RFC 3264 §4). */
async function passLateOffer(from: NegotiatedLeg, to: NegotiatedLeg, request: LegRequest): Promise<boolean> {
  const response = await to.leg.request("INVITE", "");
  if (response.status >= 300) {
    refuse(to, request, response);
    return false;
  }
  const answered = from.leg.nextAck();
  request.answer(200, {
    headers: { "Content-Type": "application/sdp" },
    body: response.body,
  });
  const answer = await answered;
  response.acknowledge?.(answer === "" ? to.sent : answer);
  if (answer === "") return false; // the asker hung up, or broke the rule: the other side stays as it was
  to.received = response.body;
  from.sent = response.body;
  from.received = answer;
  to.sent = answer;
  return true;
}

/** A refusal is passed on; a peer that knows the dialog no more, or says nothing, is gone (RFC 3261 §12.2.1.2). */
function refuse(to: NegotiatedLeg, request: LegRequest, response: LegResponse): void {
  const gone = response.status === 481 || response.status === 408;
  const status = response.status < 300 ? 500 : response.status;
  request.answer(status, {
    headers: definedOnly({
      Warning: response.headers.get("Warning"),
      "Retry-After": response.headers.get("Retry-After"),
    }),
  });
  if (gone) void to.leg.hangUp();
}

function definedOnly(headers: Readonly<Record<string, string | undefined>>): Headers {
  const defined: Headers = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) defined[name] = value;
  return defined;
}
