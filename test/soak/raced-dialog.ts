import { EventEmitter } from "node:events";
import type { Headers } from "../../src/srf/srf.ts";
import type { CallRace } from "./call-races.ts";

/** One dialog of the PBX in a race; both sides may end it, and their BYEs may cross. */
export class RacedDialog extends EventEmitter {
  readonly id: string;
  readonly sip: { readonly callId: string; readonly localTag: string; readonly remoteTag: string };
  readonly remote: { sdp: string };
  readonly local: { sdp: string; readonly contact: string };
  readonly res = { get: (): undefined => undefined };
  connected = true;
  #isTold = false;
  readonly #early: (() => void)[] = [];
  /** The party who sent the first BYE. */
  endedBy: "us" | "peer" | undefined;
  readonly #race: CallRace;
  readonly #onBye: (reason: string) => void;
  readonly #onReinvite: (sdp: string) => { readonly status: number; readonly sdp: string } | undefined;

  constructor(
    race: CallRace,
    name: string,
    sdps: { readonly local: string; readonly remote: string },
    peer: {
      readonly onBye: (reason: string) => void;
      readonly onReinvite: (sdp: string) => { readonly status: number; readonly sdp: string } | undefined;
    },
  ) {
    super();
    this.id = name;
    this.sip = { callId: name, localTag: `${name}-us`, remoteTag: `${name}-them` };
    this.local = { sdp: sdps.local, contact: "<sip:us@switch>" };
    this.remote = { sdp: sdps.remote };
    this.#race = race;
    this.#onBye = peer.onBye;
    this.#onReinvite = peer.onReinvite;
    race.dialogs.add(this);
  }

  destroy({ headers = {} }: { headers?: Headers }, callback: (failure: unknown) => void): void {
    this.#over("us");
    this.#race.travel(() => this.#onBye(headers["Reason"] ?? ""));
    this.#race.later(this.#race.delay() * 2, () => callback(null));
  }

  request(
    { method, body = "" }: { method: string; body?: string },
    callback: (failure: unknown, response?: unknown) => void,
  ): void {
    if (method !== "INVITE") return this.#race.later(20, () => callback(undefined, answerOf(200, "")));
    const answer = this.connected ? this.#onReinvite(body) : { status: 481, sdp: "" };
    if (answer === undefined) return; // never answered: the leg's own time-out tells
    this.#race.later(this.#race.delay() * 2, () => callback(undefined, answerOf(answer.status, answer.sdp)));
  }

  /** The other side sends BYE. */
  hangsUp(): void {
    this.#race.travel(() => (this.#isTold ? this.#bye() : this.#early.push(() => this.#bye())));
  }

  /** The PBX hears of the dialog; what the engine has got of it since comes behind, in order. */
  told(tell: () => void): void {
    tell();
    this.#isTold = true;
    for (const happens of this.#early.splice(0)) happens();
  }

  #bye(): void {
    if (!this.connected) return;
    this.#over("peer");
    this.emit("destroy", { source: "network", get: () => undefined });
  }

  #over(by: "us" | "peer"): void {
    this.connected = false;
    this.endedBy ??= by;
    this.#race.dialogs.delete(this);
  }
}

/** A response as the signalling library hands it on. */
export function answerOf(status: number, body: string) {
  return { status, body, get: () => undefined };
}

/** A session whose media is marked with the name of who made it. */
export function sdpOf(name: string): string {
  return `v=0\r\no=${name} 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\na=x-${name}\r\n`;
}
