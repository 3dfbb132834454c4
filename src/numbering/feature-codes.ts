/** The feature codes that a phone can dial. */
export type Feature =
  | "own-voicemail"
  | "any-voicemail"
  | "leave-message"
  | "forwarding-on"
  | "forwarding-off"
  | "do-not-disturb-on"
  | "do-not-disturb-off"
  | "pick-up"
  | "group-pick-up"
  | "echo-test"
  | "park";

/** A feature and what was dialled behind its code. */
export interface FeatureCall {
  readonly feature: Feature;
  /** The mailbox, the extension to pick up, the number to forward to, or the parking slot. */
  readonly argument?: string;
}

const CODES: readonly { readonly code: RegExp; readonly feature: Feature }[] = [
  { code: /^\*97$/, feature: "own-voicemail" },
  { code: /^\*98(?<argument>\d{2,6})?$/, feature: "any-voicemail" },
  { code: /^\*99(?<argument>\d{2,6})$/, feature: "leave-message" },
  { code: /^\*72(?<argument>\+?\d{2,15})?$/, feature: "forwarding-on" },
  { code: /^\*73$/, feature: "forwarding-off" },
  { code: /^\*78$/, feature: "do-not-disturb-on" },
  { code: /^\*79$/, feature: "do-not-disturb-off" },
  { code: /^\*\*(?<argument>\d{2,6})$/, feature: "pick-up" },
  { code: /^\*8$/, feature: "group-pick-up" },
  { code: /^\*43$/, feature: "echo-test" },
  { code: /^(?<argument>70\d)$/, feature: "park" },
];

/** The feature that a dialled text asks for; undefined: the text is no feature code. */
export function featureOf(dialled: string): FeatureCall | undefined {
  for (const { code, feature } of CODES) {
    const match = code.exec(dialled);
    if (match === null) continue;
    const argument = match.groups?.["argument"];
    return argument === undefined ? { feature } : { feature, argument };
  }
  return undefined;
}
