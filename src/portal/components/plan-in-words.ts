import { useTranslation } from "react-i18next";
import { useDestinations, type KnownDestination } from "./destinations.ts";
import { useNumberWriter } from "./phone-number-text.tsx";

/** What `POST /routing/explain` answers as `plan`, as far as sentences tell of it. */
export interface Plan {
  readonly kind: string;
  readonly callee?: string;
  readonly group?: string;
  readonly branches?: readonly {
    readonly kind: string;
    readonly user?: string;
    readonly device?: string;
    readonly number?: string;
  }[];
  readonly ringForMs?: number;
  readonly otherwise?: Plan;
  readonly whenBusy?: Plan;
  readonly turns?: readonly { readonly branches: Plan["branches"]; readonly ringForMs: number }[];
  readonly mailbox?: string;
  readonly conference?: string;
  readonly receptionist?: string;
  readonly number?: { readonly number?: string; readonly digits?: string };
  readonly emergency?: boolean;
  readonly then?: Plan;
  readonly because?: string;
}

/** A plan holds one inside another only so deep: a group's overflow that overflows. */
const MOST_STEPS = 8;

/** What will happen to a call, a sentence a step. */
export function usePlanInWords(): (plan: Plan) => readonly string[] {
  const { t } = useTranslation("plan");
  const known = useDestinations();
  const write = useNumberWriter();
  const nameOf = (id: string | undefined): string => known.find((one: KnownDestination) => one.id === id)?.name ?? "…";

  const sentenceOf = (plan: Plan): string => {
    switch (plan.kind) {
      case "ring":
        return ringing(plan);
      case "voicemail":
        return t("voicemail", { name: nameOf(plan.mailbox) });
      case "trunk":
        return plan.emergency === true
          ? t("emergency")
          : t("outside", { number: write(plan.number?.number ?? plan.number?.digits ?? "") });
      case "conference":
        return t("conference", { name: nameOf(plan.conference) });
      case "receptionist":
        return t("receptionist", { name: nameOf(plan.receptionist) });
      case "announce":
        return t("announce");
      case "reject":
        return t(`reject.${REASONS.find((reason) => reason === plan.because) ?? "other"}`);
      default:
        return t("feature");
    }
  };

  const ringing = ({ branches = [], ringForMs = 0, group, turns = [] }: Plan): string => {
    const count = Math.round((ringForMs + turns.reduce((sum, turn) => sum + turn.ringForMs, 0)) / 1_000);
    const all = [...branches, ...turns.flatMap((turn) => turn.branches ?? [])];
    const users = [
      ...new Set(all.flatMap(({ kind, user }) => (kind === "device" && user !== undefined ? [user] : []))),
    ];
    const outside = all.flatMap(({ kind, number }) =>
      kind === "outside" && number !== undefined ? [write(number)] : [],
    );
    const phones = all.filter(({ kind }) => kind === "device").length;
    if (group !== undefined) return t("group", { count, name: nameOf(group), people: users.map(nameOf).join(", ") });
    const [first] = users;
    if (first === undefined) return t("ring-outside", { count, numbers: outside.join(", ") });
    const whose = { count, name: users.map(nameOf).join(", "), phones: t("phones", { count: phones }) };
    return outside.length > 0 ? t("ring-both", { ...whose, numbers: outside.join(", ") }) : t("ring", whose);
  };

  return (plan) => {
    const sentences: string[] = [];
    for (
      let step: Plan | undefined = plan;
      step !== undefined && sentences.length < MOST_STEPS;
      step = step.otherwise ?? step.then
    ) {
      const sentence = sentenceOf(step);
      sentences.push(
        sentences.length === 0 || step.kind === "reject" ? sentence : `${t("otherwise")} ${lowerFirst(sentence)}`,
      );
    }
    return sentences;
  };
}

const REASONS = [
  "no-answer",
  "busy",
  "do-not-disturb",
  "no-device-registered",
  "no-destination",
  "caller-blocked",
  "anonymous-caller",
  "company-suspended",
] as const;

/** Names keep their capitals: our sentences begin with a word of ours, "{{name}}" begins none. */
function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
