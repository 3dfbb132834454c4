import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";

/** Names in a back-up's folder. */
export const MANIFEST = "manifest.json";
export const RECORDINGS = "media";
/** The keys of its secrets; absent where they are kept elsewhere. */
export const KEYS = "secrets.key";

/** Goes up when an older version could not restore what a newer one has written. */
export const FORMAT = 1;

const Manifest = Type.Object({
  format: Type.Integer({ minimum: 1 }),
  /** When the image was written; what changed later isn't in it. */
  takenAt: Type.String(),
  image: Type.Object({ bytes: Type.Integer({ minimum: 0 }), sha256: Type.String() }),
  /** Which keys it has; absent: none, or of before secrets were sealed. */
  keys: Type.Optional(Type.Array(Type.String())),
  recordings: Type.Object({ files: Type.Integer({ minimum: 0 }), bytes: Type.Integer({ minimum: 0 }) }),
});
export type Manifest = Static<typeof Manifest>;

/** Undefined: there is no back-up, or none that can be understood. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, MANIFEST), "utf8"));
    return Value.Check(Manifest, manifest) ? manifest : undefined;
  } catch {
    return undefined;
  }
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
