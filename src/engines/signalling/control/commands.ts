import { defined } from "../../../runtime/defined.ts";
import { parseApplicationMessage, type ApplicationMessage } from "../message/application-message.ts";
import type { Pulse } from "../overload/backlog.ts";

/** What an application asks for: one line of tokens, and a SIP message for some. */
export type Command =
  | { readonly kind: "authenticate"; readonly id: string; readonly secret: string; readonly tags: readonly string[] }
  | { readonly kind: "ping"; readonly id: string; readonly pulse?: Pulse }
  | { readonly kind: "route"; readonly id: string; readonly verb: string }
  | { readonly kind: "remove-route"; readonly id: string; readonly verb: string }
  | SipCommand
  /** To forward a request and step aside: understood, and refused. */
  | { readonly kind: "proxy"; readonly id: string }
  /** Not of this protocol: answered NO, and the connection is closed. */
  | { readonly kind: "invalid"; readonly id: string; readonly problem: string };

export interface SipCommand {
  readonly kind: "sip";
  readonly id: string;
  readonly transactionId: string;
  readonly dialogId: string;
  /** Where to send it instead of the Request-URI. */
  readonly routeUri: string | undefined;
  readonly message: ApplicationMessage;
}

/** Reads one message of an application. Never throws. */
export function parseCommand(bytes: Buffer): Command {
  const lineEnd = bytes.indexOf("\r\n");
  const tokens = (lineEnd === -1 ? bytes : bytes.subarray(0, lineEnd)).toString("utf8").split("|");
  const sip = lineEnd === -1 ? undefined : bytes.subarray(lineEnd + 2);
  const [id = "", verb, first = "", second = "", third = ""] = tokens;
  const invalid = (problem: string): Command => ({ kind: "invalid", id, problem });

  switch (verb) {
    case undefined:
      return invalid("Invalid message format");
    case "authenticate":
      return { kind: "authenticate", id, secret: first, tags: second.split(",").filter((tag) => tag !== "") };
    case "ping":
      return { kind: "ping", id, ...defined({ pulse: parsePulse(first, second, third) }) };
    case "route":
      return { kind: "route", id, verb: first };
    case "remove_route":
      return { kind: "remove-route", id, verb: first };
    case "sip": {
      const message = sip && parseApplicationMessage(sip);
      if (message === undefined) return invalid("Invalid message format");
      if (message.kind === "response" && first === "") return invalid("transaction id missing");
      const routeUri = third === "" ? undefined : third;
      return { kind: "sip", id, transactionId: first, dialogId: second, routeUri, message };
    }
    case "proxy":
      return first === "" || sip === undefined ? invalid("Invalid message format") : { kind: "proxy", id };
    default:
      return invalid("Unknown message type");
  }
}

const MILLISECONDS = /^\d{1,6}$/;

/** `ping|INTERVAL|BUSY|SINCE-ANSWER`, all in ms, the last two optional; undefined: a ping as the original knows it. */
function parsePulse(...fields: readonly [interval: string, busy: string, sinceAnswer: string]): Pulse | undefined {
  const [intervalMs, busyMs, sinceAnswerMs] = fields.map((text) =>
    MILLISECONDS.test(text) ? Number(text) : undefined,
  );
  return intervalMs === undefined ? undefined : { intervalMs, busyMs, sinceAnswerMs };
}
