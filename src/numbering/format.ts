/**
 * How a provider writes public numbers in its SIP URIs, for +33170000001:
 * `e164` "+33170000001" · `digits` "33170000001" · `international` "0033170000001" (the country's own prefix) ·
 * `national` "0170000001" at home, `international` abroad.
 */
export const NUMBER_FORMATS = ["e164", "digits", "international", "national"] as const;
export type NumberFormat = (typeof NUMBER_FORMATS)[number];
