import { Badge } from "@mantine/core";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import type { Column } from "../../components/table-features.ts";
import { Duration, Time } from "../../components/time.tsx";
import type { CallRecord, Party } from "./queries.ts";

const COLOURS: Readonly<Record<string, string>> = {
  answered: "green",
  voicemail: "blue",
  failed: "red",
  busy: "orange",
};

/** How a party is called: by name, else by number. */
export function usePartyName(): (party: Party) => string {
  const { t } = useTranslation("history");
  const write = useNumberWriter();
  return useCallback(({ name, number }) => name ?? (number === null ? t("withheld") : write(number)), [t, write]);
}

export function useColumns(): readonly Column<CallRecord>[] {
  const { t } = useTranslation("history");
  const write = useNumberWriter();
  const nameOf = usePartyName();
  return useMemo(
    () => [
      {
        id: "at",
        header: t("at"),
        width: "140px",
        value: ({ startedAt }) => startedAt,
        cell: ({ startedAt }) => <Time at={startedAt} />,
      },
      { id: "from", header: t("from"), value: ({ caller }) => nameOf(caller) },
      { id: "to", header: t("to"), value: ({ dialled }) => write(dialled) },
      {
        id: "outcome",
        header: t("outcome"),
        from: "sm",
        width: "150px",
        value: ({ outcome }) => t(`outcomes.${outcome ?? "failed"}`),
        cell: ({ outcome }) => (
          <Badge variant="light" color={COLOURS[outcome ?? "failed"] ?? "gray"}>
            {t(`outcomes.${outcome ?? "failed"}`)}
          </Badge>
        ),
      },
      {
        id: "talk",
        header: t("talk"),
        from: "sm",
        align: "right",
        width: "100px",
        value: ({ talkSeconds }) => talkSeconds ?? 0,
        cell: ({ talkSeconds }) => (talkSeconds === null ? "–" : <Duration seconds={talkSeconds} />),
      },
    ],
    [t, write, nameOf],
  );
}
