import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client.ts";
import { AddDialog } from "./add-dialog.tsx";
import type { AddingForm } from "./setting-list.tsx";

interface Named {
  readonly name: string;
  readonly extension: string;
}

interface AddSettingProps extends AddingForm {
  readonly title: string;
  /** Example of a name. */
  readonly placeholder: string;
  readonly queryKey: readonly string[];
  readonly add: (named: Named) => Promise<{ readonly id: string }>;
}

interface Typed {
  readonly name: string;
  /** Undefined: the one that is proposed. */
  readonly extension: string | undefined;
}

const EMPTY: Typed = { name: "", extension: undefined };

/** The beginning of a group, receptionist or conference: a name and a free extension. The rest has defaults. */
export function AddSetting({ placeholder, add, onAdded, ...dialog }: AddSettingProps): ReactElement {
  const { t } = useTranslation();
  const { data: next } = useQuery({
    queryKey: ["users", "next-extension"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/extensions/next", { signal })),
    enabled: dialog.opened,
  });
  const proposed = next?.extension ?? "";
  return (
    <AddDialog
      {...dialog}
      first={EMPTY}
      action={t("add-setting.add")}
      add={({ name, extension = proposed }) => add({ name, extension })}
      onAdded={({ id }) => onAdded(id)}
    >
      {({ value, set, faultOf }) => (
        <>
          <TextInput
            label={t("add-setting.name")}
            placeholder={placeholder}
            required
            withAsterisk={false}
            data-autofocus
            value={value.name}
            error={faultOf("/name")}
            onChange={({ currentTarget }) => set("name", currentTarget.value)}
          />
          <TextInput
            label={t("add-setting.extension")}
            description={t("add-setting.extension-text")}
            inputMode="numeric"
            required
            withAsterisk={false}
            value={value.extension ?? proposed}
            error={faultOf("/extension")}
            onChange={({ currentTarget }) => set("extension", currentTarget.value)}
          />
        </>
      )}
    </AddDialog>
  );
}
