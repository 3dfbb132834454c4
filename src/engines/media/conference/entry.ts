/** How somebody enters a conference: `name[@profile][+[pin][+flags{one|two}]]`. */
export interface Entry {
  readonly name: string;
  readonly profile: string;
  /** Of a conference that this entry opens; "" when it needs none. */
  readonly pin: string;
  readonly flags: ReadonlySet<string>;
}

const ENTRY =
  /^(?<name>[^@+\s]{1,128})(?:@(?<profile>[\w.-]{1,64}))?(?:\+(?<pin>[0-9*#]{0,32})(?:\+flags\{(?<flags>[^{}]{0,512})\})?)?$/;

/** @returns undefined for what names no conference */
export function parseEntry(argument: string): Entry | undefined {
  const { name, profile, pin, flags } = ENTRY.exec(argument.trim())?.groups ?? {};
  if (name === undefined) return undefined;
  const words = (flags ?? "").split(/[|,]/).map((flag) => flag.trim().toLowerCase());
  return { name, profile: profile ?? "default", pin: pin ?? "", flags: new Set(words.filter((flag) => flag !== "")) };
}
