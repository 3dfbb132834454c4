import { Badge, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { callsQuery } from "../../api/queries.ts";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { Loaded } from "../../components/states.tsx";
import { DurationSince } from "../../components/time.tsx";
import classes from "./home.module.css";

/** The rest is on the page of calls. */
const MOST_SHOWN = 8;
const COLOURS = { ringing: "orange", answered: "green", voicemail: "gray" } as const;

export function LiveCalls(): ReactElement {
  const { t } = useTranslation("home");
  const write = useNumberWriter();
  const calls = useQuery(callsQuery);
  return (
    <Loaded query={calls}>
      {(all) =>
        all.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("no-calls")}
          </Text>
        ) : (
          <div>
            {all.slice(0, MOST_SHOWN).map(({ id, caller, dialled, state, startedAt }) => (
              <div key={id} className={classes["call"]} data-call={state}>
                <Text size="sm" truncate className="numbers">
                  {caller === "" ? t("withheld") : write(caller)} <ArrowRight size={13} aria-label="→" />{" "}
                  {write(dialled)}
                </Text>
                <Badge variant="light" color={COLOURS[state]} autoContrast>
                  {t(`state.${state}`)}
                </Badge>
                <Text size="sm">
                  <DurationSince at={startedAt} />
                </Text>
              </div>
            ))}
          </div>
        )
      }
    </Loaded>
  );
}
