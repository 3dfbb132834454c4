import { NumberInput, Stack, Switch, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import type { Body, Conference } from "../../api/types.ts";
import { EditingBar } from "../../components/editing-bar.tsx";
import { RemoveSetting } from "../../components/remove-setting.tsx";
import { SideDrawer } from "../../components/side-drawer.tsx";
import { useEditing } from "../../components/use-editing.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { InItNow } from "./in-it-now.tsx";

interface ConferenceDrawerProps {
  readonly conference: Conference;
  readonly onClose: () => void;
}

const TEXTS = {
  name: "fields.name",
  extension: "fields.extension",
  pin: "fields.pin",
  moderatorPin: "fields.moderator-pin",
} as const;
const SWITCHES = {
  announce: "fields.announce",
  muteOnEntry: "fields.mute-on-entry",
  waitForModerator: "fields.wait-for-moderator",
  endsWithModerator: "fields.ends-with-moderator",
} as const;
const isPin = (field: string): boolean => field === "pin" || field === "moderatorPin";

export function ConferenceDrawer({ conference, onClose }: ConferenceDrawerProps): ReactElement {
  const { t } = useTranslation("conferences");
  const queryClient = useQueryClient();
  const [tab, setTab] = useSearchWord("tab");
  const path = { params: { path: { id: conference.id } } };
  const editing = useEditing<Conference>({
    saved: conference,
    save: (changed, version) => {
      const body = changed as Body<"/api/v1/conferences/{id}", "patch">;
      return call(api.PATCH("/api/v1/conferences/{id}", { ...path, body, ...ifMatch(version) }));
    },
    read: () => call(api.GET("/api/v1/conferences/{id}", path)),
    onSaved: () => queryClient.invalidateQueries({ queryKey: ["conferences"] }),
  });
  const { value, set, faultOf } = editing;
  const texts = Object.entries(TEXTS) as [keyof typeof TEXTS, (typeof TEXTS)[keyof typeof TEXTS]][];
  const switches = Object.entries(SWITCHES) as [keyof typeof SWITCHES, (typeof SWITCHES)[keyof typeof SWITCHES]][];
  const general = (
    <Stack>
      {texts.map(([field, label]) => (
        <TextInput
          key={field}
          label={t(label)}
          {...(field === "pin" && { description: t("fields.pin-text") })}
          {...(field === "moderatorPin" && { description: t("fields.moderator-pin-text") })}
          {...(field !== "name" && { inputMode: "numeric" as const })}
          autoComplete="off"
          value={value[field] ?? ""}
          error={faultOf(`/${field}`)}
          onChange={({ currentTarget: { value: typed } }) =>
            set(field, (isPin(field) && typed === "" ? null : typed) as never)
          }
        />
      ))}
      <NumberInput
        label={t("fields.max-members")}
        min={2}
        max={200}
        clampBehavior="none"
        allowDecimal={false}
        value={value.maxMembers}
        error={faultOf("/maxMembers")}
        onChange={(most) => typeof most === "number" && set("maxMembers", most)}
      />
      {switches.map(([field, label]) => (
        <Switch
          key={field}
          label={t(label)}
          checked={value[field]}
          onChange={({ currentTarget }) => set(field, currentTarget.checked)}
        />
      ))}
      <div>
        <RemoveSetting
          name={value.name}
          remove={(query) => call(api.DELETE("/api/v1/conferences/{id}", { params: { ...path.params, query } }))}
          onRemoved={onClose}
        />
      </div>
    </Stack>
  );
  const labels = Object.fromEntries([...texts, ...switches].map(([field, label]) => [field, t(label)]));
  return (
    <SideDrawer
      opened
      onClose={onClose}
      title={conference.name}
      text={t("extension-of", { extension: conference.extension })}
      tab={tab}
      onTab={setTab}
      tabs={[
        { key: "now", label: t("tabs.now"), content: <InItNow conference={conference} /> },
        { key: "general", label: t("tabs.general"), content: general },
      ]}
      foot={<EditingBar editing={editing} labels={{ ...labels, maxMembers: t("fields.max-members") }} />}
    />
  );
}
