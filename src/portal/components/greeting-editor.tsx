import { Alert, Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Mic, Square, Upload } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { RecordingPlayer } from "./recording-player.tsx";
import { ErrorState } from "./states.tsx";
import { useRecorder } from "./use-recorder.ts";
import { asWav } from "./wav.ts";

interface GreetingEditorProps {
  /** Null: the standard greeting is played. */
  readonly greeting: Blob | null;
  readonly onSave: (wav: Blob) => Promise<unknown>;
  readonly onRemove: () => Promise<unknown>;
}

/** What callers hear: played, recorded in the browser or uploaded, listened to before it is saved, and taken back. */
export function GreetingEditor({ greeting, onSave, onRemove }: GreetingEditorProps): ReactElement {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Blob>();
  const convert = useMutation({ mutationFn: asWav, onSuccess: setDraft });
  const recorder = useRecorder((recording) => convert.mutate(recording));
  const save = useMutation({ mutationFn: onSave, onSuccess: () => setDraft(undefined) });
  const remove = useMutation({ mutationFn: onRemove });
  const failure = save.error ?? remove.error;
  const shown = draft ?? greeting;
  return (
    <Stack gap="sm">
      {failure !== null && <ErrorState error={failure} />}
      {convert.isError && <Alert color="red">{t("greeting.unreadable")}</Alert>}
      {recorder.state === "refused" && <Alert color="red">{t("greeting.no-microphone")}</Alert>}
      {shown === null ? (
        <Text c="dimmed">{t("greeting.standard")}</Text>
      ) : (
        <RecordingPlayer recording={shown} name={t("greeting.name")} />
      )}
      {draft === undefined ? (
        <Group>
          {recorder.state === "recording" ? (
            <Button color="red.8" leftSection={<Square size={16} aria-hidden />} onClick={() => recorder.stop()}>
              {t("greeting.stop")}
            </Button>
          ) : (
            <Button
              variant="default"
              leftSection={<Mic size={16} aria-hidden />}
              loading={convert.isPending}
              onClick={() => recorder.start()}
            >
              {t("greeting.record")}
            </Button>
          )}
          <FileButton accept="audio/*" onChange={(file) => file !== null && convert.mutate(file)}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<Upload size={16} aria-hidden />}>
                {t("greeting.upload")}
              </Button>
            )}
          </FileButton>
          {greeting !== null && (
            <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
              {t("greeting.remove")}
            </Button>
          )}
        </Group>
      ) : (
        <Group>
          <Button loading={save.isPending} onClick={() => save.mutate(draft)}>
            {t("greeting.save")}
          </Button>
          <Button variant="default" onClick={() => setDraft(undefined)}>
            {t("greeting.discard")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
