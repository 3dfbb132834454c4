import { ActionIcon, Box, Group, Menu, Skeleton, Stack, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Ellipsis, Forward, Mail, MailOpen, PhoneOutgoing, Download, Trash2 } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { PhoneNumberText } from "../../components/phone-number-text.tsx";
import { RecordingPlayer } from "../../components/recording-player.tsx";
import { ErrorState } from "../../components/states.tsx";
import { Duration, Time } from "../../components/time.tsx";
import { useCallOut } from "../../components/use-call-out.ts";
import classes from "../../components/list.module.css";
import { recordingQuery } from "./queries.ts";
import { useMessageActions } from "./use-message-actions.tsx";

export interface VoiceMessage {
  readonly id: string;
  readonly from: string;
  readonly fromName?: string;
  readonly receivedAt: string;
  readonly durationSeconds: number;
  readonly heard: boolean;
}

interface MessageRowProps {
  readonly message: VoiceMessage;
  readonly canCallBack: boolean;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onForward: () => void;
}

/** One message: opened, it plays. */
export function MessageRow({ message, canCallBack, isOpen, onOpen, onForward }: MessageRowProps): ReactElement {
  const { t } = useTranslation("my-voicemail");
  const { mark, remove } = useMessageActions();
  const callOut = useCallOut();
  const { id, from, heard } = message;
  const name = callerOf(message) ?? t("withheld");
  return (
    <li className={classes["row"]}>
      <Group wrap="nowrap" px="md" py="sm">
        <UnstyledButton className={classes["open"]} aria-expanded={isOpen} onClick={onOpen}>
          <Box className={classes[heard ? "old" : "new"]} role="img" aria-label={t(heard ? "heard" : "new")} />
          <Stack gap={0} miw={0}>
            <Text fw={heard ? 400 : 600} truncate>
              {message.fromName ?? (from === "" ? t("withheld") : <PhoneNumberText number={from} />)}
            </Text>
            <Text size="sm" c="dimmed" truncate>
              {message.fromName !== undefined && from !== "" && (
                <>
                  <PhoneNumberText number={from} /> ·{" "}
                </>
              )}
              <Time at={message.receivedAt} /> · <Duration seconds={message.durationSeconds} />
            </Text>
          </Stack>
        </UnstyledButton>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t("actions", { name })}>
              <Ellipsis size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={heard ? <Mail size={16} /> : <MailOpen size={16} />}
              onClick={() => mark.mutate({ id, heard: !heard })}
            >
              {t(heard ? "mark-new" : "mark-heard")}
            </Menu.Item>
            {from !== "" && (
              <Menu.Item
                leftSection={<PhoneOutgoing size={16} />}
                disabled={!canCallBack}
                onClick={() => callOut.mutate(from)}
              >
                {t("call-back")}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<Forward size={16} />} onClick={onForward}>
              {t("forward")}
            </Menu.Item>
            <Menu.Item
              leftSection={<Download size={16} />}
              component="a"
              href={`/api/v1/voicemails/${id}/audio`}
              download={`message-${id}.wav`}
            >
              {t("download")}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<Trash2 size={16} />} onClick={() => remove.mutate(id)}>
              {t("delete")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      {isOpen && <OpenMessage message={message} name={name} onHeard={() => mark.mutate({ id, heard: true })} />}
    </li>
  );
}

function OpenMessage(props: {
  readonly message: VoiceMessage;
  readonly name: string;
  readonly onHeard: () => void;
}): ReactElement {
  const { message, name, onHeard } = props;
  const { data, error, isPending } = useQuery(recordingQuery(message.id));
  return (
    <Box px="md" pb="md" aria-busy={isPending}>
      {isPending && <Skeleton height={36} />}
      {error !== null && <ErrorState error={error} />}
      {data !== undefined && (
        <RecordingPlayer recording={data} name={name} startsAtOnce {...(!message.heard && { onHeard })} />
      )}
    </Box>
  );
}

function callerOf({ from, fromName }: VoiceMessage): string | undefined {
  return fromName ?? (from === "" ? undefined : from);
}
