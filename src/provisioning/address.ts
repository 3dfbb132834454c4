import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const SECRET_BYTES = 16;
/** `<id>-<32 hexadecimal digits>`: the id of a device, or of a company whose phones share an address. */
const SEGMENT = /^(?<id>[a-z0-9][a-z0-9-]{7,39})-(?<secret>[0-9a-f]{32})$/;
/** Twelve hexadecimal digits, in the ways in which makers write them into names of files. */
const MAC = /(?<![0-9a-f])[0-9a-f]{2}(?:[-:]?[0-9a-f]{2}){5}(?![0-9a-f])/i;

/** The part of an address that says whose it is. */
export interface Segment {
  readonly id: string;
  readonly secret: string;
}

export function makeSecret(): string {
  return randomBytes(SECRET_BYTES).toString("hex");
}

export function parseSegment(text: string): Segment | undefined {
  const { id, secret } = SEGMENT.exec(text)?.groups ?? {};
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** With a slash at its end. */
export function folderUrl(web: string, { id, secret }: Segment): string {
  return `${web}/provisioning/${id}-${secret}/`;
}

/** Takes as long for a wrong secret as for a right one. */
export function isSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** The phone that a file is of, by its name. Example: "cfg001122aabbcc.xml". */
export function macIn(file: string): string | undefined {
  return MAC.exec(file)?.[0].toLowerCase().replaceAll(/[-:]/g, "");
}

/** A file's name for one phone. */
export function fileName(name: string, mac: string | null): string {
  return name.replace("{mac}", mac ?? "").replace("{MAC}", (mac ?? "").toUpperCase());
}
