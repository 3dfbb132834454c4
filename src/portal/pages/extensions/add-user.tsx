import { Alert, Button, Group, Modal, PasswordInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { MailCheck, Wallet } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { companyQuery, phoneNumbersQuery } from "../../api/queries.ts";
import { ApiProblem } from "../../api/problem.ts";
import { PhoneCard } from "../../components/phone-card.tsx";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { ErrorState } from "../../components/states.tsx";
import { useFormat } from "../../components/time.tsx";
import { faultText } from "../../i18n/problem-text.ts";
import type { Account } from "./devices-tab.tsx";

interface AddUserProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

interface Added extends Account {
  readonly name: string;
  readonly email: string;
  readonly isInvited: boolean;
}

/** From a name to a telephone that rings: the form, what the seat costs, then the card that the phone is set up from. */
export function AddUser({ opened, onClose }: AddUserProps): ReactElement {
  const { t } = useTranslation("extensions");
  const [added, setAdded] = useState<Added>();
  const close = (): void => {
    setAdded(undefined);
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={added === undefined ? t("add.title") : t("add.done", { name: added.name })}
      size="lg"
      closeOnClickOutside={false}
    >
      {added === undefined ? (
        <AddUserForm onAdded={setAdded} onCancel={close} />
      ) : (
        <Done added={added} onClose={close} />
      )}
    </Modal>
  );
}

interface AddUserFormProps {
  readonly onAdded: (added: Added) => void;
  readonly onCancel: () => void;
}

interface Typed {
  readonly name?: string;
  readonly email?: string;
  readonly extension?: string;
  readonly number?: string;
  readonly language?: "en" | "fr";
  readonly password?: string;
}

const NO_NUMBER = "";

function AddUserForm({ onAdded, onCancel }: AddUserFormProps): ReactElement {
  const { t } = useTranslation(["extensions", "common"]);
  const write = useNumberWriter();
  const proposed = useProposals();
  const [typed, setTyped] = useState<Typed>({});
  const [isInvited, setInvited] = useState(true);
  const { name = "", email = "", extension = proposed.extension, number = proposed.number, password = "" } = typed;
  const language = typed.language ?? proposed.language;
  const set = (change: Typed): void => setTyped((before) => ({ ...before, ...change }));
  const add = useAdd(
    { ...{ name, email, extension, number, language }, password: isInvited ? undefined : password },
    t("add.first-phone"),
  );
  const faultOf = (pointer: string): string | undefined => {
    const faults = add.error instanceof ApiProblem ? add.error.faults : [];
    const fault = faults.find(({ field }) => field === pointer || field.startsWith(`${pointer}/`));
    return fault === undefined ? undefined : faultText(fault);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(undefined, { onSuccess: onAdded });
      }}
    >
      <Stack>
        {add.isError && <ErrorState error={add.error} />}
        <PersonFields {...{ name, email, extension, language, set, faultOf }} />
        <Select
          label={t("add.number")}
          value={number}
          allowDeselect={false}
          searchable
          limit={60}
          error={faultOf("/phoneNumbers")}
          data={[
            { value: NO_NUMBER, label: t("add.no-number") },
            ...proposed.spare.map((spare) => ({ value: spare, label: write(spare) })),
          ]}
          onChange={(chosen) => set({ number: chosen ?? NO_NUMBER })}
        />
        <Switch
          label={t("add.invite")}
          description={t("add.invite-text")}
          checked={isInvited}
          onChange={({ currentTarget }) => setInvited(currentTarget.checked)}
        />
        {!isInvited && (
          <PasswordInput
            label={t("add.password")}
            description={t("add.password-text")}
            required
            withAsterisk={false}
            minLength={8}
            autoComplete="new-password"
            value={password}
            error={faultOf("/password")}
            onChange={({ currentTarget }) => set({ password: currentTarget.value })}
          />
        )}
        <SeatPrice />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {t("add.continue")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface PersonFieldsProps {
  readonly name: string;
  readonly email: string;
  readonly extension: string;
  readonly language: "en" | "fr";
  readonly set: (change: Typed) => void;
  readonly faultOf: (pointer: string) => string | undefined;
}

function PersonFields({ name, email, extension, language, set, faultOf }: PersonFieldsProps): ReactElement {
  const { t } = useTranslation("extensions");
  return (
    <>
      <TextInput
        label={t("fields.name")}
        required
        withAsterisk={false}
        data-autofocus
        value={name}
        error={faultOf("/name")}
        onChange={({ currentTarget }) => set({ name: currentTarget.value })}
      />
      <TextInput
        label={t("fields.email")}
        type="email"
        required
        withAsterisk={false}
        value={email}
        error={faultOf("/email")}
        onChange={({ currentTarget }) => set({ email: currentTarget.value })}
      />
      <Group grow align="flex-start">
        <TextInput
          label={t("fields.extension")}
          inputMode="numeric"
          required
          withAsterisk={false}
          value={extension}
          error={faultOf("/extension")}
          onChange={({ currentTarget }) => set({ extension: currentTarget.value })}
        />
        <Select
          label={t("fields.language")}
          value={language}
          allowDeselect={false}
          data={[
            { value: "en", label: "English" },
            { value: "fr", label: "Français" },
          ]}
          onChange={(chosen) => chosen !== null && set({ language: chosen })}
        />
      </Group>
    </>
  );
}

interface Proposals {
  readonly extension: string;
  readonly number: string;
  readonly spare: readonly string[];
  readonly language: "en" | "fr";
}

/** The next extension, and a number that leads nowhere yet. */
function useProposals(): Proposals {
  const { data: free } = useQuery({
    queryKey: ["users", "next-extension"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/extensions/next", { signal })),
  });
  const { data: numbers = [] } = useQuery(phoneNumbersQuery);
  const { data: company } = useQuery(companyQuery);
  const spare = numbers.filter(({ destination }) => destination === null).map(({ number }) => number);
  return {
    extension: free?.extension ?? "",
    number: spare[0] ?? NO_NUMBER,
    spare,
    language: company?.language ?? "en",
  };
}

/** What a month costs with one seat more, before it is bought. */
function SeatPrice(): ReactElement | null {
  const { t } = useTranslation("extensions");
  const { money } = useFormat();
  const { data } = useQuery({
    queryKey: ["users", "quote"],
    queryFn: ({ signal }) => call(api.POST("/api/v1/billing/quote", { signal, body: { adding: 1 } })),
  });
  if (data === undefined) return null;
  const { seats, seatsAfter, monthlyAfter, seatPrice } = data;
  return (
    <Alert variant="light" icon={<Wallet size={18} aria-hidden />}>
      <Text size="sm" fw={500}>
        {t("add.price", { before: seats, count: seatsAfter, price: money(monthlyAfter, seatPrice.currency) })}
      </Text>
    </Alert>
  );
}

interface Wanted {
  readonly name: string;
  readonly email: string;
  readonly extension: string;
  readonly number: string;
  readonly language: "en" | "fr";
  /** Undefined: an invitation goes out, and they choose their own. */
  readonly password: string | undefined;
}

function useAdd({ number, password, ...wanted }: Wanted, label: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (): Promise<Added> => {
      const phoneNumbers = number === NO_NUMBER ? [] : [number];
      const access = password === undefined ? { invite: true } : { password };
      const body = { ...wanted, phoneNumbers, ...access, device: { label, kind: "ip-phone" as const } };
      const { device, name, email } = await call(api.POST("/api/v1/users", { body }));
      if (device === undefined) throw new Error("a device was asked for");
      return { ...device, label, name, email, isInvited: password === undefined };
    },
    onSuccess: () => queryClient.invalidateQueries(),
  });
}

function Done({ added, onClose }: { readonly added: Added; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation("extensions");
  return (
    <Stack>
      <Text>{t("add.set-up")}</Text>
      <PhoneCard server={added.sipDomain} username={added.sipUsername} password={added.sipPassword} />
      {added.isInvited && (
        <Alert color="green" variant="light" icon={<MailCheck size={18} aria-hidden />}>
          {t("add.invited", { email: added.email })}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {t("add.finish")}
        </Button>
      </Group>
    </Stack>
  );
}
