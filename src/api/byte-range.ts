/** Which bytes of a recording are asked for; players jump about in it. */
export type ByteRange =
  | { readonly kind: "whole" }
  /** Both included, as RFC 9110 counts. */
  | { readonly kind: "part"; readonly first: number; readonly last: number }
  | { readonly kind: "unsatisfiable" };

const WHOLE: ByteRange = { kind: "whole" };

/**
 * Reads a Range header. Several ranges at once, other units and what can't be read are answered with the whole, as
 * RFC 9110 §14.2 lets us.
 *
 * @param size  bytes that there are
 */
export function parseRange(header: string | undefined, size: number): ByteRange {
  const { from, to } = /^bytes=(?<from>\d{0,15})-(?<to>\d{0,15})$/.exec(header ?? "")?.groups ?? {};
  if (from === undefined || to === undefined || (from === "" && to === "")) return WHOLE;
  if (from === "") {
    // RFC 9110 §14.1.2: the last so many bytes
    const length = Math.min(Number(to), size);
    return length === 0 ? { kind: "unsatisfiable" } : { kind: "part", first: size - length, last: size - 1 };
  }
  const first = Number(from);
  const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== "" && Number(to) < first) return WHOLE; // RFC 9110 §14.1.1: invalid
  return first >= size ? { kind: "unsatisfiable" } : { kind: "part", first, last };
}
