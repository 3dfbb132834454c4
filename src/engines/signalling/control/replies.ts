import { newId } from "../message/ids.ts";

/** First lines of what the engine writes to an application. Every line starts with an id of its own. */

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

/** How and when a message travelled, as the application is told it. */
export interface Travel {
  readonly bytes: number;
  /** Empty where the original leaves it empty. */
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  readonly atMs: number;
}

const travelTokens = (travel: Travel): string =>
  `${travel.bytes}|${travel.protocol}|${travel.address}|${travel.port}|${timeOfDay(travel.atMs)}`;

/** Reply to a request of the application: it was handed to the transport. */
export const requestSent = (id: string, travel: Travel, transactionId: string): string =>
  `${newId()}|response|${id}|OK|application|${travelTokens(travel)}|${transactionId}|Msg sent:|`;

/** Reply to a response of the application. One empty token more than `requestSent`. */
export const responseSent = (id: string, travel: Travel, transactionId: string, dialogId: string): string =>
  `${newId()}|response|${id}|OK|application|${travelTokens(travel)}|${transactionId}|${dialogId}||Msg sent:|`;

/** A new request from the network. */
export const newRequest = (
  travel: Travel,
  transactionId: string,
  receivedOn: { readonly address: string; readonly port: number },
): string =>
  `${newId()}|sip|network|${travelTokens(travel)}|${transactionId}||${receivedOn.address}|${receivedOn.port}|`;

/** A request within a dialog, a response, an ACK or a CANCEL from the network. */
export const message = (travel: Travel, transactionId: string, dialogId: string): string =>
  `${newId()}|sip|network|${travelTokens(travel)}|${transactionId}|${dialogId}|`;

/** A request that the engine itself sent in a dialog: a BYE that nobody asked for. */
export const unsolicited = (travel: Travel, dialogId: string): string =>
  `${newId()}|sip|application|${travelTokens(travel)}|unsolicited|${dialogId}|`;
