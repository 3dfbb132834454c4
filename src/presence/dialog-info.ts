import { printSipUri } from "../sip/uri.ts";
import type { PhoneDialog } from "./phone-state.ts";
import { escapedXml } from "./xml.ts";

export const DIALOG = "dialog";
export const DIALOG_CONTENT_TYPE = "application/dialog-info+xml";

/** The remote party as a phone displays it beside a BLF key; undefined number: withheld. */
export interface ShownParty {
  readonly name: string | undefined;
  readonly number: string | undefined;
}

/** A dialog as one watching phone is told of it. */
export interface ShownDialog extends Pick<PhoneDialog, "id" | "direction"> {
  readonly state: PhoneDialog["state"] | "terminated";
  readonly remote: ShownParty;
  /** The dialog's identifiers, for a phone that picks the call up by Replaces (RFC 3891). */
  readonly sip?: PhoneDialog["sip"];
}

export interface WatchedDialogs {
  /** The URI that is watched. */
  readonly entity: string;
  readonly dialogs: readonly ShownDialog[];
}

/**
 * The whole state of one entity (RFC 4235 §4): phones keep no history, so every document says everything.
 *
 * @param version  one more than that of the document before, in this subscription
 * @param domain  of the numbers, with the port where it isn't SIP's own
 */
export function printDialogInfo({ entity, dialogs }: WatchedDialogs, version: number, domain: string): string {
  return [
    '<?xml version="1.0"?>',
    `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="full" entity="${escapedXml(entity)}">`,
    ...dialogs.flatMap((dialog) => printDialog(dialog, entity, domain)),
    "</dialog-info>",
    "",
  ].join("\r\n");
}

function printDialog({ id, direction, state, remote, sip }: ShownDialog, entity: string, domain: string): string[] {
  const names =
    sip === undefined
      ? ""
      : ` call-id="${escapedXml(sip.callId)}" local-tag="${escapedXml(sip.localTag)}" remote-tag="${escapedXml(sip.remoteTag)}"`;
  return [
    `<dialog id="${escapedXml(id)}"${names} direction="${direction}">`,
    `<state>${state}</state>`,
    `<local><identity>${escapedXml(entity)}</identity><target uri="${escapedXml(entity)}"/></local>`,
    ...printRemote(remote, domain),
    "</dialog>",
  ];
}

/** A party with withheld identity is shown as anonymous (RFC 3323 §4.1.1.3). */
function printRemote({ name, number }: ShownParty, domain: string): string[] {
  const uri = number === undefined ? "sip:anonymous@anonymous.invalid" : printSipUri(number, domain);
  const display = number === undefined || name === undefined ? "" : ` display="${escapedXml(name)}"`;
  return [`<remote><identity${display}>${escapedXml(uri)}</identity><target uri="${escapedXml(uri)}"/></remote>`];
}
