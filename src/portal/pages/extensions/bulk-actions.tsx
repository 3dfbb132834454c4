import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { BellOff, BellRing, Mail, Trash2, Voicemail } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { User } from "../../api/types.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { useProblemText } from "../../i18n/problem-text.ts";
import type { ExtensionRow } from "./rows.ts";

interface BulkActionsProps {
  readonly rows: readonly ExtensionRow[];
  readonly onDone: () => void;
}

interface Action {
  readonly done: string;
  readonly run: (user: User) => Promise<unknown>;
}

/** What can be done to several users at once; others that are ticked are left alone. */
export function BulkActions({ rows, onDone }: BulkActionsProps): ReactElement {
  const { t } = useTranslation("extensions");
  const [isRemoving, setRemoving] = useState(false);
  const users = rows.flatMap((row) => (row.kind === "user" ? [row.user] : []));
  const apply = useApply(users, onDone);
  const patch = (body: { doNotDisturb?: boolean; voicemail?: { enabled: boolean } }) => (user: User) =>
    call(api.PATCH("/api/v1/users/{id}", { params: { path: { id: user.id } }, body }));
  const path = (user: User) => ({ params: { path: { id: user.id } } });
  const actions = [
    { icon: BellOff, text: t("bulk.disturb-off"), run: patch({ doNotDisturb: true }) },
    { icon: BellRing, text: t("bulk.disturb-on"), run: patch({ doNotDisturb: false }) },
    { icon: Voicemail, text: t("bulk.voicemail-on"), run: patch({ voicemail: { enabled: true } }) },
    {
      icon: Mail,
      text: t("bulk.invite"),
      run: (user: User) => call(api.POST("/api/v1/users/{id}/invitation", path(user))),
    },
  ];
  return (
    <Group gap="xs">
      {actions.map(({ icon: Icon, text, run }) => (
        <Button
          key={text}
          size="compact-sm"
          variant="default"
          leftSection={<Icon size={14} aria-hidden />}
          disabled={users.length === 0 || apply.isPending}
          onClick={() => apply.mutate({ done: text, run })}
        >
          {text}
        </Button>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        c="var(--mantine-color-error)"
        leftSection={<Trash2 size={14} aria-hidden />}
        disabled={users.length === 0}
        onClick={() => setRemoving(true)}
      >
        {t("bulk.remove")}
      </Button>
      <ConfirmDialog
        opened={isRemoving}
        title={t("remove.title-many", { count: users.length })}
        action={t("remove.action")}
        isDangerous
        onConfirm={() =>
          apply.mutateAsync({
            done: t("bulk.remove"),
            run: (user) => call(api.DELETE("/api/v1/users/{id}", path(user))),
          })
        }
        onClose={() => setRemoving(false)}
      >
        {t("remove.text")}
      </ConfirmDialog>
    </Group>
  );
}

/** One after the other; says how many it was done to, and why not to the others. */
function useApply(users: readonly User[], onDone: () => void) {
  const { t } = useTranslation("extensions");
  const queryClient = useQueryClient();
  const textOf = useProblemText();
  return useMutation({
    mutationFn: async ({ run }: Action) => {
      const refused: string[] = [];
      for (const user of users)
        await run(user).catch((failure: unknown) => refused.push(`${user.name}: ${textOf(failure)}`));
      return refused;
    },
    onSuccess: async (refused, { done }) => {
      await queryClient.invalidateQueries({ queryKey: ["users"] });
      const count = users.length - refused.length;
      if (count > 0) notifications.show({ title: done, message: t("bulk.done", { count }), color: "green" });
      if (refused.length > 0)
        notifications.show({
          title: t("bulk.refused", { count: refused.length }),
          message: refused.slice(0, 5).join(" · "),
          color: "red",
          autoClose: false,
        });
      onDone();
    },
  });
}
