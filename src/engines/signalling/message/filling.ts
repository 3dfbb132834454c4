import { headerValue } from "../../../sip/message/headers.ts";
import type { Header, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import type { Protocol } from "../../sip/transport/hop.ts";
import type { AppRequest, AppResponse } from "../control/app-message.ts";

/** How we are called from where a message goes. */
export interface OurPlace {
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** User part of our Contact; usually empty. */
  readonly user: string;
}

/** Made up for a request whose application doesn't say. */
export interface Invented {
  readonly tag: string;
  readonly callId: string;
  readonly sequence: number;
}

/** `sip:[user@]host:port[;transport=…]`; the port is always written. */
export function ourUri({ host, port, protocol, user }: OurPlace): string {
  const literal = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const transport = protocol === "udp" ? "" : `;transport=${protocol}`;
  return `sip:${user === "" ? "" : `${user}@`}${literal}:${port}${transport}`;
}

const hostPort = ({ host, port }: OurPlace): string =>
  host.includes(":") && !host.startsWith("[") ? `[${host}]:${port}` : `${host}:${port}`;

/** Where an application may write `localhost` for our address. */
const ADDRESSES = new Set(["from", "to", "contact", "p-asserted-identity"]);

/** `localhost` as the host of a SIP URI, with the port that the application may have put behind it. */
const LOCALHOST = /(sips?:(?:[^@<>\s;]*@)?)localhost(?::\d+)?(?=[;>?,\s]|$)/gi;

/** Puts our address for `localhost`, and a bare URI into angle brackets, so that its parameters stay outside. */
export function addressed(header: Header, place: OurPlace): Header {
  if (!ADDRESSES.has(header.name.toLowerCase())) return header;
  return { name: header.name, value: bracketed(header.value.replace(LOCALHOST, `$1${hostPort(place)}`)) };
}

/** addr-spec → name-addr: what follows the first ";" of a bare URI belongs to the header (RFC 3261 §20.10). */
export function bracketed(value: string): string {
  if (value.includes("<") || value === "*" || value === "") return value;
  const semicolon = value.indexOf(";");
  if (semicolon === -1) return `<${value}>`;
  return `<${value.slice(0, semicolon)}>${value.slice(semicolon)}`;
}

export const hasTag = (value: string): boolean => /;\s*tag\s*=/i.test(value.slice(value.lastIndexOf(">") + 1));

/** A header of the application's message by its spelling on the wire; names were normalised when they were read. */
export const written = (headers: readonly Header[], name: string): string | undefined =>
  headers.find((header) => header.name === name)?.value;

/** These have a fixed place in the message, or are not the application's to choose. */
const PLACED = new Set(["From", "To", "Call-ID", "CSeq", "Max-Forwards", "Contact", "Content-Type"]);

/** A body that says nothing about itself is SDP if it looks like it; undefined: it has to say. */
export function contentTypeOf(message: AppRequest | AppResponse): string | undefined {
  const given = written(message.headers, "Content-Type");
  if (given !== undefined || message.body.length === 0) return given;
  const [v, equals, zero] = message.body;
  return v === 0x76 && equals === 0x3d && zero === 0x30 ? "application/sdp" : undefined;
}

/** Whether a message of ours carries an offer or answer. */
export const isSdp = (message: SipRequest): boolean =>
  message.body.length > 0 && /^\s*application\/sdp\b/i.test(headerValue(message, "content-type") ?? "");

const optional = (name: string, value: string | undefined): Header[] => (value === undefined ? [] : [{ name, value }]);

function tail(message: AppRequest | AppResponse): Header[] {
  return [
    ...optional("Content-Type", contentTypeOf(message)),
    { name: "Content-Length", value: `${message.body.length}` },
  ];
}

/** What the application wants said besides what has a fixed place. */
export const others = (message: AppRequest | AppResponse): Header[] =>
  message.headers.filter(({ name }) => !PLACED.has(name));

/** RFC 3261 §12.1: these requests make dialogs, so they need a Contact. */
const WITH_CONTACT = new Set(["INVITE", "SUBSCRIBE"]);

/** A request outside of dialogs, complete but for its Via, which the agent puts on top. */
export function fillRequest(app: AppRequest, place: OurPlace, invented: Invented): SipRequest {
  const value = (name: string): string | undefined => written(app.headers, name);
  const from = bracketed(
    (value("From") ?? `<${ourUri({ ...place, user: "" })}>`).replace(LOCALHOST, `$1${hostPort(place)}`),
  );
  const to = addressed({ name: "To", value: value("To") ?? `<${app.uri}>` }, place);
  const sequence = /^\s*(\d{1,10})/.exec(value("CSeq") ?? "")?.[1] ?? `${invented.sequence}`;
  const contact = value("Contact") ?? (WITH_CONTACT.has(app.method) ? `<${ourUri(place)}>` : undefined);
  const headers: Header[] = [
    { name: "Max-Forwards", value: value("Max-Forwards") ?? "70" },
    { name: "From", value: hasTag(from) ? from : `${from};tag=${invented.tag}` },
    to,
    { name: "Call-ID", value: value("Call-ID") ?? invented.callId },
    { name: "CSeq", value: `${sequence} ${app.method}` },
    ...optional("Contact", contact).map((header) => addressed(header, place)),
    ...others(app).map((header) => addressed(header, place)),
    ...tail(app),
  ];
  return { kind: "request", method: app.method, uri: app.uri, headers, body: app.body };
}

/** What an application may say in a request within a dialog; the dialog itself says the rest. */
export function fillWithin(app: AppRequest, place: OurPlace, contact: string | undefined): Header[] {
  return [
    ...optional("Contact", written(app.headers, "Contact") ?? contact).map((header) => addressed(header, place)),
    ...others(app).map((header) => addressed(header, place)),
    ...optional("Content-Type", contentTypeOf(app)),
  ];
}

/** Headers that an application may add to a CANCEL: those that say why, not those that say whose. */
export const fillCancel = (app: AppRequest): Header[] =>
  app.headers.filter(({ name }) => !PLACED.has(name) && name !== "P-Asserted-Identity");

export interface ResponseFill {
  readonly toTag: string;
  readonly place: OurPlace;
  /** Added unless the application gave one of its own; undefined: none is due. */
  readonly contact: string | undefined;
  /** Session-Expires, RSeq and the like. */
  readonly extra: readonly Header[];
}

/** The tag that the application chose for our To, if it did. */
export function chosenTag(app: AppResponse): string | undefined {
  const to = written(app.headers, "To") ?? "";
  return /;\s*tag\s*=\s*(?<tag>[\w\-.!%*+`'~]+)/.exec(to.slice(to.lastIndexOf(">") + 1))?.groups?.["tag"];
}

/** Copied from the request into every response (RFC 3261 §8.2.6.2), Record-Route into those that may make a dialog (§12.1.1). */
export function fillResponse(app: AppResponse, request: SipRequest, fill: ResponseFill): SipResponse {
  const copied: Header[] = [];
  const echoed = app.status > 100 && app.status < 300 ? ECHOED_WITH_ROUTE : ECHOED;
  for (const { name, value } of request.headers) {
    const plain = echoed.get(name.toLowerCase());
    if (plain === "To" && app.status > 100 && !hasTag(value))
      copied.push({ name: plain, value: `${value};tag=${fill.toTag}` });
    else if (plain !== undefined) copied.push({ name: plain, value });
  }
  const contact = written(app.headers, "Contact") ?? fill.contact;
  const headers: Header[] = [
    ...copied,
    ...optional("Contact", contact).map((header) => addressed(header, fill.place)),
    ...fill.extra,
    ...others(app).map((header) => addressed(header, fill.place)),
    ...tail(app),
  ];
  return { kind: "response", status: app.status, reason: app.reason, headers, body: app.body };
}

const ECHOED: ReadonlyMap<string, string> = new Map([
  ["via", "Via"],
  ["v", "Via"],
  ["from", "From"],
  ["f", "From"],
  ["to", "To"],
  ["t", "To"],
  ["call-id", "Call-ID"],
  ["i", "Call-ID"],
  ["cseq", "CSeq"],
]);
const ECHOED_WITH_ROUTE: ReadonlyMap<string, string> = new Map([...ECHOED, ["record-route", "Record-Route"]]);
