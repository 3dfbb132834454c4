import { List, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import type { PhoneNumber } from "../../api/types.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { useDestinationName } from "../../components/use-destination-name.ts";

interface RemoveNumberProps {
  /** Undefined: none is to be removed. */
  readonly number: PhoneNumber | undefined;
  readonly onClose: () => void;
}

export function RemoveNumber({ number: asked, onClose }: RemoveNumberProps): ReactElement {
  const { t } = useTranslation("phone-numbers");
  const queryClient = useQueryClient();
  const write = useNumberWriter();
  const nameOf = useDestinationName(t("nowhere"));
  const [users, setUsers] = useState<readonly string[]>([]);
  const number = write(asked?.number ?? "");
  return (
    <ConfirmDialog
      opened={asked !== undefined}
      title={t("remove.title", { number })}
      action={t("remove.action")}
      isDangerous
      onConfirm={async () => {
        if (asked !== undefined) await remove(asked, setUsers);
        await queryClient.invalidateQueries({ queryKey: ["phone-numbers"] });
      }}
      onClose={() => {
        setUsers([]);
        onClose();
      }}
    >
      {users.length > 0 ? (
        <>
          <Text size="sm">{t("remove.used-by")}</Text>
          <List size="sm">
            {users.map((user) => (
              <List.Item key={user}>{user}</List.Item>
            ))}
          </List>
        </>
      ) : (
        <Text size="sm">
          {asked?.destination == null
            ? t("remove.text")
            : t("remove.text-leads", { destination: nameOf(asked.destination) })}
        </Text>
      )}
    </ConfirmDialog>
  );
}

/** @throws ApiProblem; what shows the number in its calls is told apart */
async function remove({ number, version }: PhoneNumber, onUsed: (by: readonly string[]) => void): Promise<void> {
  try {
    await call(api.DELETE("/api/v1/phone-numbers/{number}", { params: { path: { number } }, ...ifMatch(version) }));
  } catch (failure) {
    if (failure instanceof ApiProblem && Array.isArray(failure.document["usedBy"]))
      onUsed((failure.document["usedBy"] as readonly { readonly label: string }[]).map(({ label }) => label));
    throw failure;
  }
}
