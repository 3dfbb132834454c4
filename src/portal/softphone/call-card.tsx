import { ActionIcon, Button, Card, Group, Stack, Text, Tooltip } from "@mantine/core";
import { Grid3x3, Mic, MicOff, Pause, Phone, PhoneForwarded, PhoneOff, Play, type LucideIcon } from "lucide-react";
import { useEffect, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "../api/store.ts";
import { PhoneNumberText } from "../components/phone-number-text.tsx";
import { Keypad } from "./keypad.tsx";
import classes from "./softphone.module.css";
import { phone, type Phone as PhoneControl, type PhoneCall } from "../browser-phone/state.ts";
import { TransferForm } from "./transfer-form.tsx";

interface CallCardProps {
  readonly call: PhoneCall;
  /** The other calls of this browser. */
  readonly others: readonly PhoneCall[];
}

/** One call: with whom, for how long, and what can be done. */
export function CallCard({ call, others }: CallCardProps): ReactElement | null {
  const { t } = useTranslation("browser-phone");
  const control = useStore(phone);
  if (control === undefined) return null;
  const { id, party, number, state, sinceMs } = call;
  return (
    <Card withBorder padding="md" className={classes["card"]} role="group" aria-label={party}>
      <Stack gap="sm">
        <div>
          <Text fw={600} truncate>
            {party}
          </Text>
          <Group gap="xs">
            {party !== number && (
              <Text size="sm" c="dimmed" className="numbers">
                <PhoneNumberText number={number} />
              </Text>
            )}
            <Text size="sm" c="dimmed" className="numbers">
              {sinceMs !== undefined && state === "talking" ? <Talked sinceMs={sinceMs} /> : t(`states.${state}`)}
            </Text>
          </Group>
        </div>
        {state === "ringing-in" || state === "ringing-out" ? (
          <Group grow>
            {state === "ringing-in" && (
              <Button leftSection={<Phone size={18} aria-hidden />} onClick={() => control.answer(id)}>
                {t("answer")}
              </Button>
            )}
            <Button color="red.9" leftSection={<PhoneOff size={18} aria-hidden />} onClick={() => control.hangUp(id)}>
              {t(state === "ringing-in" ? "refuse" : "hang-up")}
            </Button>
          </Group>
        ) : (
          <Talking call={call} others={others} control={control} />
        )}
      </Stack>
    </Card>
  );
}

interface TalkingProps extends CallCardProps {
  readonly control: PhoneControl;
}

function Talking({ call, others, control }: TalkingProps): ReactElement {
  const { t } = useTranslation("browser-phone");
  const [open, setOpen] = useState<"keys" | "transfer">();
  const { id, state, isMuted } = call;
  const isHeld = state === "held";
  const toggle = (part: "keys" | "transfer") => () => setOpen(open === part ? undefined : part);
  return (
    <>
      <Group justify="space-between" wrap="nowrap">
        <Tool
          icon={isMuted ? MicOff : Mic}
          label={t(isMuted ? "unmute" : "mute")}
          isOn={isMuted}
          onClick={() => control.mute(id, !isMuted)}
        />
        <Tool
          icon={isHeld ? Play : Pause}
          label={t(isHeld ? "resume" : "hold")}
          isOn={isHeld}
          onClick={() => control.hold(id, !isHeld)}
        />
        <Tool icon={Grid3x3} label={t("keys")} isOn={open === "keys"} onClick={toggle("keys")} />
        <Tool icon={PhoneForwarded} label={t("transfer")} isOn={open === "transfer"} onClick={toggle("transfer")} />
        <ActionIcon
          size="xl"
          radius="xl"
          color="red.9"
          variant="filled"
          aria-label={t("hang-up")}
          onClick={() => control.hangUp(id)}
        >
          <PhoneOff size={20} aria-hidden />
        </ActionIcon>
      </Group>
      {open === "keys" && <Keypad onKey={(key) => control.press(id, key)} />}
      {open === "transfer" && <TransferForm call={call} others={others} control={control} />}
    </>
  );
}

interface ToolProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly isOn: boolean;
  readonly onClick: () => void;
}

function Tool({ icon: Icon, label, isOn, onClick }: ToolProps): ReactElement {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size="xl"
        radius="xl"
        variant={isOn ? "filled" : "default"}
        aria-label={label}
        aria-pressed={isOn}
        onClick={onClick}
      >
        <Icon size={20} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

const SECOND_MS = 1_000;

function Talked({ sinceMs }: { readonly sinceMs: number }): ReactElement {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((nowMs - sinceMs) / SECOND_MS));
  return (
    <>
      {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, "0")}
    </>
  );
}
