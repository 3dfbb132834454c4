import { Button, List, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../api/problem.ts";
import type { Destination } from "../api/types.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { DestinationSelect } from "./destination-select.tsx";

interface RemoveSettingProps {
  readonly name: string;
  /** Sends the request; `reassignTo` says where everything goes that leads to it. */
  readonly remove: (query: { readonly reassignTo?: string }) => Promise<unknown>;
  /** It is gone: what showed it closes. */
  readonly onRemoved: () => void;
}

/** A button that removes what numbers, keys and groups may lead to: then it asks where they shall lead. */
export function RemoveSetting({ name, remove, onRemoved }: RemoveSettingProps): ReactElement {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [users, setUsers] = useState<readonly string[]>([]);
  const [heir, setHeir] = useState<Destination | null>(null);
  const isUsed = users.length > 0;
  const removeAll = async (): Promise<void> => {
    const to = heir === null ? "none" : `${heir.kind}:${heir.id}`;
    try {
      await remove(isUsed ? { reassignTo: to } : {});
    } catch (failure) {
      const by = failure instanceof ApiProblem ? failure.document["usedBy"] : undefined;
      if (Array.isArray(by)) setUsers((by as readonly { readonly label: string }[]).map(({ label }) => label));
      throw failure;
    }
    onRemoved();
    await queryClient.invalidateQueries();
  };
  return (
    <>
      <Button
        variant="subtle"
        c="var(--mantine-color-error)"
        color="red"
        leftSection={<Trash2 size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t("remove-setting.button")}
      </Button>
      <ConfirmDialog
        opened={isOpen}
        title={t("remove-setting.title", { name })}
        action={t("remove-setting.button")}
        isDangerous
        onConfirm={removeAll}
        onClose={() => {
          setOpen(false);
          setUsers([]);
        }}
      >
        {isUsed && (
          <Stack gap="sm">
            <Text size="sm">{t("remove-setting.used-by")}</Text>
            <List size="sm">
              {users.map((user) => (
                <List.Item key={user}>{user}</List.Item>
              ))}
            </List>
            <DestinationSelect
              label={t("remove-setting.heir")}
              value={heir}
              onChange={setHeir}
              nothing={t("destination.nowhere")}
            />
          </Stack>
        )}
      </ConfirmDialog>
    </>
  );
}
