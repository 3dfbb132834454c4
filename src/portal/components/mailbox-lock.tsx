import { Alert, Button, Group, Text } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client.ts";
import type { Mailbox } from "./mailbox.ts";
import { ErrorState } from "./states.tsx";
import { Time } from "./time.tsx";

const lockQuery = ({ id, isShared }: Mailbox) =>
  queryOptions({
    queryKey: ["voicemails", "lock", id],
    queryFn: ({ signal }) => {
      const asked = { signal, params: { path: { id } } };
      return isShared
        ? call(api.GET("/api/v1/shared-mailboxes/{id}/lock", asked))
        : call(api.GET("/api/v1/users/{id}/voicemail/lock", asked));
    },
  });

/** Where wrong PINs have locked a mailbox: until when, and a button that opens it again. Else nothing. */
export function MailboxLock({ mailbox }: { readonly mailbox: Mailbox }): ReactElement | null {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { data } = useQuery(lockQuery(mailbox));
  const unlock = useMutation({
    mutationFn: () => {
      const path = { params: { path: { id: mailbox.id } } };
      return mailbox.isShared
        ? call(api.POST("/api/v1/shared-mailboxes/{id}/unlock", path))
        : call(api.POST("/api/v1/users/{id}/voicemail/unlock", path));
    },
    onSuccess: () =>
      queryClient.invalidateQueries({ predicate: ({ queryKey: [first] }) => MADE_OLD.includes(String(first)) }),
  });
  if (data?.lockedUntil == null) return null;
  return (
    <Alert color="orange" variant="light" icon={<Lock size={18} aria-hidden />} role="status">
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 200px">
          {t("mailbox-lock.text")} <Time at={data.lockedUntil} />.
        </Text>
        <Button size="compact-sm" variant="default" loading={unlock.isPending} onClick={() => unlock.mutate()}>
          {t("mailbox-lock.unlock")}
        </Button>
      </Group>
      {unlock.isError && <ErrorState error={unlock.error} />}
    </Alert>
  );
}

const MADE_OLD = ["voicemails", "dashboard"];
