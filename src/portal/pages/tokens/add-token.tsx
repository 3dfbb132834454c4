import { Button, Checkbox, Group, Select, Stack, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { AddDialog, type Fields } from "../../components/add-dialog.tsx";
import type { AddingForm } from "../../components/setting-list.tsx";
import { ShownOnce } from "../../components/shown-once.tsx";
import { tokensQuery, type Token } from "./queries.ts";

type Scope = Token["scopes"][number];
const SCOPES: readonly Scope[] = ["read", "write", "calls", "voicemail", "access"];
/** In days; null: for ever. */
const LIVES = { month: 30, quarter: 90, year: 365, never: null } as const;
type Life = keyof typeof LIVES;
const LIFE_NAMES: readonly Life[] = ["month", "quarter", "year", "never"];
const DAY_MS = 24 * 60 * 60 * 1_000;

interface Wanted {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly life: Life;
}

const EMPTY: Wanted = { name: "", scopes: ["read"], life: "year" };

export function AddToken({ opened, onClose }: AddingForm): ReactElement {
  const { t } = useTranslation("tokens");
  return (
    <AddDialog
      {...{ opened, onClose }}
      title={t("add.button")}
      action={t("add.action")}
      first={EMPTY}
      isReady={({ scopes }) => scopes.length > 0}
      add={make}
      queryKey={tokensQuery.queryKey}
      done={({ name, token }, close) => (
        <Stack>
          <ShownOnce label={t("add.made", { name })} secret={token} />
          <Group justify="flex-end">
            <Button onClick={close}>{t("add.done")}</Button>
          </Group>
        </Stack>
      )}
    >
      {(fields) => <TokenFields {...fields} />}
    </AddDialog>
  );
}

function TokenFields({ value: { name, scopes, life }, set, faultOf }: Fields<Wanted>): ReactElement {
  const { t } = useTranslation("tokens");
  return (
    <>
      <TextInput
        label={t("add.name")}
        description={t("add.name-text")}
        required
        withAsterisk={false}
        data-autofocus
        value={name}
        error={faultOf("/name")}
        onChange={({ currentTarget }) => set("name", currentTarget.value)}
      />
      <Checkbox.Group
        label={t("add.scopes")}
        value={[...scopes]}
        error={faultOf("/scopes")}
        onChange={(chosen) => set("scopes", chosen)}
      >
        <Stack gap="xs" mt="xs">
          {SCOPES.map((scope) => (
            <Checkbox key={scope} value={scope} label={t(`scopes.${scope}`)} description={t(`scopes-text.${scope}`)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Select
        label={t("add.life")}
        allowDeselect={false}
        value={life}
        data={LIFE_NAMES.map((one) => ({ value: one, label: t(`lives.${one}`) }))}
        onChange={(chosen) => chosen !== null && set("life", chosen)}
      />
    </>
  );
}

function make({ name, scopes, life }: Wanted) {
  const days = LIVES[life];
  const expiry = days === null ? {} : { expiresAt: new Date(Date.now() + days * DAY_MS).toISOString() };
  return call(api.POST("/api/v1/tokens", { body: { name, role: "admin", scopes: [...scopes], ...expiry } }));
}
