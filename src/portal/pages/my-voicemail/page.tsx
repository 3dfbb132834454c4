import { Select, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Inbox, Settings2, Trash2 } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Mailbox } from "../../components/mailbox.ts";
import { PageHeader } from "../../components/page-header.tsx";
import classes from "../../components/side-drawer.module.css";
import { useSearchWord } from "../../components/use-search-word.ts";
import { DeletedMessages } from "./deleted-messages.tsx";
import { GreetingCard, MailboxSettings } from "./mailbox-settings.tsx";
import { Messages } from "./messages.tsx";
import { messagesQuery } from "./queries.ts";
import { useSharedMailboxes } from "./use-shared-mailboxes.ts";
import { useOwnUser } from "../../session/own-settings.ts";

/** A person's messages and those of mailboxes that they share, what was deleted of them, and what callers hear. */
export function Page(): ReactElement {
  const { t } = useTranslation("my-voicemail");
  const user = useOwnUser();
  const shared = useSharedMailboxes(user.id);
  const [chosen, choose] = useSearchWord("mailbox");
  const isShared = shared.some(({ id }) => id === chosen);
  const mailbox: Mailbox = isShared && chosen !== undefined ? { id: chosen, isShared } : { id: user.id, isShared };
  const { data = [] } = useQuery(messagesQuery(mailbox));
  const count = data.filter(({ heard }) => !heard).length;
  return (
    <>
      <PageHeader
        title={t("nav")}
        text={t("text", { count })}
        actions={
          shared.length > 0 && (
            <Select
              aria-label={t("mailbox")}
              allowDeselect={false}
              value={mailbox.id}
              data={[
                { value: user.id, label: t("own-mailbox") },
                ...shared.map(({ id, name, extension }) => ({ value: id, label: `${name} · ${extension}` })),
              ]}
              onChange={(id) => choose(id === null || id === user.id ? undefined : id)}
            />
          )
        }
      />
      <Tabs key={mailbox.id} defaultValue="messages" keepMounted={false}>
        <Tabs.List mb="md" className={classes["tabs"]}>
          <Tabs.Tab value="messages" leftSection={<Inbox size={16} aria-hidden />}>
            {t("tabs.messages")}
          </Tabs.Tab>
          <Tabs.Tab value="deleted" leftSection={<Trash2 size={16} aria-hidden />}>
            {t("tabs.deleted")}
          </Tabs.Tab>
          <Tabs.Tab value="settings" leftSection={<Settings2 size={16} aria-hidden />}>
            {t(isShared ? "tabs.greeting" : "tabs.settings")}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="messages">
          <Messages mailbox={mailbox} canCallBack={user.devices.online > 0} />
        </Tabs.Panel>
        <Tabs.Panel value="deleted">
          <DeletedMessages mailbox={mailbox} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          {isShared ? <GreetingCard mailbox={mailbox} /> : <MailboxSettings user={user} />}
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
