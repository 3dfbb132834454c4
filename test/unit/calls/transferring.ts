import { expect } from "vitest";
import type { Office, Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { OutgoingInvite } from "../../support/outgoing-invite.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, statusOf, tagOf, type SipText } from "../../support/sip-text.ts";

/** The phone of this person dials. */
export function dials(pbx: Office, phone: Phone, person: Person, dialled: string): OutgoingInvite {
  return phone.call(pbx.port, dialled, { headers: [["Authorization", `Test ${person.devices[0]!.username}`]] });
}

/** The provider's customer calls this number, and the phone picks up. */
export async function talk(
  pbx: Office,
  provider: Phone,
  phone: Phone,
  number: string,
): Promise<{ readonly caller: Dialog; readonly callee: Dialog }> {
  const call = provider.call(pbx.port, number);
  const rings = await phone.incoming();
  const callee = rings.answer(sdp(phone.port));
  const caller = await call.answered();
  await rings.acked();
  return { caller, callee };
}

/** How the phone names its call to others, which this 200 has made (RFC 3891 §3). */
export function replacesOf(response: SipText): string {
  const [to, from] = [tagOf(header(response, "to")), tagOf(header(response, "from"))];
  return `${header(response, "call-id")};to-tag=${to};from-tag=${from}`;
}

export async function refer(from: Dialog, dialled: string, replaces?: string): Promise<void> {
  const header = replaces === undefined ? "" : `?Replaces=${encodeURIComponent(replaces)}`;
  const answer = await from.request("REFER", "", [["Refer-To", `<sip:${dialled}@127.0.0.1${header}>`]]);
  expect(statusOf(answer)).toBe(202);
}

/** The final status that the transferor is told. */
export async function resultOf(of: Dialog): Promise<number> {
  for (;;) {
    const notify = await of.received("NOTIFY");
    if (header(notify, "subscription-state").startsWith("terminated"))
      return Number(/SIP\/2\.0 (\d{3})/.exec(notify.body)?.[1]);
  }
}

/** The phone takes the media that it is told of. */
export async function takes(dialog: Dialog, phone: Phone): Promise<SipText> {
  const invite = await dialog.received("INVITE");
  dialog.respond(invite, 200, sdp(phone.port));
  await dialog.received("ACK");
  return invite;
}

/** The phone won't have the media that it is told of. */
export async function refuses(dialog: Dialog, status: number): Promise<SipText> {
  const invite = await dialog.received("INVITE");
  dialog.respond(invite, status);
  await dialog.received("ACK");
  return invite;
}

/** The port that an SDP names. */
export function portOf({ body }: SipText): number {
  return Number(/^m=audio (\d+)/m.exec(body)?.[1]);
}
