import { printParams, type Param } from "./params.ts";

/** A number that a call came by before it was sent on (RFC 5806 §4). */
export interface DiversionValue {
  readonly uri: string;
  /** Why it was sent on: "unconditional", "no-answer", "user-busy", … */
  readonly reason: string;
  /** How often, so far. */
  readonly counter: number;
}

/** Diversion = name-addr *( SEMI diversion-params )   (RFC 5806 §8) */
export function printDiversion({ uri, reason, counter }: DiversionValue): string {
  const params: Param[] = [
    { name: "reason", value: reason },
    { name: "counter", value: String(counter) },
  ];
  return `<${uri}>${printParams(params)}`;
}

/** One target that a request was sent to (RFC 7044 §5). */
export interface HistoryEntry {
  /** Without parameters that begin after it. */
  readonly uri: string;
  /** Why it was sent on to here, as a status (RFC 4458 §2); stands in the URI. */
  readonly cause?: number;
  /** The place of the entry in the tree of targets: "1", "1.1". */
  readonly index: string;
  /** The entry that this one is mapped from (RFC 7044 §5.1: another user than the one called). */
  readonly mappedFrom?: string;
}

/** History-Info = hi-entry *( COMMA hi-entry )   (RFC 7044 §5) */
export function printHistoryInfo(entries: readonly HistoryEntry[]): string {
  return entries
    .map(({ uri, cause, index, mappedFrom }) => {
      const params: Param[] = [{ name: "index", value: index }];
      if (mappedFrom !== undefined) params.push({ name: "mp", value: mappedFrom });
      return `<${uri}${cause === undefined ? "" : `;cause=${cause}`}>${printParams(params)}`;
    })
    .join(", ");
}
