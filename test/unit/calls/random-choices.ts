import { seededRandom } from "../../support/random.ts";

/** Choices that a seed decides. */
export interface Random {
  from(least: number, most: number): number;
  coin(): boolean;
  one<Choice>(choices: readonly Choice[]): Choice;
  /** Each or not, in their order. */
  some<Choice>(choices: readonly Choice[]): Choice[];
}

/** The same seed makes the same choices. */
export function randomFrom(seed: number): Random {
  const next = seededRandom(seed);
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    from: (least, most) => least + below(most - least + 1),
    coin: () => next() < 0.5,
    one: (choices) => choices[below(choices.length)]!,
    some: (choices) => choices.filter(() => next() < 0.5),
  };
}
