import type { Clock } from "../runtime/clock.ts";
import type { SipMessage } from "./call-trace.ts";
import { withoutSecrets } from "./secrets.ts";

/** A call with holds, transfers and session timers all day long. */
export const MOST_MESSAGES_A_DIALOG = 100;
/** A group of a hundred phones that all ring: about six messages each. */
const MOST_MESSAGES_A_CALL = 300;
/** The rest of a longer message is cut off: UDP carries no more. */
const LONGEST_MESSAGE = 8_192;
/** Of all calls that go on in this process: 2,000 calls of 16 kB each, and as much again. */
const MOST_CHARACTERS = 64 * 1024 * 1024;
/** Dialogs that belong to no call (refused, to media servers) are forgotten after this long. */
const UNCLAIMED_MS = 60_000;

/** The rest of a longer Call-ID names no dialog. */
const LONGEST_CALL_ID = 512;

interface Dialog {
  readonly sinceMs: number;
  readonly messages: SipMessage[];
  claimed: boolean;
  left: number;
}

/** What is said on the wire in calls that go on, by Call-ID, as it was said: it leaves here without its secrets. */
export class SipMessages {
  readonly #clock: Clock;
  /** The oldest come first. */
  readonly #dialogs = new Map<string, Dialog>();
  #characters = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get characters(): number {
    return this.#characters;
  }

  take(direction: SipMessage["direction"], transport: string, address: string, text: string): void {
    const callId = callIdOf(text);
    if (callId === undefined) return;
    const dialog = this.#dialogs.get(callId) ?? (methodOf(text) === "INVITE" ? this.#open(callId) : undefined);
    if (dialog === undefined) return;
    if (dialog.messages.length >= MOST_MESSAGES_A_DIALOG) {
      dialog.left += 1;
      return;
    }
    if (text.length > LONGEST_MESSAGE) dialog.left += 1;
    if (direction === "received" && text.startsWith("SIP/2.0 ")) correct(dialog, branchOf(text), address);
    const kept = text.slice(0, LONGEST_MESSAGE);
    dialog.messages.push({ atMs: this.#clock.nowMs(), direction, transport, address, text: kept });
    this.#characters += kept.length;
    while (this.#characters > MOST_CHARACTERS) this.#forgetOldest();
  }

  /** These dialogs are a call's: they are kept until it is over. */
  claim(callId: string): void {
    const dialog = this.#dialogs.get(callId);
    if (dialog !== undefined) dialog.claimed = true;
  }

  /** Everything that was said in these dialogs, in its order and without secrets; forgotten here. */
  release(callIds: readonly string[]): { readonly messages: readonly SipMessage[]; readonly left: number } {
    const dialogs = callIds.flatMap((callId) => this.#forget(callId) ?? []);
    const all = dialogs.flatMap(({ messages }) => messages).sort((one, other) => one.atMs - other.atMs);
    const messages = all
      .slice(0, MOST_MESSAGES_A_CALL)
      .map((message) => ({ ...message, text: withoutSecrets(message.text) }));
    const left = dialogs.reduce((sum, dialog) => sum + dialog.left, all.length - messages.length);
    return { messages, left };
  }

  #open(callId: string): Dialog {
    const nowMs = this.#clock.nowMs();
    for (const [other, { claimed, sinceMs }] of this.#dialogs) {
      if (claimed) continue;
      if (sinceMs > nowMs - UNCLAIMED_MS) break; // those behind it are younger
      this.#forget(other);
    }
    const dialog: Dialog = { sinceMs: nowMs, messages: [], claimed: false, left: 0 };
    this.#dialogs.set(callId, dialog);
    return dialog;
  }

  #forgetOldest(): void {
    const [oldest] = this.#dialogs.keys();
    if (oldest === undefined) this.#characters = 0;
    else this.#forget(oldest);
  }

  #forget(callId: string): Dialog | undefined {
    const dialog = this.#dialogs.get(callId);
    if (dialog === undefined) return undefined;
    this.#dialogs.delete(callId);
    for (const { text } of dialog.messages) this.#characters -= text.length;
    return dialog;
  }
}

/** drachtio-server says of a request over UDP that it went to its own address: where its response comes from is where it went. */
function correct({ messages }: Dialog, branch: string | undefined, address: string): void {
  if (branch === undefined) return;
  const isIts = ({ direction, text }: SipMessage): boolean => direction === "sent" && branchOf(text) === branch;
  const at = messages.findLastIndex((one) => isIts(one) && !one.text.startsWith("SIP/2.0 "));
  const request = messages[at];
  if (request !== undefined && request.transport === "udp") messages[at] = { ...request, address };
}

/** Of the topmost Via: which transaction it is (RFC 3261 §17.1.3). */
function branchOf(text: string): string | undefined {
  return /^(?:via|v)[ \t]*:[^\r\n]*?;[ \t]*branch[ \t]*=[ \t]*([^;,\s]{1,256})/im.exec(text)?.[1];
}

/** As the engines write it; a peer's own spelling is read more slowly. */
function callIdOf(text: string): string | undefined {
  const at = text.indexOf("\r\nCall-ID: ");
  const end = text.indexOf("\r\n", at + 1);
  const isInHead = at >= 0 && at < text.indexOf("\r\n\r\n");
  const callId = isInHead ? text.slice(at + 11, end).trim() : "";
  if (callId !== "" && callId.length <= LONGEST_CALL_ID && !/\s/.test(callId)) return callId;
  return /^(?:call-id|i)[ \t]*:[ \t]*(\S{1,512})/im.exec(text)?.[1];
}

function methodOf(text: string): string | undefined {
  return /^cseq[ \t]*:[ \t]*\d+[ \t]+(\w+)/im.exec(text)?.[1];
}
