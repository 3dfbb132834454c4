/** The argument of the conference application: which conference to enter, and how: `name[@profile][+[pin][+flags{one|two}]]`. */
export interface ConferenceArgument {
  readonly name: string;
  readonly profile: string;
  /** Of a conference that is opened with it; "" when it needs none. */
  readonly pin: string;
  readonly flags: ReadonlySet<string>;
}

const ARGUMENT =
  /^(?<name>[^@+\s]{1,128})(?:@(?<profile>[\w.-]{1,64}))?(?:\+(?<pin>[0-9*#]{0,32})(?:\+flags\{(?<flags>[^{}]{0,512})\})?)?$/;

/** @returns undefined for what names no conference */
export function parseConferenceArgument(argument: string): ConferenceArgument | undefined {
  const { name, profile, pin, flags } = ARGUMENT.exec(argument.trim())?.groups ?? {};
  if (name === undefined) return undefined;
  const words = (flags ?? "").split(/[|,]/).map((flag) => flag.trim().toLowerCase());
  return { name, profile: profile ?? "default", pin: pin ?? "", flags: new Set(words.filter((flag) => flag !== "")) };
}
