import { SettingInvalid } from "../errors.ts";

/**
 * Refuses the PINs that strangers try first.
 *
 * @param ownNumbers extension and public numbers of the user, as they are dialled
 * @param field  where the request has the PIN
 */
export function requireGoodPin(pin: string, ownNumbers: readonly string[], field: string): void {
  if (!/^\d{4,10}$/.test(pin)) throw new SettingInvalid(field, "malformed", "a PIN has 4 to 10 digits");
  if (isRun(pin))
    throw new SettingInvalid(field, "pin-too-simple", "digits that are all the same or in sequence are guessed first");
  if (ownNumbers.some((number) => number.endsWith(pin))) {
    throw new SettingInvalid(field, "pin-is-own-number", "the PIN must not be a number of the user or its end");
  }
}

/** 0000, 1234, 9876: each digit differs from the one before by the same 0, 1 or -1. */
export function isRun(pin: string): boolean {
  const steps = new Set<number>();
  for (let i = 1; i < pin.length; i++) steps.add(pin.charCodeAt(i) - pin.charCodeAt(i - 1));
  const [step = 0] = steps;
  return steps.size === 1 && Math.abs(step) <= 1;
}
