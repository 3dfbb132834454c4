import { Button, Group, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, Mail, Trash2 } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import type { Body, User } from "../../api/types.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { faultText, useProblemText } from "../../i18n/problem-text.ts";
import type { ExtensionRow } from "./rows.ts";

interface BulkActionsProps {
  readonly rows: readonly ExtensionRow[];
  readonly onDone: () => void;
}

type Order = Body<"/api/v1/users/bulk", "post">["changes"][number];
type Patch = Extract<Order, { readonly do: "change" }>["patch"];

/** What many users are given at once, in the order of the menu. */
const PATCHES = {
  "disturb-off": { doNotDisturb: true },
  "disturb-on": { doNotDisturb: false },
  "voicemail-on": { voicemail: { enabled: true } },
  "voicemail-off": { voicemail: { enabled: false } },
  "e-mail-on": { voicemail: { emailNotification: true } },
  "forwarding-off": { forwarding: { enabled: false } },
  english: { language: "en" },
  french: { language: "fr" },
} as const satisfies Readonly<Record<string, Patch>>;
const NAMES = Object.keys(PATCHES) as (keyof typeof PATCHES)[];
/** As many as the API takes in one request. */
const MOST_AT_ONCE = 300;
/** Of those who were refused; the rest is counted. */
const MOST_NAMED = 5;

/** What can be done to several users at once; others that are ticked are left alone. */
export function BulkActions({ rows, onDone }: BulkActionsProps): ReactElement {
  const { t } = useTranslation("extensions");
  const [isRemoving, setRemoving] = useState(false);
  const users = rows.flatMap((row) => (row.kind === "user" ? [row.user] : []));
  const change = useChange(users, onDone);
  const invite = useInvite(users, onDone);
  const isBusy = change.isPending || invite.isPending;
  return (
    <Group gap="xs">
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            rightSection={<ChevronDown size={14} aria-hidden />}
            disabled={users.length === 0 || isBusy}
          >
            {t("bulk.change")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {NAMES.map((name) => (
            <Menu.Item
              key={name}
              onClick={() => change.mutate({ done: t(`bulk.${name}`), order: { do: "change", patch: PATCHES[name] } })}
            >
              {t(`bulk.${name}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<Mail size={14} aria-hidden />}
        disabled={users.length === 0 || isBusy}
        loading={invite.isPending}
        onClick={() => invite.mutate()}
      >
        {t("bulk.invite")}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        c="var(--mantine-color-error)"
        leftSection={<Trash2 size={14} aria-hidden />}
        disabled={users.length === 0 || isBusy}
        onClick={() => setRemoving(true)}
      >
        {t("bulk.remove")}
      </Button>
      <ConfirmDialog
        opened={isRemoving}
        title={t("remove.title-many", { count: users.length })}
        action={t("remove.action")}
        isDangerous
        onConfirm={() => change.mutateAsync({ done: t("bulk.remove"), order: { do: "remove" } })}
        onClose={() => setRemoving(false)}
      >
        {t("remove.text")}
      </ConfirmDialog>
    </Group>
  );
}

interface Change {
  readonly done: string;
  readonly order: { readonly do: "change"; readonly patch: Patch } | { readonly do: "remove" };
}

/** All of them, or none: one change of the journal, which is undone as one. */
function useChange(users: readonly User[], onDone: () => void) {
  const { t } = useTranslation("extensions");
  const queryClient = useQueryClient();
  const textOf = useProblemText();
  return useMutation({
    mutationFn: async ({ order }: Change) => {
      for (let at = 0; at < users.length; at += MOST_AT_ONCE) {
        const changes = users.slice(at, at + MOST_AT_ONCE).map(({ id }): Order => ({ ...order, id }));
        await call(api.POST("/api/v1/users/bulk", { body: { changes } }));
      }
    },
    onSuccess: async (_, { done }) => {
      await queryClient.invalidateQueries();
      notifications.show({ title: done, message: t("bulk.done", { count: users.length }), color: "green" });
      onDone();
    },
    onError: (failure, { done }) =>
      notifications.show({
        title: t("bulk.not", { what: done }),
        message: refusals(failure, users) ?? textOf(failure),
        color: "red",
        autoClose: false,
      }),
  });
}

/** "/changes/3/…" is the fourth of them. Undefined: it isn't about one of them. */
function refusals(failure: unknown, users: readonly User[]): string | undefined {
  const faults = failure instanceof ApiProblem ? failure.faults : [];
  const told = faults.flatMap((fault) => {
    const user = users[Number(fault.field.split("/")[2])];
    return user === undefined ? [] : [`${user.name}: ${faultText(fault)}`];
  });
  return told.length === 0 ? undefined : told.slice(0, MOST_NAMED).join(" · ");
}

/** Each gets a mail of their own; says why not to the others. */
function useInvite(users: readonly User[], onDone: () => void) {
  const { t } = useTranslation("extensions");
  const textOf = useProblemText();
  return useMutation({
    mutationFn: async () => {
      const refused: string[] = [];
      for (const { id, name } of users)
        await call(api.POST("/api/v1/users/{id}/invitation", { params: { path: { id } } })).catch((failure: unknown) =>
          refused.push(`${name}: ${textOf(failure)}`),
        );
      return refused;
    },
    onSuccess: (refused) => {
      const count = users.length - refused.length;
      if (count > 0)
        notifications.show({ title: t("bulk.invite"), message: t("bulk.done", { count }), color: "green" });
      if (refused.length > 0)
        notifications.show({
          title: t("bulk.refused", { count: refused.length }),
          message: refused.slice(0, MOST_NAMED).join(" · "),
          color: "red",
          autoClose: false,
        });
      onDone();
    },
  });
}
