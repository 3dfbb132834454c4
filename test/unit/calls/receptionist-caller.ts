import { expect } from "vitest";
import type { E164 } from "../../../src/vocabulary/e164.ts";
import type { Dialog } from "../../support/dialog.ts";
import { mediaOf } from "../../support/mobile.ts";
import type { Office } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import type { RtpPeer } from "../../support/rtp-peer.ts";
import { keysSdp, sdp } from "../../support/sdp.ts";
import { header, isRequest, type SipText } from "../../support/sip-text.ts";

/** An outside caller who has reached the receptionist. */
export interface ReceptionistCaller {
  readonly call: Dialog & { readonly response: { body: string } };
  readonly ear: RtpPeer;
  presses(key: string): void;
  pressesByInfo(key: string): Promise<unknown>;
  /** The re-INVITE that brings the callee's media, or the media server's, is answered. */
  joins(): Promise<string>;
}

export interface CallsOptions {
  readonly dialled: E164;
  readonly ear: RtpPeer;
  /** Makes no offer in the INVITE. */
  readonly late?: boolean;
  /** A line without RFC 4733. */
  readonly tonesOnly?: boolean;
}

/** A call over the provider to a receptionist; resolves when she has answered. */
export async function callReceptionist(
  pbx: Office,
  provider: Phone,
  { dialled, ear, late = false, tonesOnly = false }: CallsOptions,
): Promise<ReceptionistCaller> {
  const before = visitsIn(pbx.log);
  const offer = tonesOnly ? sdp(ear.port, "sendrecv", "8") : keysSdp(ear.port);
  const invite = provider.call(pbx.port, dialled, { sdp: late ? "" : offer });
  const call = await invite.answered(late ? keysSdp(ear.port) : "");
  ear.speaks(mediaOf(call.response.body), "PCMA", 0);
  await pbx.until(() => expect(visitsIn(pbx.log)).toBeGreaterThan(before));
  return {
    call,
    ear,
    presses: (key) => ear.presses(key),
    pressesByInfo: (key) =>
      call.request("INFO", `Signal=${key}\r\nDuration=160\r\n`, [["Content-Type", "application/dtmf-relay"]]),
    async joins() {
      const offer = await call.received("INVITE");
      call.respond(offer, 200, keysSdp(ear.port));
      await provider.next("ACK", (message) => isRequest(message, "ACK") && isOf(message, offer));
      return offer.body;
    },
  };
}

/** How often a receptionist answered, by what was logged. */
export function visitsIn(log: readonly string[]): number {
  return log.filter((event) => event === "receptionist.answers").length;
}

function isOf(message: SipText, of: SipText): boolean {
  const [number] = header(of, "cseq").split(" ");
  return header(message, "call-id") === header(of, "call-id") && header(message, "cseq").split(" ")[0] === number;
}
