import { Badge, Group } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import { userQuery } from "../../api/queries.ts";
import type { User } from "../../api/types.ts";
import { EditingBar } from "../../components/editing-bar.tsx";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { SideDrawer } from "../../components/side-drawer.tsx";
import { useEditing } from "../../components/use-editing.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { AdvancedTab } from "./advanced-tab.tsx";
import { DevicesTab } from "./devices-tab.tsx";
import { ForwardingTab } from "./forwarding-tab.tsx";
import { GeneralTab } from "./general-tab.tsx";
import { VoicemailTab } from "./voicemail-tab.tsx";
import { WhatHappens } from "./what-happens.tsx";

interface UserDrawerProps {
  readonly user: User;
  readonly onClose: () => void;
}

/** One user: all that is saved at once is one form, whichever tab it is in. */
export function UserDrawer({ user, onClose }: UserDrawerProps): ReactElement {
  const { t } = useTranslation("extensions");
  const { t: common } = useTranslation();
  const queryClient = useQueryClient();
  const [tab, setTab] = useSearchWord("tab");
  const write = useNumberWriter();
  const { id } = user;
  const editing = useEditing<User>({
    saved: user,
    save: (body, version) =>
      call(
        api.PATCH("/api/v1/users/{id}", {
          params: { path: { id } },
          body: body,
          ...ifMatch(version),
        }),
      ),
    read: () => queryClient.query({ ...userQuery(id), staleTime: 0 }),
    onSaved: async () => {
      await queryClient.invalidateQueries({ queryKey: ["users"] });
      void queryClient.invalidateQueries({ queryKey: ["explain"] });
    },
  });
  const tabs = [
    { key: "general", label: t("tabs.general"), content: <GeneralTab editing={editing} /> },
    { key: "devices", label: t("tabs.devices"), content: <DevicesTab user={user} /> },
    { key: "voicemail", label: t("tabs.voicemail"), content: <VoicemailTab editing={editing} /> },
    { key: "forwarding", label: t("tabs.forwarding"), content: <ForwardingTab editing={editing} /> },
    { key: "advanced", label: t("tabs.advanced"), content: <AdvancedTab editing={editing} onRemoved={onClose} /> },
  ];
  return (
    <SideDrawer
      opened
      onClose={onClose}
      title={user.name}
      text={
        <Group gap="xs">
          {t("extension-of", { extension: user.extension })}
          {user.role === "admin" && (
            <Badge size="sm" variant="light">
              {t("administrator")}
            </Badge>
          )}
        </Group>
      }
      head={<WhatHappens user={user} />}
      tabs={tabs}
      tab={tab}
      onTab={setTab}
      foot={
        <EditingBar
          editing={editing}
          labels={{
            name: t("fields.name"),
            email: t("fields.email"),
            extension: t("fields.extension"),
            language: t("fields.language"),
            role: t("fields.role"),
            outboundCallerId: t("fields.caller-id"),
            doNotDisturb: t("fields.do-not-disturb"),
            voicemail: t("tabs.voicemail"),
            forwarding: t("tabs.forwarding"),
            callWaiting: t("fields.call-waiting"),
            rejectAnonymous: t("fields.reject-anonymous"),
            maxCalls: t("fields.max-calls"),
            allowPickUp: t("fields.allow-pick-up"),
            declineEndsCall: t("fields.decline-ends-call"),
            blockList: common("blocked.numbers"),
          }}
          describe={(field, value) => describe(field, value, { t, write })}
        />
      }
    />
  );
}

interface Words {
  readonly t: ReturnType<typeof useTranslation<"extensions">>["t"];
  readonly write: (number: string) => string;
}

/** A field's value in words, for the choice between two people's. */
function describe(field: keyof User, value: unknown, { t, write }: Words): string {
  if (field === "voicemail") {
    const { enabled, answerTimeSeconds } = value as User["voicemail"];
    return enabled ? t("voicemail.after", { count: answerTimeSeconds }) : t("voicemail-off");
  }
  if (field === "forwarding") {
    const { enabled, number } = value as User["forwarding"];
    return enabled && number !== null ? t("forwarded", { to: write(number) }) : t("forwarding.off");
  }
  if (field === "blockList") return (value as User["blockList"]).numbers.map(write).join(", ") || "–";
  if (field === "outboundCallerId" && typeof value === "string") return write(value);
  return typeof value === "string" || typeof value === "number" ? String(value) : "–";
}
