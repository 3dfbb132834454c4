import { TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { phoneNumbersQuery } from "../../api/queries.ts";
import type { Destination } from "../../api/types.ts";
import { AddDialog } from "../../components/add-dialog.tsx";
import { DestinationSelect } from "../../components/destination-select.tsx";
import { readNumber } from "../../components/phone-number.ts";
import { useCountry, useNumberWriter } from "../../components/phone-number-text.tsx";

interface AddNumberProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

interface Typed {
  readonly text: string;
  readonly destination: Destination | null;
}

const EMPTY: Typed = { text: "", destination: null };

export function AddNumber({ opened, onClose }: AddNumberProps): ReactElement {
  const { t } = useTranslation("phone-numbers");
  const country = useCountry();
  const write = useNumberWriter();
  return (
    <AddDialog
      {...{ opened, onClose }}
      title={t("add.title")}
      action={t("add.action")}
      first={EMPTY}
      add={({ text, destination }) =>
        call(api.POST("/api/v1/phone-numbers", { body: { number: readNumber(text, country), destination } }))
      }
      queryKey={phoneNumbersQuery.queryKey}
      onAdded={({ number }) => {
        notifications.show({ message: t("add.done", { number: write(number) }), color: "green" });
        onClose();
      }}
    >
      {({ value: { text, destination }, set, faultOf }) => {
        const number = readNumber(text, country);
        const isRead = number.startsWith("+") && number !== text;
        return (
          <>
            <TextInput
              label={t("add.number")}
              description={isRead ? t("add.read-as", { number }) : t("add.number-text")}
              type="tel"
              autoComplete="off"
              required
              withAsterisk={false}
              data-autofocus
              value={text}
              error={faultOf("/number")}
              onChange={({ currentTarget }) => set("text", currentTarget.value)}
            />
            <DestinationSelect
              label={t("columns.destination")}
              value={destination}
              onChange={(chosen) => set("destination", chosen)}
              nothing={t("nowhere")}
            />
          </>
        );
      }}
    </AddDialog>
  );
}
