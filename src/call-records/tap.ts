import type { Srf } from "../srf/srf.ts";
import type { SipMessages } from "./sip-messages.ts";

/**
 * From now on every SIP message of this connection is noted: what the engine received, and, in its replies to us, what it
 * sent for us exactly as it did. Call it once `connect` was. ACKs of refusals, retransmissions and 100s are the engine's own.
 */
export function tap(srf: Pick<Srf, "_app">, messages: SipMessages): void {
  // First of all: what is done about a message comes after it.
  srf._app.client.wp.prependListener("msg", (_socket, frame) => {
    const seen = readFrame(frame);
    if (seen !== undefined) messages.take(seen.direction, seen.transport, seen.address, seen.text);
  });
}

/**
 * frame = id "|sip|" source "|" bytes "|" transport "|" address "|" port … CRLF message
 *       / id "|response|" id "|OK|application|" bytes "|" transport "|" address "|" port … CRLF message
 */
export function readFrame(
  frame: string,
): { readonly direction: "received" | "sent"; transport: string; address: string; text: string } | undefined {
  const end = frame.indexOf("\r\n");
  if (end < 0) return undefined;
  const token = frame.slice(0, end).split("|");
  const text = frame.slice(end + 2);
  if (text === "") return undefined;
  const place = (from: number): { transport: string; address: string } => ({
    transport: token[from] ?? "",
    address: `${token[from + 1] ?? ""}:${token[from + 2] ?? ""}`,
  });
  // A BYE that the engine sent by itself comes as a request of "application".
  if (token[1] === "sip") return { direction: token[2] === "network" ? "received" : "sent", ...place(4), text };
  if (token[1] === "response" && token[3] === "OK" && token[4] === "application")
    return { direction: "sent", ...place(6), text };
  return undefined;
}
