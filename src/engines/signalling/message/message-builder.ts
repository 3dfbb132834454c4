import { isSdp } from "../../../sip/content-type.ts";
import { parseCSeq } from "../../../sip/cseq.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import type { Header, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { parseNameAddress, tagOf } from "../../../sip/name-addr.ts";
import type { Protocol } from "../../sip/transport/hop.ts";
import type { ApplicationRequest, ApplicationResponse } from "./application-message.ts";

/** How the engine is called from where a message goes: written into Contact and for `localhost`. */
export interface AdvertisedAddress {
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** User part of our Contact; usually empty. */
  readonly user: string;
}

/** What a request gets whose application doesn't say. */
export interface RequestDefaults {
  readonly tag: string;
  readonly callId: string;
  readonly sequence: number;
}

/** `sip:[user@]host:port[;transport=…]`; the port is always written. */
export function contactUri({ host, port, protocol, user }: AdvertisedAddress): string {
  const literal = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const transport = protocol === "udp" ? "" : `;transport=${protocol}`;
  return `sip:${user === "" ? "" : `${user}@`}${literal}:${port}${transport}`;
}

const hostPort = ({ host, port }: AdvertisedAddress): string =>
  host.includes(":") && !host.startsWith("[") ? `[${host}]:${port}` : `${host}:${port}`;

/** Where an application may write `localhost` for our address. */
const ADDRESSES = new Set(["from", "to", "contact", "p-asserted-identity", "remote-party-id"]);

/** `localhost` as the host of a SIP URI, with the port that the application may have put behind it. */
// oxlint-disable-next-line offhook/no-header-regexp -- the rest of what the application wrote, whole or not, stays as it is
const LOCALHOST = /(sips?:(?:[^@<>\s;]*@)?)localhost(?::\d+)?(?=[;>?,\s]|$)/gi;

/** Puts our address for `localhost`, and a bare URI into angle brackets, so that its parameters stay outside. */
export function withAdvertisedAddress(header: Header, address: AdvertisedAddress): Header {
  if (!ADDRESSES.has(header.name.toLowerCase())) return header;
  return { name: header.name, value: toNameAddr(header.value.replace(LOCALHOST, `$1${hostPort(address)}`)) };
}

/** addr-spec → name-addr: what follows the first ";" of a bare URI belongs to the header (RFC 3261 §20.10). */
export function toNameAddr(value: string): string {
  if (value.includes("<") || value === "*" || value === "") return value;
  const semicolon = value.indexOf(";");
  if (semicolon === -1) return `<${value}>`;
  return `<${value.slice(0, semicolon)}>${value.slice(semicolon)}`;
}

/** Whether a From or To has its tag; one that can't be read has none (RFC 3261 §19.3). */
export const hasTag = (value: string): boolean => {
  const address = parseNameAddress(value);
  return address.ok && tagOf(address.value) !== undefined;
};

/** A header of the application's message by its spelling on the wire; names were normalised when they were read. */
export const headerOf = (headers: readonly Header[], name: string): string | undefined =>
  headers.find((header) => header.name === name)?.value;

/** These have a fixed place in the message, or are not the application's to choose. */
const PLACED = new Set(["From", "To", "Call-ID", "CSeq", "Max-Forwards", "Contact", "Content-Type"]);

/** A body that says nothing about itself is SDP if it looks like it; undefined: it has to say. */
export function contentTypeOf(message: ApplicationRequest | ApplicationResponse): string | undefined {
  const given = headerOf(message.headers, "Content-Type");
  if (given !== undefined || message.body.length === 0) return given;
  const [v, equals, zero] = message.body;
  return v === 0x76 && equals === 0x3d && zero === 0x30 ? "application/sdp" : undefined;
}

/** Whether a message of ours carries an offer or answer. */
export const carriesSdp = (message: SipRequest): boolean =>
  message.body.length > 0 && isSdp(headerValue(message, "content-type"));

const optional = (name: string, value: string | undefined): Header[] => (value === undefined ? [] : [{ name, value }]);

function tail(message: ApplicationRequest | ApplicationResponse): Header[] {
  return [
    ...optional("Content-Type", contentTypeOf(message)),
    { name: "Content-Length", value: `${message.body.length}` },
  ];
}

/** What the application wants said besides what has a fixed place. */
const otherHeaders = (message: ApplicationRequest | ApplicationResponse): Header[] =>
  message.headers.filter(({ name }) => !PLACED.has(name));

