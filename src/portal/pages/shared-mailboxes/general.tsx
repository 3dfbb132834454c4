import { Stack, Switch, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { SharedMailbox } from "../../api/types.ts";
import { LanguageSelect } from "../../components/language-select.tsx";
import { MailboxLock } from "../../components/mailbox-lock.tsx";
import { PinForm } from "../../components/pin-form.tsx";
import { RemoveSetting } from "../../components/remove-setting.tsx";
import type { Editing } from "../../components/use-editing.ts";

interface GeneralProps {
  readonly mailbox: SharedMailbox;
  readonly editing: Editing<SharedMailbox>;
  readonly remove: (query: { readonly reassignTo?: string }) => Promise<unknown>;
  readonly onRemoved: () => void;
}

export function General({ mailbox, editing, remove, onRemoved }: GeneralProps): ReactElement {
  const { value, set, faultOf } = editing;
  const { t } = useTranslation("shared-mailboxes");
  const own = { id: mailbox.id, isShared: true };
  return (
    <Stack>
      <TextInput
        label={t("fields.name")}
        value={value.name}
        error={faultOf("/name")}
        onChange={({ currentTarget }) => set("name", currentTarget.value)}
      />
      <TextInput
        label={t("fields.extension")}
        inputMode="numeric"
        value={value.extension}
        error={faultOf("/extension")}
        onChange={({ currentTarget }) => set("extension", currentTarget.value)}
      />
      <LanguageSelect
        label={t("fields.language")}
        value={value.language}
        error={faultOf("/language")}
        onChange={(language) => set("language", language)}
      />
      <Switch
        label={t("fields.call-back")}
        checked={value.callBack}
        onChange={({ currentTarget }) => set("callBack", currentTarget.checked)}
      />
      <MailboxLock mailbox={own} />
      <PinForm mailbox={own} text={t(mailbox.hasPin ? "pin.set" : "pin.unset")} canRemove={mailbox.hasPin} />
      <div>
        <RemoveSetting name={value.name} remove={remove} onRemoved={onRemoved} />
      </div>
    </Stack>
  );
}
