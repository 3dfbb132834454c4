import { Button, Card, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Trash2, Undo2 } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Mailbox } from "../../components/mailbox.ts";
import { PhoneNumberText } from "../../components/phone-number-text.tsx";
import { EmptyState, Loaded } from "../../components/states.tsx";
import { Duration, Time } from "../../components/time.tsx";
import classes from "../../components/list.module.css";
import { deletedMessagesQuery } from "./queries.ts";
import { useMessageActions } from "./use-message-actions.tsx";

/** What can be brought back for a day. */
export function DeletedMessages({ mailbox }: { readonly mailbox: Mailbox }): ReactElement {
  const { t } = useTranslation("my-voicemail");
  const query = useQuery(deletedMessagesQuery(mailbox));
  const { restore } = useMessageActions();
  return (
    <Loaded query={query}>
      {(messages) =>
        messages.length === 0 ? (
          <EmptyState icon={Trash2} title={t("none-deleted")} text={t("none-deleted-text")} />
        ) : (
          <Card withBorder padding={0}>
            <Stack gap={0} component="ul" m={0} p={0} aria-label={t("tabs.deleted")}>
              {messages.map(({ id, from, fromName, receivedAt, durationSeconds }) => (
                <li key={id} className={classes["row"]}>
                  <Group wrap="nowrap" px="md" py="sm" justify="space-between">
                    <Stack gap={0} miw={0}>
                      <Text truncate>
                        {fromName ?? (from === "" ? t("withheld") : <PhoneNumberText number={from} />)}
                      </Text>
                      <Text size="sm" c="dimmed">
                        <Time at={receivedAt} /> · <Duration seconds={durationSeconds} />
                      </Text>
                    </Stack>
                    <Button
                      variant="default"
                      size="compact-sm"
                      leftSection={<Undo2 size={16} aria-hidden />}
                      onClick={() => restore.mutate(id)}
                    >
                      {t("restore")}
                    </Button>
                  </Group>
                </li>
              ))}
            </Stack>
          </Card>
        )
      }
    </Loaded>
  );
}
