import type { E164 } from "../vocabulary/e164.ts";
import type { Extension } from "../vocabulary/extension.ts";
import type { Feature } from "./feature-codes.ts";
import type { Country } from "./country.ts";

/** What a string dialled on a phone means to its company. */
export type Meaning =
  /** An emergency service, dialled as the country writes it, without any outside prefix. Example: "112". */
  | { readonly kind: "emergency"; readonly service: string }
  /** A short public service (directory, helplines) that only exists inside the country. Example: "3949". */
  | { readonly kind: "short-number"; readonly number: string }
  | { readonly kind: "extension"; readonly extension: Extension }
  /** A direct number of the company itself: the call stays inside. */
  | { readonly kind: "own-number"; readonly number: E164 }
  | { readonly kind: "feature"; readonly feature: Feature; readonly argument?: string }
  | { readonly kind: "public"; readonly number: E164 }
  | { readonly kind: "unknown" };

/** What must be known of a company to understand what its people dial. */
export interface DiallingContext {
  readonly country: Country;
  readonly isExtension: (extension: Extension) => boolean;
  readonly isOwnNumber: (number: E164) => boolean;
}
