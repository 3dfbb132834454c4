import { Button, Card, Group, Progress, Select, Stack, Text } from "@mantine/core";
import { useEffect, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import {
  chooseDevice,
  chosenDevice,
  microphoneConstraints,
  watchLevel,
  type SoundDevice,
} from "../../softphone/devices.ts";

/** Which microphone and speaker, and whether the microphone hears something. */
export function SoundCard(): ReactElement {
  const { t } = useTranslation("browser-phone");
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  const [isTrying, setTrying] = useState(false);
  useEffect(() => {
    const media = navigator.mediaDevices as MediaDevices | undefined; // a page without TLS has none
    const look = (): void => void media?.enumerateDevices().then(setDevices);
    look();
    media?.addEventListener("devicechange", look);
    return () => media?.removeEventListener("devicechange", look);
  }, [isTrying]);
  return (
    <Card withBorder padding="lg">
      <Stack>
        <DeviceSelect kind="microphone" devices={devices.filter(({ kind }) => kind === "audioinput")} />
        <DeviceSelect kind="speaker" devices={devices.filter(({ kind }) => kind === "audiooutput")} />
        <Group>
          <Button variant="default" onClick={() => setTrying(!isTrying)}>
            {t(isTrying ? "try-end" : "try")}
          </Button>
          {isTrying && <Level />}
        </Group>
      </Stack>
    </Card>
  );
}

interface DeviceSelectProps {
  readonly kind: SoundDevice;
  readonly devices: readonly MediaDeviceInfo[];
}

function DeviceSelect({ kind, devices }: DeviceSelectProps): ReactElement {
  const { t } = useTranslation("browser-phone");
  const [chosen, setChosen] = useState(chosenDevice(kind));
  // Without leave to listen a browser tells neither names nor ids.
  const named = devices.filter(({ deviceId, label }) => deviceId !== "" && deviceId !== "default" && label !== "");
  const unique = named.filter(({ deviceId }, at) => named.findIndex((one) => one.deviceId === deviceId) === at);
  return (
    <Select
      label={t(kind)}
      data={[
        { value: "", label: t("system-device") },
        ...unique.map((one) => ({ value: one.deviceId, label: one.label })),
      ]}
      value={unique.some(({ deviceId }) => deviceId === chosen) ? chosen : ""}
      allowDeselect={false}
      onChange={(id) => {
        setChosen(id ?? "");
        chooseDevice(kind, id ?? "");
      }}
    />
  );
}

/** What the microphone hears now. */
function Level(): ReactElement {
  const { t } = useTranslation("browser-phone");
  const [level, setLevel] = useState<number>();
  const [isRefused, setRefused] = useState(false);
  useEffect(() => {
    let stop: (() => void) | undefined;
    let isGone = false;
    const listen = async (): Promise<void> => {
      const stream = await navigator.mediaDevices.getUserMedia(microphoneConstraints());
      const unwatch = watchLevel(stream, setLevel);
      stop = () => {
        unwatch();
        for (const track of stream.getTracks()) track.stop();
      };
      if (isGone) stop(); // the page was left while the browser asked whether it may
    };
    listen().catch(() => setRefused(true));
    return () => {
      isGone = true;
      stop?.();
    };
  }, []);
  if (isRefused) return <Text size="sm">{t("failures.microphone")}</Text>;
  return (
    <Progress.Root size="lg" flex={1} miw={120}>
      <Progress.Section value={Math.round((level ?? 0) * 100)} aria-label={t("level")} />
    </Progress.Root>
  );
}
