import { createStore } from "../api/store.ts";

/** Whether this browser shall be a phone; kept in it. */
export const PHONE_SWITCH = { key: "offhook.browser-phone", defaultValue: false };

/** How the browser does as a phone. */
export type PhoneState =
  | "off"
  /** Another tab of this browser is the phone. */
  | "elsewhere"
  | "connecting"
  | "ready"
  /** The system can't be reached; it is tried again by itself. */
  | "away"
  /** This installation has no phones in browsers, or gives this person none. */
  | "refused";

/** One call of this browser. */
export interface PhoneCall {
  readonly id: string;
  /** A name, or a number as it was shown. */
  readonly party: string;
  readonly number: string;
  readonly state: "ringing-in" | "ringing-out" | "talking" | "held";
  /** It rings at the other end. */
  readonly isAlerted: boolean;
  readonly isMuted: boolean;
  /** Since when the two are connected. */
  readonly sinceMs: number | undefined;
}

/** What a person can do with the phone; undefined while this tab isn't it. */
export interface Phone {
  dial(number: string): void;
  answer(id: string): void;
  hangUp(id: string): void;
  hold(id: string, isHeld: boolean): void;
  mute(id: string, isMuted: boolean): void;
  press(id: string, key: string): void;
  /** Sends the other party there at once. */
  transfer(id: string, to: string): void;
  /** Brings the other parties of two calls together. */
  join(id: string, withId: string): void;
}

export const phoneState = createStore<PhoneState>("off");
export const phoneCalls = createStore<readonly PhoneCall[]>([]);
export const phone = createStore<Phone | undefined>(undefined);
/** Why the last call ended, where that wasn't by hanging up. */
export const lastFailure = createStore<"microphone" | "busy" | "unreachable" | undefined>(undefined);
/** Another tab is the phone, and this one shall be. */
export const takeOver = createStore(0);
