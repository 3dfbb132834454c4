import { Button, NumberInput, SegmentedControl, Stack, Switch, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { User } from "../../api/types.ts";
import { BlockedCallers } from "../../components/blocked-callers.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import type { TabProps } from "./general-tab.tsx";
import { LogInActions } from "./log-in-actions.tsx";
import { PersonalData } from "./personal-data.tsx";

interface AdvancedTabProps extends TabProps {
  readonly onRemoved: () => void;
}

const SWITCHES = ["callWaiting", "rejectAnonymous", "allowPickUp", "declineEndsCall"] as const;
const WORDS = {
  callWaiting: "fields.call-waiting",
  rejectAnonymous: "fields.reject-anonymous",
  allowPickUp: "fields.allow-pick-up",
  declineEndsCall: "fields.decline-ends-call",
} as const;

export function AdvancedTab({ editing, onRemoved }: AdvancedTabProps): ReactElement {
  const { t } = useTranslation("extensions");
  const { value, set, faultOf } = editing;
  return (
    <Stack>
      <Stack gap={4}>
        <Text size="sm" fw={500}>
          {t("fields.role")}
        </Text>
        <SegmentedControl
          aria-label={t("fields.role")}
          value={value.role}
          onChange={(role) => set("role", role)}
          data={[
            { value: "user", label: t("role.user") },
            { value: "admin", label: t("role.admin") },
          ]}
        />
      </Stack>
      {SWITCHES.map((field) => (
        <Switch
          key={field}
          label={t(WORDS[field])}
          checked={value[field]}
          onChange={({ currentTarget }) => set(field, currentTarget.checked)}
        />
      ))}
      <NumberInput
        label={t("fields.max-calls")}
        description={t("fields.max-calls-text")}
        min={1}
        max={100}
        allowDecimal={false}
        value={value.maxCalls ?? ""}
        error={faultOf("/maxCalls")}
        onChange={(calls) => set("maxCalls", calls === "" ? null : Number(calls))}
      />
      <BlockedCallers value={value.blockList} faultOf={faultOf} onChange={(blockList) => set("blockList", blockList)} />
      <LogInActions user={value} />
      <PersonalData user={value} onErased={onRemoved} />
      <RemoveUser user={value} onRemoved={onRemoved} />
    </Stack>
  );
}

/** The end of the user. */
function RemoveUser({ user, onRemoved }: { readonly user: User; readonly onRemoved: () => void }): ReactElement {
  const { t } = useTranslation("extensions");
  const queryClient = useQueryClient();
  const [isRemoving, setRemoving] = useState(false);
  return (
    <div>
      <Button
        variant="subtle"
        color="red"
        c="var(--mantine-color-error)"
        leftSection={<Trash2 size={16} aria-hidden />}
        onClick={() => setRemoving(true)}
      >
        {t("remove.button")}
      </Button>
      <ConfirmDialog
        opened={isRemoving}
        title={t("remove.title", { name: user.name })}
        action={t("remove.action")}
        isDangerous
        onConfirm={async () => {
          await call(api.DELETE("/api/v1/users/{id}", { params: { path: { id: user.id } } }));
          onRemoved();
          await queryClient.invalidateQueries({ queryKey: ["users"] });
        }}
        onClose={() => setRemoving(false)}
      >
        {t("remove.text")}
      </ConfirmDialog>
    </div>
  );
}
