import { AsyncLocalStorage } from "node:async_hooks";
import { Type } from "typebox";
import { SeatPrice } from "../../settings/kinds/tenant.ts";
import { AuditedChange } from "../../settings/schemas/audit.ts";
import { SwitchError } from "../../vocabulary/switch-error.ts";

/** What becomes of a line of a file. */
export const LineDone = Type.Object({
  line: Type.Integer({ minimum: 1, description: "Of the file" }),
  what: Type.Union([Type.Literal("created"), Type.Literal("changed"), Type.Literal("unchanged")]),
});
type LineDone = Type.Static<typeof LineDone>;

/** What a request with `?dryRun=true` is answered: what it would have done. */
export const DryRun = Type.Object(
  {
    dryRun: Type.Literal(true),
    effect: Type.Union([Type.Literal("settings"), Type.Literal("action"), Type.Literal("nothing")], {
      description:
        "settings: these `changes`, and what follows from them. action: something that is no setting, such as a call, a message or a log-in. nothing: all would stay as it is",
    }),
    changes: Type.Array(AuditedChange, { description: "Before and after, as the journal would show it" }),
    seats: Type.Union(
      [
        Type.Object({
          before: Type.Integer({ minimum: 0 }),
          after: Type.Integer({ minimum: 0 }),
          seatPrice: SeatPrice,
          monthlyBefore: Type.String({ examples: ["600.00"] }),
          monthlyAfter: Type.String({ examples: ["650.00"] }),
        }),
        Type.Null(),
      ],
      { description: "What the company's seats would cost, where their number would change" },
    ),
    lines: Type.Optional(Type.Array(LineDone, { description: "Of an import: what would become of each line" })),
  },
  { title: "DryRun" },
);
export type DryRun = Type.Static<typeof DryRun>;

/** Its own media type: programs that ask for no dry run never meet it. */
export const DRY_RUN_TYPE = "application/vnd.offhook.dry-run+json";

/** A request that is only tried, on its way through its handler. */
export interface Trial {
  /** What it would do first; undefined until then. */
  found: DryRun | undefined;
  /** What would become of each line of a file. */
  lines?: LineDone[];
}

const trials = new AsyncLocalStorage<Trial>();

/** Ends the handler of a request that is only tried, at its first effect. Not an error: `answerDryRun` answers with what was found. */
export class DryRunEnded extends SwitchError {
  readonly code = "SW_DRY_RUN";
}

/** Carries out what follows as a trial: nothing of it has an effect. */
export function tryOnly(trial: Trial, proceed: () => void): void {
  trials.run(trial, proceed);
}

export function isTrial(): boolean {
  return trials.getStore() !== undefined;
}

/** The first effect is what is told; a handler that goes on in spite of it is held up at each further one. */
export function endTrial(found: DryRun): never {
  const trial = trials.getStore();
  if (trial !== undefined) trial.found ??= found;
  throw new DryRunEnded();
}

/** No settings would change. */
export function without(effect: "action" | "nothing"): DryRun {
  return { dryRun: true, effect, changes: [], seats: null };
}
