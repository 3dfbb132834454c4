import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { useProblemText } from "../../i18n/problem-text.ts";

/** A deletion can be taken back for as long as its notice stands; later under "Deleted". */
const UNDO_WITHIN_MS = 10_000;

interface MessageActions {
  readonly mark: UseMutationResult<unknown, unknown, { readonly id: string; readonly heard: boolean }>;
  readonly remove: UseMutationResult<unknown, unknown, string>;
  readonly restore: UseMutationResult<unknown, unknown, string>;
}

export function useMessageActions(): MessageActions {
  const { t } = useTranslation("my-voicemail");
  const client = useQueryClient();
  const textOf = useProblemText();
  const onError = (failure: unknown): void => void notifications.show({ color: "red", message: textOf(failure) });
  const onSettled = (): Promise<void> => client.invalidateQueries({ queryKey: ["voicemails"] });
  const mark = useMutation({
    mutationFn: ({ id, heard }: { readonly id: string; readonly heard: boolean }) =>
      call(api.PATCH("/api/v1/voicemails/{id}", { params: { path: { id } }, body: { heard } })),
    onError,
    onSettled,
  });
  const restore = useMutation({
    mutationFn: (id: string) => call(api.POST("/api/v1/voicemails/{id}/restore", { params: { path: { id } } })),
    onError,
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (id: string) => call(api.DELETE("/api/v1/voicemails/{id}", { params: { path: { id } } })),
    onSuccess: (_nothing, id) => {
      const notice = notifications.show({
        autoClose: UNDO_WITHIN_MS,
        message: (
          <Group justify="space-between">
            <Text size="sm">{t("deleted")}</Text>
            <Button
              size="compact-sm"
              variant="light"
              onClick={() => {
                notifications.hide(notice);
                restore.mutate(id);
              }}
            >
              {t("undo")}
            </Button>
          </Group>
        ),
      });
    },
    onError,
    onSettled,
  });
  return { mark, remove, restore };
}
