import { useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import type { SharedMailbox } from "../../api/types.ts";
import { EditingBar } from "../../components/editing-bar.tsx";
import { MailboxGreeting } from "../../components/mailbox-greeting.tsx";
import { SideDrawer } from "../../components/side-drawer.tsx";
import { useEditing } from "../../components/use-editing.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { General } from "./general.tsx";
import { Sharers, useSharerNames } from "./sharers.tsx";

interface MailboxDrawerProps {
  readonly mailbox: SharedMailbox;
  readonly onClose: () => void;
}

export function MailboxDrawer({ mailbox, onClose }: MailboxDrawerProps): ReactElement {
  const { t } = useTranslation("shared-mailboxes");
  const queryClient = useQueryClient();
  const [tab, setTab] = useSearchWord("tab");
  const names = useSharerNames();
  const path = { params: { path: { id: mailbox.id } } };
  const editing = useEditing<SharedMailbox>({
    saved: mailbox,
    save: (body, version) => call(api.PATCH("/api/v1/shared-mailboxes/{id}", { ...path, body, ...ifMatch(version) })),
    read: () => call(api.GET("/api/v1/shared-mailboxes/{id}", path)),
    onSaved: () => queryClient.invalidateQueries({ queryKey: ["shared-mailboxes"] }),
  });
  const remove = (query: { readonly reassignTo?: string }): Promise<unknown> =>
    call(api.DELETE("/api/v1/shared-mailboxes/{id}", { params: { ...path.params, query } }));
  const describe = (field: keyof SharedMailbox, of: unknown): string => {
    if (field === "members") return (of as SharedMailbox["members"]).map(names.user).join(", ");
    if (field === "ringGroup") return names.group(of as SharedMailbox["ringGroup"]);
    if (field === "afterEmail") return t(`after-email.${of as SharedMailbox["afterEmail"]}`);
    return Array.isArray(of) ? of.join(", ") : String(of);
  };
  return (
    <SideDrawer
      opened
      onClose={onClose}
      title={mailbox.name}
      text={t("extension-of", { extension: mailbox.extension })}
      tab={tab}
      onTab={setTab}
      tabs={[
        { key: "sharers", label: t("tabs.sharers"), content: <Sharers editing={editing} /> },
        {
          key: "general",
          label: t("tabs.general"),
          content: <General mailbox={mailbox} editing={editing} remove={remove} onRemoved={onClose} />,
        },
        {
          key: "greeting",
          label: t("tabs.greeting"),
          content: <MailboxGreeting mailbox={{ id: mailbox.id, isShared: true }} />,
        },
      ]}
      foot={
        <EditingBar
          editing={editing}
          labels={{
            name: t("fields.name"),
            extension: t("fields.extension"),
            language: t("fields.language"),
            members: t("fields.members"),
            ringGroup: t("fields.group"),
            emails: t("fields.emails"),
            afterEmail: t("fields.after-email"),
            callBack: t("fields.call-back"),
          }}
          describe={describe}
        />
      }
    />
  );
}
