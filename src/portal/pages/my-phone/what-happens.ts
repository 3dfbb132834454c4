import type { User } from "../../api/types.ts";

/** What happens to a call to a user now, as a key of the texts and what it is filled in with. */
export interface WhatHappens {
  readonly key:
    "forwarded" | "forwarded-and-rings" | "voicemail-at-once" | "refused" | "rings" | "rings-on" | "no-phone";
  readonly values: Readonly<Record<string, string | number>>;
}

type Asked = Pick<User, "forwarding" | "doNotDisturb" | "voicemail" | "devices">;

/** In the order in which the telephone system asks: forwarding overrides everything else. */
export function whatHappens({ forwarding, doNotDisturb, voicemail, devices }: Asked): WhatHappens {
  const seconds = voicemail.answerTimeSeconds;
  if (forwarding.enabled && forwarding.number !== null)
    return {
      key: forwarding.ringDevices && devices.total > 0 ? "forwarded-and-rings" : "forwarded",
      values: { number: forwarding.number },
    };
  const isAtOnce = doNotDisturb || seconds === 0 || devices.online === 0;
  if (isAtOnce && voicemail.enabled) return { key: "voicemail-at-once", values: {} };
  if (doNotDisturb) return { key: "refused", values: {} };
  if (devices.online === 0) return { key: "no-phone", values: {} };
  return voicemail.enabled
    ? { key: "rings", values: { count: devices.online, seconds } }
    : { key: "rings-on", values: { count: devices.online } };
}
