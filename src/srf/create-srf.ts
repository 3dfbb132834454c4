import DrachtioSrf from "drachtio-srf";
import type { Srf } from "./srf.ts";

/** A drachtio-srf that is yet to be connected; the only cast from the library's own types. */
export function createSrf(): Srf {
  return new DrachtioSrf() as unknown as Srf;
}
