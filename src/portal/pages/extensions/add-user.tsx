import { Alert, Button, Group, PasswordInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { MailCheck, Wallet } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { companyQuery, phoneNumbersQuery } from "../../api/queries.ts";
import { AddDialog, type Fields } from "../../components/add-dialog.tsx";
import { LanguageSelect } from "../../components/language-select.tsx";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { useFormat } from "../../components/time.tsx";
import { AccountCard, type Account } from "./account-card.tsx";

interface AddUserProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** What was typed; undefined: what is proposed. */
interface Typed {
  readonly name?: string;
  readonly email?: string;
  readonly extension?: string;
  readonly number?: string;
  readonly language?: "en" | "fr";
  readonly password?: string;
  /** An invitation goes out, and they choose their own password. */
  readonly isInvited?: boolean;
}

const EMPTY: Typed = {};
const NO_NUMBER = "";

/** From a name to a telephone that rings: the form, what the seat costs, then the card that the phone is set up from. */
export function AddUser({ opened, onClose }: AddUserProps): ReactElement {
  const { t } = useTranslation("extensions");
  const proposed = useProposals();
  return (
    <AddDialog
      {...{ opened, onClose }}
      title={t("add.title")}
      size="lg"
      action={t("add.continue")}
      first={EMPTY}
      add={(typed) => add(typed, proposed, t("add.first-phone"))}
      done={(added, close) => <Done added={added} onClose={close} />}
    >
      {(fields) => <UserFields {...fields} proposed={proposed} />}
    </AddDialog>
  );
}

function UserFields({ proposed, value, set, faultOf }: Fields<Typed> & { readonly proposed: Proposals }): ReactElement {
  const { t } = useTranslation("extensions");
  const write = useNumberWriter();
  const { name = "", email = "", extension = proposed.extension, number = proposed.number, password = "" } = value;
  const { language = proposed.language, isInvited = true } = value;
  return (
    <>
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
        onChange={(chosen) => set("number", chosen ?? NO_NUMBER)}
      />
      <Switch
        label={t("add.invite")}
        description={t("add.invite-text")}
        checked={isInvited}
        onChange={({ currentTarget }) => set("isInvited", currentTarget.checked)}
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
          onChange={({ currentTarget }) => set("password", currentTarget.value)}
        />
      )}
      <SeatPrice />
    </>
  );
}

interface PersonFieldsProps extends Pick<Fields<Typed>, "set" | "faultOf"> {
  readonly name: string;
  readonly email: string;
  readonly extension: string;
  readonly language: "en" | "fr";
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
        onChange={({ currentTarget }) => set("name", currentTarget.value)}
      />
      <TextInput
        label={t("fields.email")}
        type="email"
        required
        withAsterisk={false}
        value={email}
        error={faultOf("/email")}
        onChange={({ currentTarget }) => set("email", currentTarget.value)}
      />
      <Group grow align="flex-start">
        <TextInput
          label={t("fields.extension")}
          inputMode="numeric"
          required
          withAsterisk={false}
          value={extension}
          error={faultOf("/extension")}
          onChange={({ currentTarget }) => set("extension", currentTarget.value)}
        />
        <LanguageSelect label={t("fields.language")} value={language} onChange={(chosen) => set("language", chosen)} />
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

interface Added extends Account {
  readonly name: string;
  readonly email: string;
  readonly isInvited: boolean;
}

async function add(typed: Typed, proposed: Proposals, label: string): Promise<Added> {
  const { name = "", email = "", extension = proposed.extension, number = proposed.number } = typed;
  const { language = proposed.language, isInvited = true, password = "" } = typed;
  const access = isInvited ? { invite: true } : { password };
  const phoneNumbers = number === NO_NUMBER ? [] : [number];
  const person = { name, email, extension, language, phoneNumbers };
  const body = { ...person, ...access, device: { label, kind: "ip-phone" as const } };
  const made = await call(api.POST("/api/v1/users", { body }));
  if (made.device === undefined) throw new Error("a device was asked for");
  return { ...made.device, label, name: made.name, email: made.email, isInvited };
}

function Done({ added, onClose }: { readonly added: Added; readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation("extensions");
  return (
    <Stack>
      <div>
        <Text fw={600}>{t("add.done", { name: added.name })}</Text>
        <Text>{t("add.set-up")}</Text>
      </div>
      <AccountCard account={added} />
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
