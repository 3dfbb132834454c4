/** What a phone can ask of the system itself, by dialling it. */
export type Feature =
  | "own-voicemail"
  | "any-voicemail"
  | "forwarding-on"
  | "forwarding-off"
  | "do-not-disturb-on"
  | "do-not-disturb-off"
  | "pick-up"
  | "group-pick-up"
  | "echo-test"
  | "park";
