/**
 * How a provider writes public numbers in its SIP URIs, for +33170000001: `e164-plus` "+33170000001" · `e164`
 * "33170000001" · `national` "0170000001" at home and "0049…" abroad.
 */
export const NUMBER_FORMATS = ["e164-plus", "e164", "national"] as const;
export type NumberFormat = (typeof NUMBER_FORMATS)[number];
