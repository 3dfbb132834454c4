import { newId } from "../message/identifiers.ts";
import type { TransportDetails } from "./transport-details.ts";

/** First lines of the messages that an application gets. Every line starts with an id of its own. */

const pad = (number: number, digits: number): string => number.toString().padStart(digits, "0");

/** UTC time of day in microseconds, HH:MM:SS.uuuuuu. The clock has milliseconds, so three digits are always 0. */
function timeOfDay(atMs: number): string {
  const date = new Date(atMs);
  const clock = `${pad(date.getUTCHours(), 2)}:${pad(date.getUTCMinutes(), 2)}:${pad(date.getUTCSeconds(), 2)}`;
  return `${clock}.${pad(date.getUTCMilliseconds(), 3)}000`;
}

export const ok = (id: string, ...tokens: readonly string[]): string =>
  [newId(), "response", id, "OK", ...tokens].join("|");

/** Refused by the control layer: the connection is closed after it. */
export const no = (id: string, text: string): string => `${newId()}|response|${id}|NO|${text}`;

/** Refused by the SIP layer: the connection stays. */
export const notOk = (id: string, text: string): string => `${newId()}|response|${id}|NOK|${text}`;

const transportTokens = ({ bytes, protocol, address, port, atMs }: TransportDetails): string =>
  `${bytes}|${protocol}|${address}|${port}|${timeOfDay(atMs)}`;

/** Reply to a request of the application: it was handed to the transport. */
export const requestSent = (id: string, details: TransportDetails, transactionId: string): string =>
  `${newId()}|response|${id}|OK|application|${transportTokens(details)}|${transactionId}|Msg sent:|`;

/** Reply to a response of the application. One empty token more than `requestSent`. */
export const responseSent = (id: string, details: TransportDetails, transactionId: string, dialogId: string): string =>
  `${newId()}|response|${id}|OK|application|${transportTokens(details)}|${transactionId}|${dialogId}||Msg sent:|`;

/** A new request from the network. */
export const newRequest = (
  details: TransportDetails,
  transactionId: string,
  receivedOn: { readonly address: string; readonly port: number },
): string =>
  `${newId()}|sip|network|${transportTokens(details)}|${transactionId}||${receivedOn.address}|${receivedOn.port}|`;

/** A request within a dialog, a response, an ACK or a CANCEL from the network. */
export const message = (details: TransportDetails, transactionId: string, dialogId: string): string =>
  `${newId()}|sip|network|${transportTokens(details)}|${transactionId}|${dialogId}|`;

/** A request that the engine itself sent in a dialog: a BYE that no application asked for. */
export const unsolicited = (details: TransportDetails, dialogId: string): string =>
  `${newId()}|sip|application|${transportTokens(details)}|unsolicited|${dialogId}|`;
