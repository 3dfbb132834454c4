import { useTranslation } from "react-i18next";
import type { RingGroup } from "../../api/types.ts";
import { useDestinationName } from "../../components/use-destination-name.ts";

/** Those of a list, as many as are named before "…". */
const MOST_NAMES = 6;

/** The members who ring before the time of the whole group is over, one after the other. */
function reachedMembers({ members, strategy, ringTimeSeconds, memberTimeSeconds }: RingGroup): number {
  if (strategy === "simultaneous") return members.length;
  return Math.min(members.length, Math.ceil(ringTimeSeconds / memberTimeSeconds));
}

/** What will happen to a call to the group, in sentences. */
export function useGroupInWords(nameOfUser: (id: string) => string): (group: RingGroup) => string {
  const { t, i18n } = useTranslation("groups");
  const nameOf = useDestinationName("");
  const list = (ids: readonly string[]): string => {
    const names = ids.slice(0, MOST_NAMES).map(nameOfUser);
    return new Intl.ListFormat(i18n.language).format(ids.length > MOST_NAMES ? [...names, "…"] : names);
  };
  return (group) => {
    const { members, strategy, ringTimeSeconds, memberTimeSeconds, overflow } = group;
    const then = overflow === null ? t("words.then-ends") : t("words.then", { destination: nameOf(overflow) });
    if (members.length === 0) return `${t("words.nobody")} ${then}`;
    const names = list(members);
    if (members.length === 1) {
      const count = strategy === "simultaneous" ? ringTimeSeconds : Math.min(ringTimeSeconds, memberTimeSeconds);
      return `${t("words.alone", { names, count })} ${then}`;
    }
    if (strategy === "simultaneous") return `${t("words.simultaneous", { names, count: ringTimeSeconds })} ${then}`;
    const turns = t(`words.${strategy}`, { names, count: memberTimeSeconds });
    const unreached = members.slice(reachedMembers(group));
    const over =
      unreached.length === 0 || strategy !== "sequential"
        ? ""
        : ` ${t("words.unreached", { names: list(unreached), count: ringTimeSeconds })}`;
    return `${turns}${over} ${then}`;
  };
}
