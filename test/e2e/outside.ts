import { expect } from "vitest";
import { systemClock } from "../../src/runtime/clock.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-ports.ts";
import { TRUNK_ADDRESS, type Offhook, type Person } from "../support/offhook.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { sdpOf } from "../support/sdp.ts";
import { OutgoingCall } from "../support/sip-call.ts";
import { SipPeer, type SipPeerOptions } from "../support/sip-peer.ts";
import { audioTarget } from "../support/sip-text.ts";
import { silence } from "./office.ts";

/** What peers say that never listen to what they are sent. */
export const SDP = sdpOf({ address: "127.0.0.1", port: 40_000 });

export function sdpAt(ear: RtpPeer): string {
  return sdpOf({ address: ear.address, port: ear.port, codecs: ["PCMA", "EVENTS"] });
}

/** A provider's switch that brings calls and takes those of ours that go to its port. */
export function providerAt({ sip }: Offhook, port: number): Promise<SipPeer> {
  return SipPeer.open({ server: sip, address: TRUNK_ADDRESS, port });
}

/** A further provider, at a port of its own. */
export async function anotherProvider(
  pbx: Offhook,
  trunk: Record<string, unknown>,
): Promise<{ readonly peer: SipPeer; readonly id: string }> {
  const port = await freePort(TRUNK_ADDRESS);
  const { id } = await pbx.addTrunk(port, trunk);
  return { id, peer: await providerAt(pbx, port) };
}

/** Sets a person's forwarding, as the portal does. */
export async function forwards({ api }: Offhook, { id }: Person, forwarding: Record<string, unknown>): Promise<void> {
  await api.do("PATCH", `/users/${id}/forwarding`, forwarding);
}

/** A caller from outside says 700 Hz for two seconds and a half to this number's mailbox, and hangs up. */
export async function leaveMessage(
  pbx: Offhook,
  { number }: Pick<Person, "number">,
  from: Required<Pick<SipPeerOptions, "server" | "address">> = { server: pbx.sip, address: TRUNK_ADDRESS },
): Promise<void> {
  await using trunk = await SipPeer.open(from);
  await using ear = await RtpPeer.open(from.address.includes(":") ? { address: from.address } : {});
  const call = await OutgoingCall.place(trunk, { to: number, sdp: sdpAt(ear) });
  const answered = await call.answered();
  ear.speaks(audioTarget(answered.body), "PCMA", 700);
  await eventually("the greeting", () => Promise.resolve(expect(ear.packets.length).toBeGreaterThan(20)));
  ear.presses("#");
  await systemClock.sleep(2_500); // speaking
  await call.hangsUp();
  await silence(pbx);
}
