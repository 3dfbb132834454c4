import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import type { Challenger } from "../challenge/challenger.ts";
import type { EndedFlow, RegisteredFlows } from "../flows/registered-flows.ts";
import type { Guard, Offences } from "./guard.ts";

/** The largest rules: 10,000 bans and as many blocks, each of some 60 characters, and the names of 200,000 phones. */
export const MAX_EXCHANGE_BYTES = 3_500_000;
const MAX_PHONES_CHARACTERS = 1_100_000;

const Text = Type.String({ maxLength: 64 });
const Challenge = Type.Object({
  realm: Type.String({ maxLength: 255 }),
  /** Hexadecimal. */
  secret: Type.String({ pattern: "^(?:[0-9a-f]{2}){16,64}$" }),
  algorithms: Type.Array(Type.Union([Type.Literal("MD5"), Type.Literal("SHA-256")]), { minItems: 1, maxItems: 2 }),
});
const Rules = Type.Object({
  name: Text,
  bans: Type.Array(Type.Tuple([Text, Type.Number()])),
  offices: Type.Array(Text),
  trusted: Type.Array(Text),
  phones: Type.Optional(Type.String({ maxLength: MAX_PHONES_CHARACTERS })),
  /** On which terms phones are challenged that show no password; absent: the application does that by itself. */
  challenge: Type.Optional(Challenge),
});
/** Without rules: the application only asks what happened. */
const Exchange = Type.Object({ rules: Type.Optional(Rules) });
type Exchange = Static<typeof Exchange>;

/** What the application gets: the rules that are obeyed now, by their name, and what happened since it last asked. */
export interface Exchanged {
  readonly rules: string;
  /** What sources did. */
  readonly offences: readonly Offences[];
  /** Phones that were challenged by the engine itself. */
  readonly challenged: number;
  /** Registrations whose WebSockets have ended. */
  readonly ended: readonly EndedFlow[];
}

/** What obeys an application's rules. */
export interface Ruled {
  readonly guard: Guard;
  readonly challenger: Challenger;
  readonly flows: Pick<RegisteredFlows, "takeEnded">;
}

/** An application gives rules and takes offences. Undefined: it says what we don't understand. */
export function exchange({ guard, challenger, flows }: Ruled, text: string): Exchanged | undefined {
  const said = parse(text);
  if (said === undefined) return undefined;
  if (said.rules !== undefined) {
    const { name, challenge } = said.rules;
    guard.obey(name, said.rules);
    challenger.obey(challenge && { ...challenge, secret: Buffer.from(challenge.secret, "hex") });
  }
  return {
    rules: guard.rulesName,
    offences: guard.takeOffences(),
    challenged: challenger.takeCount(),
    ended: flows.takeEnded(),
  };
}

function parse(text: string): Exchange | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return Value.Check(Exchange, json) ? json : undefined;
  } catch {
    return undefined;
  }
}