/** RFC 3261 §12.1: these requests make dialogs, so they need a Contact. */
const WITH_CONTACT = new Set(["INVITE", "SUBSCRIBE"]);

/** A request outside of dialogs, complete but for its Via, which the agent puts on top. */
export function buildRequest(
  wanted: ApplicationRequest,
  address: AdvertisedAddress,
  defaults: RequestDefaults,
): SipRequest {
  const value = (name: string): string | undefined => headerOf(wanted.headers, name);
  const from = toNameAddr(
    (value("From") ?? `<${contactUri({ ...address, user: "" })}>`).replace(LOCALHOST, `$1${hostPort(address)}`),
  );
  const to = withAdvertisedAddress({ name: "To", value: value("To") ?? `<${wanted.uri}>` }, address);
  const cseq = parseCSeq(value("CSeq") ?? "");
  const sequence = cseq.ok ? cseq.value.sequence : defaults.sequence;
  const contact = value("Contact") ?? (WITH_CONTACT.has(wanted.method) ? `<${contactUri(address)}>` : undefined);
  const headers: Header[] = [
    { name: "Max-Forwards", value: value("Max-Forwards") ?? "70" },
    { name: "From", value: hasTag(from) ? from : `${from};tag=${defaults.tag}` },
    to,
    { name: "Call-ID", value: value("Call-ID") ?? defaults.callId },
    { name: "CSeq", value: `${sequence} ${wanted.method}` },
    ...optional("Contact", contact).map((header) => withAdvertisedAddress(header, address)),
    ...otherHeaders(wanted).map((header) => withAdvertisedAddress(header, address)),
    ...tail(wanted),
  ];
  return { kind: "request", method: wanted.method, uri: wanted.uri, headers, body: wanted.body };
}

/** What an application may say in a request within a dialog; the dialog itself says the rest. */
export function buildInDialogHeaders(
  wanted: ApplicationRequest,
  address: AdvertisedAddress,
  contact: string | undefined,
): Header[] {
  return [
    ...optional("Contact", headerOf(wanted.headers, "Contact") ?? contact).map((header) =>
      withAdvertisedAddress(header, address),
    ),
    ...otherHeaders(wanted).map((header) => withAdvertisedAddress(header, address)),
    ...optional("Content-Type", contentTypeOf(wanted)),
  ];
}

/** Headers that an application may add to a CANCEL: those that say why, not those that say whose. */
export const buildCancelHeaders = (wanted: ApplicationRequest): Header[] =>
  wanted.headers.filter(({ name }) => !PLACED.has(name) && name !== "P-Asserted-Identity");

export interface ResponseParts {
  readonly toTag: string;
  readonly address: AdvertisedAddress;
  /** Added unless the application gave one of its own; undefined: none is due. */
  readonly contact: string | undefined;
  /** Session-Expires, RSeq and the like. */
  readonly extra: readonly Header[];
}

/** The tag that the application chose for our To, if it did. */
export function chosenTag(wanted: ApplicationResponse): string | undefined {
  const to = parseNameAddress(headerOf(wanted.headers, "To") ?? "");
  return to.ok ? tagOf(to.value) : undefined;
}

/** Copied from the request into every response (RFC 3261 §8.2.6.2), Record-Route into those that may make a dialog (§12.1.1). */
export function buildResponse(wanted: ApplicationResponse, request: SipRequest, parts: ResponseParts): SipResponse {
  const copied: Header[] = [];
  const echoed = wanted.status > 100 && wanted.status < 300 ? ECHOED_WITH_ROUTE : ECHOED;
  for (const { name, value } of request.headers) {
    const plain = echoed.get(name.toLowerCase());
    if (plain === "To" && wanted.status > 100 && !hasTag(value))
      copied.push({ name: plain, value: `${value};tag=${parts.toTag}` });
    else if (plain !== undefined) copied.push({ name: plain, value });
  }
  const contact = headerOf(wanted.headers, "Contact") ?? parts.contact;
  const headers: Header[] = [
    ...copied,
    ...optional("Contact", contact).map((header) => withAdvertisedAddress(header, parts.address)),
    ...parts.extra,
    ...otherHeaders(wanted).map((header) => withAdvertisedAddress(header, parts.address)),
    ...tail(wanted),
  ];
  return { kind: "response", status: wanted.status, reason: wanted.reason, headers, body: wanted.body };
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
