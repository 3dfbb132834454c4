import { Modal, Select, Stack, Text, UnstyledButton } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Overflow, Receptionist } from "../../api/types.ts";
import { DestinationSelect } from "../../components/destination-select.tsx";
import { OutsideInput } from "../../components/overflow-select.tsx";
import { useActionInWords } from "./in-words.ts";
import classes from "./receptionists.module.css";

type Keys = Receptionist["keys"];
type Key = keyof Keys;
type Action = NonNullable<Keys[Key]>;

/** As on a telephone. */
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as unknown as readonly Key[];
const WHATS = ["nothing", "destination", "outside", "repeat", "dial-by-name"] as const;
type What = (typeof WHATS)[number];

interface KeypadProps {
  readonly keys: Keys;
  readonly onChange: (keys: Keys) => void;
}

/** The keys of a telephone as a picture, each with what it does. */
export function Keypad({ keys, onChange }: KeypadProps): ReactElement {
  const { t } = useTranslation("receptionists");
  const inWords = useActionInWords();
  const [edited, setEdited] = useState<Key>();
  return (
    <>
      <div className={classes["keypad"]}>
        {KEYS.map((key) => (
          <UnstyledButton
            key={key}
            className={classes["key"]}
            data-set={keys[key] !== undefined || undefined}
            onClick={() => setEdited(key)}
          >
            <span className={classes["digit"]}>{key}</span>
            <Text span size="xs" c="dimmed" truncate maw="100%">
              {inWords(keys[key])}
            </Text>
          </UnstyledButton>
        ))}
      </div>
      <Modal
        opened={edited !== undefined}
        onClose={() => setEdited(undefined)}
        title={t("key.title", { key: edited ?? "" })}
      >
        {edited !== undefined && (
          <KeyForm
            action={keys[edited]}
            onChange={(action) => {
              const { [edited]: _, ...others } = keys;
              onChange(action === undefined ? others : { ...others, [edited]: action });
            }}
          />
        )}
      </Modal>
    </>
  );
}

interface KeyFormProps {
  readonly action: Action | undefined;
  readonly onChange: (action: Action | undefined) => void;
}

function KeyForm({ action, onChange }: KeyFormProps): ReactElement {
  const { t } = useTranslation("receptionists");
  const [what, setWhat] = useState<What>(() => whatOf(action));
  const to = action === undefined || action.kind === "repeat" || action.kind === "dial-by-name" ? null : action;
  return (
    <Stack mih={260}>
      <Select
        label={t("key.what")}
        data-autofocus
        allowDeselect={false}
        value={what}
        data={WHATS.map((value) => ({ value, label: t(`key.${value}`) }))}
        onChange={(next) => {
          if (next === null) return;
          setWhat(next);
          onChange(next === "repeat" || next === "dial-by-name" ? { kind: next } : undefined);
        }}
      />
      {what === "destination" && (
        <DestinationSelect
          label={t("key.where")}
          value={to === null || to.kind === "outside" ? null : to}
          onChange={(next) => onChange(next ?? undefined)}
        />
      )}
      {what === "outside" && (
        <OutsideInput
          label={t("key.where")}
          value={to}
          onChange={(next: Overflow | null) => onChange(next ?? undefined)}
          error={undefined}
        />
      )}
    </Stack>
  );
}

function whatOf(action: Action | undefined): What {
  if (action === undefined) return "nothing";
  if (action.kind === "repeat" || action.kind === "dial-by-name" || action.kind === "outside") return action.kind;
  return "destination";
}
