import { Group, PasswordInput, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { Body } from "../../api/types.ts";
import { AddDialog, type Fields } from "../../components/add-dialog.tsx";
import type { AddingForm } from "../../components/setting-list.tsx";
import { companiesQuery } from "./queries.ts";

/** Each field, and where the API says that it is wrong. */
const FIELDS = {
  ...{ name: "/name", country: "/country", "time-zone": "/timeZone", "admin-name": "/admin/name" },
  ...{ "admin-email": "/admin/email", "admin-extension": "/admin/extension", "admin-password": "/admin/password" },
} as const;
type Field = keyof typeof FIELDS;

type Typed = Readonly<Record<Field, string>>;

export function AddCompany({ opened, onClose }: AddingForm): ReactElement {
  const { t } = useTranslation("companies");
  const [first] = useState(firstValues);
  return (
    <AddDialog
      {...{ opened, onClose, first }}
      title={t("add.title")}
      action={t("add.action")}
      add={(typed) => call(api.POST("/api/v1/tenants", { body: bodyOf(typed) }))}
      queryKey={companiesQuery.queryKey}
      onAdded={({ name }) => {
        notifications.show({ message: t("add.done", { name }), color: "green" });
        onClose();
      }}
    >
      {(fields) => <CompanyFields {...fields} />}
    </AddDialog>
  );
}

function CompanyFields({ value, set, faultOf }: Fields<Typed>): ReactElement {
  const { t } = useTranslation("companies");
  const field = (name: Field) => ({
    ...{ label: t(`add.${name}`), required: true, withAsterisk: false, autoComplete: "off", value: value[name] },
    error: faultOf(FIELDS[name]),
    onChange: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      set(name, name === "country" ? currentTarget.value.toUpperCase() : currentTarget.value),
  });
  return (
    <>
      <TextInput {...field("name")} data-autofocus />
      <Group grow align="flex-start">
        <TextInput {...field("country")} maxLength={2} />
        <TextInput {...field("time-zone")} />
      </Group>
      <TextInput {...field("admin-name")} />
      <TextInput {...field("admin-email")} type="email" />
      <TextInput {...field("admin-extension")} inputMode="numeric" />
      <PasswordInput {...field("admin-password")} description={t("add.admin-password-text")} />
    </>
  );
}

/** Where the provider is, its companies mostly are. */
function firstValues(): Typed {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const country = new Intl.Locale(navigator.language).maximize().region ?? "";
  return {
    ...{ name: "", country, "time-zone": timeZone },
    ...{ "admin-name": "", "admin-email": "", "admin-extension": "1001", "admin-password": "" },
  };
}

function bodyOf(typed: Typed): Body<"/api/v1/tenants", "post"> {
  const { name, country } = typed;
  const language = navigator.language.startsWith("fr") ? ("fr" as const) : ("en" as const);
  return {
    ...{ name, country, language, timeZone: typed["time-zone"] },
    admin: {
      ...{ name: typed["admin-name"], email: typed["admin-email"] },
      ...{ extension: typed["admin-extension"], password: typed["admin-password"] },
    },
  };
}
