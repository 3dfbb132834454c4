/** Which of the two parties of a call: the B2BUA has a leg with each. */
export type Side = "caller" | "callee";

export function otherThan(side: Side): Side {
  return side === "caller" ? "callee" : "caller";
}
