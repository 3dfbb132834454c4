import { Alert, Button, Stack, Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import type { Body } from "../../api/types.ts";
import { EditingBar } from "../../components/editing-bar.tsx";
import { RemoveSetting } from "../../components/remove-setting.tsx";
import { ShownOnce } from "../../components/shown-once.tsx";
import { SideDrawer } from "../../components/side-drawer.tsx";
import { ErrorState } from "../../components/states.tsx";
import { useEditing, type Editing } from "../../components/use-editing.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { Deliveries } from "./deliveries.tsx";
import type { Webhook } from "./queries.ts";
import { WebhookFields } from "./webhook-fields.tsx";

interface WebhookDrawerProps {
  readonly webhook: Webhook;
  readonly onClose: () => void;
}

export function WebhookDrawer({ webhook, onClose }: WebhookDrawerProps): ReactElement {
  const { t } = useTranslation(["webhooks", "common"]);
  const queryClient = useQueryClient();
  const [tab, setTab] = useSearchWord("tab");
  const path = { params: { path: { id: webhook.id } } };
  const editing = useEditing<Webhook>({
    saved: webhook,
    save: (changed, version) => {
      const body = changed as Body<"/api/v1/webhooks/{id}", "patch">;
      return call(api.PATCH("/api/v1/webhooks/{id}", { ...path, body, ...ifMatch(version) }));
    },
    read: () => call(api.GET("/api/v1/webhooks/{id}", path)),
    onSaved: () => queryClient.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  return (
    <SideDrawer
      opened
      onClose={onClose}
      title={webhook.name}
      text={webhook.url}
      tab={tab}
      onTab={setTab}
      tabs={[
        { key: "deliveries", label: t("tabs.deliveries"), content: <Deliveries id={webhook.id} /> },
        { key: "general", label: t("tabs.general"), content: <General editing={editing} onRemoved={onClose} /> },
      ]}
      foot={
        <EditingBar
          editing={editing}
          labels={{
            name: t("fields.name"),
            url: t("fields.url"),
            events: t("fields.events"),
            enabled: t("fields.enabled"),
          }}
          describe={(_, of) => (Array.isArray(of) ? of.join(", ") : typeof of === "string" ? of : t("all-events"))}
        />
      }
    />
  );
}

interface GeneralProps {
  readonly editing: Editing<Webhook>;
  readonly onRemoved: () => void;
}

function General({ editing: { value, set, faultOf }, onRemoved }: GeneralProps): ReactElement {
  const { t } = useTranslation("webhooks");
  const path = { params: { path: { id: value.id } } };
  const queryClient = useQueryClient();
  const renewal = useMutation({
    mutationFn: () => call(api.POST("/api/v1/webhooks/{id}/secret", path)),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  return (
    <Stack>
      {value.disabledBecause !== null && !value.enabled && (
        <Alert color="red" role="alert">
          {t("failing")}
        </Alert>
      )}
      <Switch
        label={t("fields.enabled")}
        checked={value.enabled}
        onChange={({ currentTarget }) => set("enabled", currentTarget.checked)}
      />
      <WebhookFields value={value} set={(field, one) => set(field, one as never)} faultOf={faultOf} />
      {renewal.isError && <ErrorState error={renewal.error} />}
      {renewal.data === undefined ? (
        <div>
          <Button variant="default" loading={renewal.isPending} onClick={() => renewal.mutate()}>
            {t("secret.renew")}
          </Button>
        </div>
      ) : (
        <ShownOnce label={t("secret.label", { name: value.name })} secret={renewal.data.secret} />
      )}
      <div>
        <RemoveSetting
          name={value.name}
          remove={() => call(api.DELETE("/api/v1/webhooks/{id}", path))}
          onRemoved={onRemoved}
        />
      </div>
    </Stack>
  );
}
