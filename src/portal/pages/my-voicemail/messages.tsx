import { Card, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Voicemail } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Mailbox } from "../../components/mailbox.ts";
import { EmptyState, Loaded } from "../../components/states.tsx";
import { ForwardDialog } from "./forward-dialog.tsx";
import { MessageRow, type VoiceMessage } from "./message-row.tsx";
import { messagesQuery } from "./queries.ts";

interface MessagesProps {
  readonly mailbox: Mailbox;
  /** One of the person's phones is connected. */
  readonly canCallBack: boolean;
}

export function Messages({ mailbox, canCallBack }: MessagesProps): ReactElement {
  const { t } = useTranslation("my-voicemail");
  const query = useQuery(messagesQuery(mailbox));
  const [open, setOpen] = useState<string>();
  const [forwarded, setForwarded] = useState<VoiceMessage>();
  return (
    <>
      <Loaded query={query}>
        {(messages) =>
          messages.length === 0 ? (
            <EmptyState icon={Voicemail} title={t("none")} text={t("none-text")} />
          ) : (
            <Card withBorder padding={0}>
              <Stack gap={0} component="ul" m={0} p={0} aria-label={t("tabs.messages")}>
                {messages.map((message) => (
                  <MessageRow
                    key={message.id}
                    message={message}
                    canCallBack={canCallBack}
                    isOpen={message.id === open}
                    onOpen={() => setOpen(message.id === open ? undefined : message.id)}
                    onForward={() => setForwarded(message)}
                  />
                ))}
              </Stack>
            </Card>
          )
        }
      </Loaded>
      {forwarded !== undefined && <ForwardDialog message={forwarded} onClose={() => setForwarded(undefined)} />}
    </>
  );
}
