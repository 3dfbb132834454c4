import { Button, Checkbox, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ShownOnce } from "../../components/shown-once.tsx";
import { ErrorState } from "../../components/states.tsx";
import { faultAt } from "../../i18n/problem-text.ts";
import type { Token } from "./queries.ts";

interface AddTokenProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function AddToken({ opened, onClose }: AddTokenProps): ReactElement {
  const { t } = useTranslation("tokens");
  return (
    <Modal opened={opened} onClose={onClose} title={t("add.button")} closeOnClickOutside={false}>
      <AddForm onClose={onClose} />
    </Modal>
  );
}

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

function AddForm({ onClose }: Pick<AddTokenProps, "onClose">): ReactElement {
  const { t } = useTranslation(["tokens", "common"]);
  const queryClient = useQueryClient();
  const [wanted, setWanted] = useState<Wanted>({ name: "", scopes: ["read"], life: "year" });
  const adding = useMutation({
    mutationFn: () => make(wanted),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["tokens"] }),
  });
  if (adding.data !== undefined)
    return (
      <Stack>
        <ShownOnce label={t("add.made", { name: adding.data.name })} secret={adding.data.token} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("add.done")}</Button>
        </Group>
      </Stack>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        adding.mutate();
      }}
    >
      <Stack>
        {adding.isError && <ErrorState error={adding.error} />}
        <TextInput
          label={t("add.name")}
          description={t("add.name-text")}
          required
          withAsterisk={false}
          data-autofocus
          value={wanted.name}
          error={faultAt(adding.error, "/name")}
          onChange={({ currentTarget: { value } }) => setWanted((before) => ({ ...before, name: value }))}
        />
        <Checkbox.Group
          label={t("add.scopes")}
          value={[...wanted.scopes]}
          error={faultAt(adding.error, "/scopes")}
          onChange={(scopes) => setWanted((before) => ({ ...before, scopes }))}
        >
          <Stack gap="xs" mt="xs">
            {SCOPES.map((scope) => (
              <Checkbox
                key={scope}
                value={scope}
                label={t(`scopes.${scope}`)}
                description={t(`scopes-text.${scope}`)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <Select
          label={t("add.life")}
          allowDeselect={false}
          value={wanted.life}
          data={LIFE_NAMES.map((life) => ({ value: life, label: t(`lives.${life}`) }))}
          onChange={(life) => life !== null && setWanted((before) => ({ ...before, life }))}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" loading={adding.isPending} disabled={wanted.scopes.length === 0}>
            {t("add.action")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function make({ name, scopes, life }: Wanted) {
  const days = LIVES[life];
  const expiry = days === null ? {} : { expiresAt: new Date(Date.now() + days * DAY_MS).toISOString() };
  return call(api.POST("/api/v1/tokens", { body: { name, role: "admin", scopes: [...scopes], ...expiry } }));
}
