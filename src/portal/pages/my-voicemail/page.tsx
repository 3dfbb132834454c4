import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Inbox, Settings2, Trash2 } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "../../components/page-header.tsx";
import classes from "../../components/side-drawer.module.css";
import { useOwnUser } from "../../session/session.ts";
import { DeletedMessages } from "./deleted-messages.tsx";
import { MailboxSettings } from "./mailbox-settings.tsx";
import { Messages } from "./messages.tsx";
import { messagesQuery } from "./queries.ts";

/** A person's messages, what was deleted of them, and what callers hear. */
export function Page(): ReactElement {
  const { t } = useTranslation("my-voicemail");
  const user = useOwnUser();
  const { data = [] } = useQuery(messagesQuery(user.id));
  const count = data.filter(({ heard }) => !heard).length;
  return (
    <>
      <PageHeader title={t("nav")} text={t("text", { count })} />
      <Tabs defaultValue="messages" keepMounted={false}>
        <Tabs.List mb="md" className={classes["tabs"]}>
          <Tabs.Tab value="messages" leftSection={<Inbox size={16} aria-hidden />}>
            {t("tabs.messages")}
          </Tabs.Tab>
          <Tabs.Tab value="deleted" leftSection={<Trash2 size={16} aria-hidden />}>
            {t("tabs.deleted")}
          </Tabs.Tab>
          <Tabs.Tab value="settings" leftSection={<Settings2 size={16} aria-hidden />}>
            {t("tabs.settings")}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="messages">
          <Messages user={user} />
        </Tabs.Panel>
        <Tabs.Panel value="deleted">
          <DeletedMessages user={user.id} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <MailboxSettings user={user} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
