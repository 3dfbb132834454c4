import { meaningOf, type Meaning } from "../numbering/meaning.ts";
import { internalTarget } from "./branches.ts";
import type { Destination, RoutedTenant, RoutingTables } from "./tables.ts";

/** An extension or a direct number of the company's own. */
export type InternalMeaning = Extract<Meaning, { kind: "extension" | "own-number" }>;

/** What a text means that is dialled in this company, or that one of its phones redirects to. */
export function meaningFor(dialled: string, { id, country }: RoutedTenant, tables: RoutingTables): Meaning {
  return meaningOf(dialled, {
    country,
    isExtension: (extension) => tables.extension(id, extension) !== undefined,
    isOwnNumber: (number) => tables.number(number)?.tenant === id,
  });
}

/** Where it leads within the company; null: nowhere. */
export function destinationOf(
  meaning: InternalMeaning,
  company: { readonly tables: RoutingTables; readonly tenant: RoutedTenant },
): Destination | null {
  const target = internalTarget(meaning.kind === "extension" ? meaning.extension : meaning.number, company);
  return target === "external" ? null : target;
}
