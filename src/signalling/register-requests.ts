import type { IncomingRequest, OutgoingResponse } from "../registrar/request.ts";
import { defined } from "../runtime/defined.ts";
import { parseHead, type Head } from "../sip/message/head.ts";
import { canonicalName } from "../sip/message/headers.ts";
import { reasonPhrase } from "../sip/reason-phrases.ts";
import type { Srf } from "../srf/srf.ts";

/**
 * From now on REGISTERs come straight from the control connection: for the requests of a dialog, and for all that an application may want
 * of one, drachtio-srf makes several objects of each request, and prints them for a log that isn't kept. That would be half
 * of what a registration costs. What can't be read here goes the library's way. Call it once `connect` was.
 */
export function takeRegisters(
  srf: Pick<Srf, "_app">,
  handle: (request: IncomingRequest, response: OutgoingResponse) => void,
): void {
  const { wp } = srf._app.client;
  const library = wp.listeners("msg").at(-1);
  if (library === undefined) return;
  wp.off("msg", library);
  wp.on("msg", (socket, frame) => {
    const request = readRegister(frame);
    if (request === undefined) library(socket, frame);
    else
      handle(request, { send: (status, options) => void wp.send(socket, answer(request, status, options?.headers)) });
  });
}

/** `id "|sip|network|" bytes "|" transport "|" address "|" port "|" time "|" transaction "||" our address "|" our port "|" CRLF message` */
function readRegister(frame: string): IncomingRequest | undefined {
  const lineEnd = frame.indexOf("\r\n");
  if (lineEnd === -1 || !frame.startsWith("REGISTER ", lineEnd + 2)) return undefined;
  const tokens = frame.slice(0, lineEnd).split("|");
  const [, kind, source, , protocol = "", address = "", port = "", , transaction = "", dialog, ...ours] = tokens;
  if (kind !== "sip" || source !== "network" || dialog !== "") return undefined;
  const headEnd = frame.indexOf("\r\n\r\n", lineEnd);
  const head = parseHead(frame.slice(lineEnd + 2, headEnd === -1 ? undefined : headEnd));
  if (head?.start.kind !== "request" || head.fault !== undefined) return undefined;
  return {
    ...{ method: head.start.method, uri: head.start.uri, protocol, stackTxnId: transaction },
    ...{ source_address: address, source_port: port },
    ...defined({ receivedOn: ours.length < 2 ? undefined : `${ours[0]}:${ours[1]}` }),
    get: (name) => joined(head, canonicalName(name)),
  };
}

/** Header lines of one name are joined by ",", as drachtio-srf does. */
function joined({ headers }: Head, canonical: string): string | undefined {
  let text: string | undefined;
  for (const { name, value } of headers)
    if (canonicalName(name) === canonical) text = text === undefined ? value : `${text},${value}`;
  return text;
}

function answer(
  { stackTxnId }: IncomingRequest,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `sip|${stackTxnId}|\r\nSIP/2.0 ${status} ${reasonPhrase(status)}\r\n${lines.join("")}Content-Length: 0\r\n\r\n`;
}
