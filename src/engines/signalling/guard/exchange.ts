import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import type { Guard, Offences } from "./guard.ts";

/** The largest rules: 10,000 bans and as many blocks, each of some 60 characters. */
export const MAX_EXCHANGE_BYTES = 2_000_000;

const Text = Type.String({ maxLength: 64 });
const Rules = Type.Object({
  name: Text,
  bans: Type.Array(Type.Tuple([Text, Type.Number()])),
  offices: Type.Array(Text),
  trusted: Type.Array(Text),
});
/** Without rules: the application only asks what happened. */
const Exchange = Type.Object({ rules: Type.Optional(Rules) });
type Exchange = Static<typeof Exchange>;

/** What the application gets: the rules that are obeyed now, by their name, and what sources did since it last asked. */
export interface Exchanged {
  readonly rules: string;
  readonly offences: readonly Offences[];
}

/** An application gives rules and takes offences. Undefined: it says what we don't understand. */
export function exchange(guard: Guard, text: string): Exchanged | undefined {
  const said = parse(text);
  if (said === undefined) return undefined;
  if (said.rules !== undefined) guard.obey(said.rules.name, said.rules);
  return { rules: guard.rulesName, offences: guard.takeOffences() };
}

function parse(text: string): Exchange | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return Value.Check(Exchange, json) ? json : undefined;
  } catch {
    return undefined;
  }
}
