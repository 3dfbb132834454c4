/** A public number as a log shows it: its beginning and its last two digits. Extensions stay whole. */
export function maskNumber(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value.replace(/\+?\d{7,15}/g, (number) => `${number.slice(0, 4)}…${number.slice(-2)}`);
}
