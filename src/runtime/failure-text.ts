/** A code of ours at the end of a line. */
const HAS_CODE = /\(SW_[A-Z_]+\)$/;

/** What a person is told of a failed start: its message, each line with the code that the README explains. */
export function failureText(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const { code } = failure as Error & { readonly code?: unknown };
  if (typeof code !== "string" || !code.startsWith("SW_")) return failure.message;
  return failure.message
    .split("\n")
    .map((line) => (HAS_CODE.test(line) ? line : `${line} (${code})`))
    .join("\n");
}
