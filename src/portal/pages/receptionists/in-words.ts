import { useTranslation } from "react-i18next";
import type { Receptionist } from "../../api/types.ts";
import { useFormat } from "../../components/time.tsx";
import { useDestinationName } from "../../components/use-destination-name.ts";
import { DAYS, type Day } from "./week.ts";

type Keys = Receptionist["keys"];
type Hours = Receptionist["hours"];

/** What a key does: "Sales", "Says it again". */
export function useActionInWords(): (action: Keys[keyof Keys]) => string {
  const { t } = useTranslation("receptionists");
  const nameOf = useDestinationName(t("key.nothing"));
  return (action) => {
    if (action === undefined) return t("key.nothing");
    if (action.kind === "repeat" || action.kind === "dial-by-name") return t(`key.${action.kind}`);
    return nameOf(action);
  };
}

/** A field of a receptionist as a person reads it, to choose between two administrators' changes. */
export function useFieldInWords(): (field: keyof Receptionist, value: unknown) => string {
  const { t } = useTranslation(["receptionists", "common"]);
  const actionInWords = useActionInWords();
  const nameOf = useDestinationName(t("common:destination.nowhere"));
  const { when } = useFormat();
  const intervals = (one: readonly { readonly from: string; readonly to: string }[]): string =>
    one.length === 0 ? t("closed") : one.map(({ from, to }) => `${from}–${to}`).join(", ");
  const hoursInWords = ({ weekly, holidays, specialDays, timeZone }: Hours): string => {
    const openOn = (wanted: Day): readonly string[] => {
      const one = (weekly ?? []).filter(({ day }) => day === wanted);
      return one.length === 0 ? [] : [`${t(`hours.days.${wanted}`)} ${intervals(one)}`];
    };
    const week = weekly === null ? [t("hours.always")] : DAYS.flatMap(openOn);
    const special = specialDays.map(({ name, from, to, hours }) =>
      [name, from === to ? from : `${from}–${to}`, intervals(hours)].join(" "),
    );
    const closed = holidays === null ? [] : [t("hours.holidays", { country: holidays.country })];
    return [...week, ...special, ...closed, ...(timeZone === null ? [] : [timeZone])].join("; ");
  };
  return (field, value) => {
    switch (field) {
      case "keys": {
        const keys = Object.entries(value as Keys);
        return keys.length === 0
          ? t("key.nothing")
          : keys.map(([key, action]) => `${key}: ${actionInWords(action)}`).join(", ");
      }
      case "hours":
        return hoursInWords(value as Hours);
      case "closedNow": {
        const closed = value as Receptionist["closedNow"];
        if (closed === null) return t("common:no");
        return closed.until === null ? t("common:yes") : t("state.until", { when: when(closed.until) });
      }
      case "whenClosed":
      case "onNoInput":
      case "onBadInput":
        return nameOf(value as Receptionist["whenClosed"]);
      case "language":
      case "dialByExtension":
      case "tries":
      case "waitSeconds":
      case "noInputSeconds":
      case "name":
      case "extension":
      case "id":
      case "version":
        return String(value);
    }
  };
}
