import { ActionIcon, Badge, Group, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { companyQuery } from "../../api/queries.ts";
import type { Destination, PhoneNumber } from "../../api/types.ts";
import { PhoneNumberText, useNumberWriter } from "../../components/phone-number-text.tsx";
import type { Column } from "../../components/table-features.ts";
import { useDestinationName } from "../../components/use-destination-name.ts";
import { problemText } from "../../i18n/problem-text.ts";
import { DestinationCell } from "./destination-cell.tsx";
import type { EditedNumbers } from "./use-numbers.ts";

export function useColumns(
  { changes, set }: Pick<EditedNumbers, "changes" | "set">,
  onRemove: ((number: PhoneNumber) => void) | undefined,
): readonly Column<PhoneNumber>[] {
  const { t } = useTranslation("phone-numbers");
  const write = useNumberWriter();
  const nameOf = useDestinationName(t("nowhere"));
  const { data: company } = useQuery(companyQuery);
  const main = company?.mainNumber;
  return useMemo(() => {
    const destinationOf = ({ number, destination }: PhoneNumber): Destination | null => {
      const change = changes.get(number);
      return change === undefined ? destination : change.destination;
    };
    return [
      {
        id: "number",
        header: t("columns.number"),
        width: "clamp(132px, 26%, 320px)",
        // Found as it is written, and as its digits alone.
        value: ({ number }) => `${number} ${write(number)} ${write(number).replaceAll(/\D/g, "")}`,
        cell: ({ number }) => (
          <Group gap="sm" wrap="nowrap">
            <PhoneNumberText number={number} />
            {number === main && (
              <Tooltip label={t("main-text")}>
                <Badge size="sm" variant="light" visibleFrom="md">
                  {t("main")}
                </Badge>
              </Tooltip>
            )}
          </Group>
        ),
      },
      {
        id: "destination",
        header: t("columns.destination"),
        // By what is saved: a row doesn't jump away while it is edited.
        value: ({ destination }) => (destination === null ? "" : nameOf(destination)),
        cell: (item) => {
          const change = changes.get(item.number);
          const destination = destinationOf(item);
          return (
            <DestinationCell
              number={write(item.number)}
              destination={destination}
              name={nameOf(destination)}
              was={change === undefined ? undefined : nameOf(change.base.destination)}
              failure={change?.failure === undefined ? undefined : problemText(change.failure)}
              onChange={(to) => set([item], to)}
            />
          );
        },
      },
      ...(onRemove === undefined
        ? []
        : [
            {
              id: "remove",
              header: "",
              width: "56px",
              from: "sm" as const,
              align: "right" as const,
              canSort: false,
              value: () => "",
              cell: (item: PhoneNumber) => (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t("remove.button", { number: write(item.number) })}
                  onClick={() => onRemove(item)}
                >
                  <Trash2 size={16} aria-hidden />
                </ActionIcon>
              ),
            },
          ]),
    ];
  }, [t, write, nameOf, changes, set, main, onRemove]);
}
