import type { SipRequest } from "../../../sip/message/message.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import { tagIn } from "../../sip/dialog/reading.ts";
import type { MediaCall } from "./call.ts";

/** The calls of the engine, by the uuid of their channel and by their SIP dialog. */
export class Calls {
  readonly #byUuid = new Map<string, MediaCall>();
  readonly #byDialog = new Map<string, MediaCall>();
  #soFar = 0;

  /** Whose channels are alive. */
  get size(): number {
    return this.#byUuid.size;
  }

  /** Whose application has not connected yet. */
  get unconnected(): number {
    let count = 0;
    for (const { connected, released } of this.#byUuid.values()) if (!connected && !released) count++;
    return count;
  }

  /** Since the start. */
  get soFar(): number {
    return this.#soFar;
  }

  get uuids(): readonly string[] {
    return [...this.#byUuid.keys()];
  }

  get all(): readonly MediaCall[] {
    return [...this.#byUuid.values()];
  }

  get(uuid: string): MediaCall | undefined {
    return this.#byUuid.get(uuid);
  }

  /** The call whose dialog a request of the peer's belongs to. */
  ofRequest(request: SipRequest): MediaCall | undefined {
    const tag = tagIn(request, "to");
    return tag === undefined ? undefined : this.#byDialog.get(dialogKey(headerValue(request, "call-id") ?? "", tag));
  }

  add(call: MediaCall): void {
    this.#byUuid.set(call.uuid, call);
    this.#byDialog.set(dialogKey(call.callId, call.leg.localTag), call);
    this.#soFar++;
  }

  /** A dialog may be over before its channel is, and the other way round: each is forgotten in its own time. */
  forgetEnded(call: MediaCall): void {
    if (call.leg.over) this.#byDialog.delete(dialogKey(call.callId, call.leg.localTag));
    if (call.released) this.#byUuid.delete(call.uuid);
  }
}

function dialogKey(callId: string, localTag: string): string {
  return `${localTag} ${callId}`;
}
