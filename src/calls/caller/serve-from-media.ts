import { MediaRefused } from "../../media/errors.ts";
import type { MediaEndpoint } from "../../media/media-port.ts";
import type { Leg } from "../leg/leg.ts";
import type { LegRequest } from "../leg/leg-request.ts";

/**
 * Requests of a party that talks to the media server: changes of its session, and DTMF by INFO, are the media server's.
 * @returns whether its session has changed, or been refreshed
 */
export async function serveFromMedia(request: LegRequest, endpoint: MediaEndpoint, leg: Leg): Promise<boolean> {
  switch (request.method) {
    case "INFO":
      request.answer(200);
      await endpoint.passInfo(request.headers.get("Content-Type") ?? "", request.body).catch(() => undefined);
      return false;
    case "MESSAGE":
      request.answer(405);
      return false;
    case "REFER":
      request.answer(603); // the system itself can't be transferred
      return false;
    case "INVITE":
    case "UPDATE":
      return await renegotiate(request, endpoint, leg);
  }
}

async function renegotiate(request: LegRequest, endpoint: MediaEndpoint, leg: Leg): Promise<boolean> {
  if (request.method === "UPDATE" && request.body === "") {
    request.answer(200);
    return true;
  }
  try {
    const headers = { "Content-Type": "application/sdp" };
    if (request.body !== "") {
      request.answer(200, { headers, body: await endpoint.renegotiate(leg.fromPeer(request.body)) });
      return true;
    }
    const answered = leg.nextAck();
    request.answer(200, { headers, body: endpoint.localSdp });
    const answer = await answered;
    if (answer !== "") await endpoint.acceptAnswer(leg.fromPeer(answer));
    return answer !== "";
  } catch (failure) {
    request.answer(failure instanceof MediaRefused ? failure.status : 500);
    return false;
  }
}
