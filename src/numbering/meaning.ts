import type { E164 } from "../vocabulary/e164.ts";
import { parseExtension, type Extension } from "../vocabulary/extension.ts";
import type { Country } from "./country.ts";
import { emergencyService } from "./emergency.ts";
import { featureOf, type FeatureCall } from "./feature-codes.ts";
import { bareDialled, normalise } from "./normalise.ts";
import { isShortNumber } from "./short-numbers.ts";

/** What a string dialled on a phone means to its company. */
export type Meaning =
  /** An emergency service, dialled as the country writes it, without any outside prefix. Example: "112". */
  | { readonly kind: "emergency"; readonly service: string }
  | { readonly kind: "extension"; readonly extension: Extension }
  /** A DID of the company itself: the call stays internal. */
  | { readonly kind: "own-number"; readonly number: E164 }
  | ({ readonly kind: "feature" } & FeatureCall)
  /** A short public service (directory, helplines) that only exists inside the country. Example: "3949". */
  | { readonly kind: "short-number"; readonly number: string }
  | { readonly kind: "public"; readonly number: E164 }
  | { readonly kind: "unknown" };

/** What must be known of a company to interpret what its users dial. */
export interface DiallingContext {
  readonly country: Country;
  readonly isExtension: (extension: Extension) => boolean;
  readonly isOwnNumber: (number: E164) => boolean;
}

/** Emergency numbers come first: no setting takes precedence over them. Never throws, whatever was dialled. */
export function meaningOf(dialled: string, context: DiallingContext): Meaning {
  const bare = bareDialled(dialled);

  const service = emergencyService(bare, context.country);
  if (service !== undefined) return { kind: "emergency", service };

  const extension = parseExtension(bare);
  if (extension !== undefined && context.isExtension(extension)) return { kind: "extension", extension };

  const number = normalise(bare, context.country);
  if (number !== undefined && context.isOwnNumber(number)) return { kind: "own-number", number };

  const feature = featureOf(bare);
  if (feature !== undefined) return { kind: "feature", ...feature };

  if (isShortNumber(bare, context.country)) return { kind: "short-number", number: bare };
  return number === undefined ? { kind: "unknown" } : { kind: "public", number };
}
