import type { ClientUser } from "../../sip/agent/agent.ts";
import {
  MIN_SESSION_SECONDS,
  printSessionExpires,
  sessionAnswered,
  sessionDue,
  type SessionTimer,
} from "../../sip/dialog/session-timer.ts";
import { parseSessionExpires } from "../../../sip/scalars.ts";
import type { Header, SipResponse } from "../../../sip/message/message.ts";
import { acknowledge } from "./acknowledging.ts";
import { endWithBye } from "./ending.ts";
import type { Leg } from "./leg.ts";
import type { Parts } from "../parts.ts";
import { sendWithin } from "./within.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import { sequenceOf } from "../../sip/dialog/reading.ts";
import { inBackground } from "../background.ts";

/** Both sides refreshed at once, or another INVITE is under way: tried again after this (RFC 3261 §14.1: 2.1 to 4 s). */
const GLARE_MS = 2_100;
const GLARE_SPREAD_MS = 1_900;

/** Runs the agreed timer from now on; without one, no timer runs any more. */
export function startSession(parts: Parts, leg: Leg, timer: SessionTimer | undefined): void {
  leg.session?.alarm.disarm();
  leg.session = undefined;
  if (timer === undefined) return;
  const { what, afterMs } = sessionDue(timer, parts.random());
  leg.session = { timer, alarm: parts.clock.arm(afterMs, () => act(parts, leg, timer, what)) };
}

/** The session was refreshed in some way that says nothing about the timer: it starts anew as it was. */
export function restartSession(parts: Parts, leg: Leg): void {
  startSession(parts, leg, leg.session?.timer);
}

function act(parts: Parts, leg: Leg, timer: SessionTimer, what: "refresh" | "end"): void {
  if (what === "end") inBackground(parts, endWithBye(parts, leg, "Session timer expired"));
  else if (leg.inviting || hasInvitePending(leg)) retryLater(parts, leg, timer);
  else inBackground(parts, refresh(parts, leg, timer));
}

const hasInvitePending = (leg: Leg): boolean =>
  [...leg.pending].some(({ transaction }) => transaction.request.method === "INVITE");

function retryLater(parts: Parts, leg: Leg, timer: SessionTimer): void {
  const afterMs = GLARE_MS + parts.random() * GLARE_SPREAD_MS;
  leg.session = { timer, alarm: parts.clock.arm(afterMs, () => act(parts, leg, timer, "refresh")) };
}

/** A re-INVITE with the session as it is (RFC 4028 §7.4); the application doesn't see it. */
async function refresh(parts: Parts, leg: Leg, timer: SessionTimer): Promise<void> {
  const sdp = leg.localSdp;
  const expires = printSessionExpires({ intervalSeconds: timer.intervalSeconds, refresher: "uac" });
  const headers: Header[] = [
    { name: "Contact", value: leg.contact },
    { name: "Session-Expires", value: expires },
    { name: "Min-SE", value: `${MIN_SESSION_SECONDS}` },
    ...(sdp === undefined ? [] : [{ name: "Content-Type", value: "application/sdp" }]),
  ];
  leg.inviting = true;
  const user: ClientUser = {
    onResponse: (response) => refreshed(parts, leg, timer, response),
    onFailure: () => {
      leg.inviting = false;
      inBackground(parts, endWithBye(parts, leg, "Session timer expired"));
    },
  };
  const wanted = { method: "INVITE", headers, ...(sdp === undefined ? {} : { body: sdp }) };
  const sent = await sendWithin(parts, leg, wanted, (request, hop) => parts.agent.request(request, hop, user));
  if (sent === undefined) user.onFailure("unresolved");
}

function refreshed(parts: Parts, leg: Leg, timer: SessionTimer, response: SipResponse): void {
  if (response.status < 200) return;
  leg.inviting = false;
  const ended = parts.legs.get(leg.id) !== leg;
  if (response.status < 300) inBackground(parts, acknowledge(parts, leg, sequenceOf(response) ?? 0, {}));
  if (ended) return;
  if (response.status < 300) {
    const answered = parseSessionExpires(headerValue(response, "session-expires") ?? "");
    startSession(parts, leg, sessionAnswered(answered) ?? timer);
  } else if (response.status === 491) retryLater(parts, leg, timer);
  else inBackground(parts, endWithBye(parts, leg, "Session timer expired"));
}
