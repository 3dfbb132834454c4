import { escapedXml } from "./xml.ts";

export const PRESENCE = "presence";
export const PRESENCE_CONTENT_TYPE = "application/pidf+xml";

/** Whether a user can be called, and what the user does, as colleagues' softphones show it. */
export interface ShownPresence {
  /** A phone of the user's is registered. */
  readonly open: boolean;
  readonly activity: "on-the-phone" | "do-not-disturb" | undefined;
}

/** RFC 4480 §3.2 has no word for do not disturb: "busy" is the nearest, which softphones show alike. */
const ACTIVITIES = {
  "on-the-phone": { element: "on-the-phone", note: "On the phone" },
  "do-not-disturb": { element: "busy", note: "Do not disturb" },
} as const;

const OPEN = [
  '<presence xmlns="urn:ietf:params:xml:ns:pidf"',
  'xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"',
  'xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid"',
].join(" ");

/**
 * A presence document (RFC 3863 §4), with what the person does (RFC 4479 §3.2, RFC 4480 §3.2).
 *
 * @param entity  the URI that is watched
 */
export function printPidf(entity: string, { open, activity }: ShownPresence): string {
  const doing = activity && ACTIVITIES[activity];
  const uri = escapedXml(entity);
  const note = doing === undefined ? "" : `<note xml:lang="en">${doing.note}</note>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `${OPEN} entity="${uri}">`,
    `<tuple id="phone"><status><basic>${open ? "open" : "closed"}</basic></status><contact>${uri}</contact>${note}</tuple>`,
    `<dm:person id="person"><rpid:activities><rpid:${doing?.element ?? "unknown"}/></rpid:activities></dm:person>`,
    "</presence>",
    "",
  ].join("\r\n");
}
