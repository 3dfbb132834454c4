import { ActionIcon, Group, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { companyQuery, phoneNumbersQuery } from "../../api/queries.ts";
import type { User } from "../../api/types.ts";
import { LanguageSelect } from "../../components/language-select.tsx";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { ErrorState } from "../../components/states.tsx";
import type { Editing } from "../../components/use-editing.ts";

const MAIN = "";

export interface TabProps {
  readonly editing: Editing<User>;
}

export function GeneralTab({ editing }: TabProps): ReactElement {
  const { t } = useTranslation("extensions");
  const { value, set, faultOf } = editing;
  return (
    <Stack>
      <TextInput
        label={t("fields.name")}
        value={value.name}
        error={faultOf("/name")}
        onChange={({ currentTarget }) => set("name", currentTarget.value)}
      />
      <TextInput
        label={t("fields.email")}
        type="email"
        value={value.email}
        error={faultOf("/email")}
        onChange={({ currentTarget }) => set("email", currentTarget.value)}
      />
      <Group grow align="flex-start">
        <TextInput
          label={t("fields.extension")}
          inputMode="numeric"
          value={value.extension}
          error={faultOf("/extension")}
          onChange={({ currentTarget }) => set("extension", currentTarget.value)}
        />
        <LanguageSelect
          label={t("fields.language")}
          value={value.language}
          error={faultOf("/language")}
          onChange={(language) => set("language", language)}
        />
      </Group>
      <CallerIdSelect editing={editing} />
      <DirectNumbers user={value} />
      <Switch
        label={t("fields.do-not-disturb")}
        description={t("fields.do-not-disturb-text")}
        checked={value.doNotDisturb}
        onChange={({ currentTarget }) => set("doNotDisturb", currentTarget.checked)}
      />
    </Stack>
  );
}

/** What callees see: the company's main number, one of its numbers, or nothing. */
function CallerIdSelect({ editing: { value, set, faultOf } }: TabProps): ReactElement {
  const { t } = useTranslation("extensions");
  const write = useNumberWriter();
  const { data: numbers = [] } = useQuery(phoneNumbersQuery);
  const { data: company } = useQuery(companyQuery);
  const main = company?.mainNumber == null ? t("caller-id.none") : write(company.mainNumber);
  return (
    <Select
      label={t("fields.caller-id")}
      description={t("caller-id.text")}
      value={value.outboundCallerId ?? MAIN}
      error={faultOf("/outboundCallerId")}
      allowDeselect={false}
      searchable
      limit={60}
      data={[
        { value: MAIN, label: t("caller-id.main", { number: main }) },
        ...numbers.map(({ number, destination }) => ({
          value: number,
          label: destination === null ? write(number) : `${write(number)} · ${destination.label}`,
        })),
        { value: "withheld", label: t("caller-id.withheld") },
      ]}
      onChange={(number) => set("outboundCallerId", number === MAIN ? null : number)}
    />
  );
}

/** The numbers that lead straight to the user; each is a setting of its own, saved when it is chosen. */
function DirectNumbers({ user }: { readonly user: User }): ReactElement {
  const { t } = useTranslation("extensions");
  const write = useNumberWriter();
  const queryClient = useQueryClient();
  const { data: numbers = [] } = useQuery(phoneNumbersQuery);
  const point = useMutation({
    mutationFn: ({ number, isTo }: { readonly number: string; readonly isTo: boolean }) =>
      call(
        api.PATCH("/api/v1/phone-numbers/{number}", {
          params: { path: { number } },
          body: { destination: isTo ? { kind: "user", id: user.id } : null },
        }),
      ),
    onSuccess: () =>
      queryClient.invalidateQueries({
        predicate: ({ queryKey: [first] }) => first === "users" || first === "phone-numbers" || first === "explain",
      }),
  });
  const own = numbers.filter(({ destination }) => destination?.kind === "user" && destination.id === user.id);
  const spare = numbers.filter(({ destination }) => destination === null);
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        {t("numbers.title")}
      </Text>
      {point.isError && <ErrorState error={point.error} />}
      {own.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("numbers.none")}
        </Text>
      )}
      {own.map(({ number }) => (
        <Group key={number} gap="xs">
          <Text className="numbers">{write(number)}</Text>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("numbers.remove", { number: write(number) })}
            onClick={() => point.mutate({ number, isTo: false })}
          >
            <X size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {spare.length > 0 && (
        <Select
          aria-label={t("numbers.add")}
          placeholder={t("numbers.add")}
          value={null}
          searchable
          limit={60}
          disabled={point.isPending}
          data={spare.map(({ number }) => ({ value: number, label: write(number) }))}
          onChange={(number) => number !== null && point.mutate({ number, isTo: true })}
        />
      )}
    </Stack>
  );
}
