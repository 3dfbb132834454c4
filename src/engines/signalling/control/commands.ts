import { parseApplicationMessage, type ApplicationMessage } from "../message/application-message.ts";

/** What an application asks for: one line of tokens, and a SIP message for some. */
export type Command =
  | { readonly kind: "authenticate"; readonly id: string; readonly secret: string; readonly tags: readonly string[] }
  /** With an interval: the next one comes so many ms after its answer. */
  | { readonly kind: "ping"; readonly id: string; readonly intervalMs?: number }
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
      return /^\d{1,6}$/.test(first) ? { kind: "ping", id, intervalMs: Number(first) } : { kind: "ping", id };
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
