import { Button, Group, Modal, PasswordInput, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import type { Body } from "../../api/types.ts";
import { ErrorState } from "../../components/states.tsx";
import { faultText } from "../../i18n/problem-text.ts";

interface AddCompanyProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function AddCompany({ opened, onClose }: AddCompanyProps): ReactElement {
  const { t } = useTranslation("companies");
  return (
    <Modal opened={opened} onClose={onClose} title={t("add.title")}>
      <AddForm onClose={onClose} />
    </Modal>
  );
}

/** Each field, and where the API says that it is wrong. */
const FIELDS = {
  ...{ name: "/name", country: "/country", "time-zone": "/timeZone", "admin-name": "/admin/name" },
  ...{ "admin-email": "/admin/email", "admin-extension": "/admin/extension", "admin-password": "/admin/password" },
} as const;
type Field = keyof typeof FIELDS;

function AddForm({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation(["companies", "common"]);
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState<Readonly<Record<Field, string>>>(firstValues);
  const adding = useMutation({
    mutationFn: () => call(api.POST("/api/v1/tenants", { body: bodyOf(typed) })),
    onSuccess: async ({ name }) => {
      await queryClient.invalidateQueries({ queryKey: ["tenants"] });
      notifications.show({ message: t("add.done", { name }), color: "green" });
      onClose();
    },
  });
  const faults = adding.error instanceof ApiProblem ? adding.error.faults : [];
  const field = (name: Field) => {
    const fault = faults.find((one) => one.field === FIELDS[name]);
    return {
      ...{ label: t(`add.${name}`), required: true, withAsterisk: false, autoComplete: "off", value: typed[name] },
      error: fault === undefined ? undefined : faultText(fault),
      onChange: ({ currentTarget: { value } }: { readonly currentTarget: { readonly value: string } }) =>
        setTyped((before) => ({ ...before, [name]: name === "country" ? value.toUpperCase() : value })),
    };
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        adding.mutate();
      }}
    >
      <Stack>
        {adding.isError && <ErrorState error={adding.error} />}
        <TextInput {...field("name")} data-autofocus />
        <Group grow align="flex-start">
          <TextInput {...field("country")} maxLength={2} />
          <TextInput {...field("time-zone")} />
        </Group>
        <TextInput {...field("admin-name")} />
        <TextInput {...field("admin-email")} type="email" />
        <TextInput {...field("admin-extension")} inputMode="numeric" />
        <PasswordInput {...field("admin-password")} description={t("add.admin-password-text")} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" loading={adding.isPending}>
            {t("add.action")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Where the provider is, its companies mostly are. */
function firstValues(): Readonly<Record<Field, string>> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const country = new Intl.Locale(navigator.language).maximize().region ?? "";
  return {
    ...{ name: "", country, "time-zone": timeZone },
    ...{ "admin-name": "", "admin-email": "", "admin-extension": "1001", "admin-password": "" },
  };
}

function bodyOf(typed: Readonly<Record<Field, string>>): Body<"/api/v1/tenants", "post"> {
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
