import { Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import type { Body, Site } from "../../api/types.ts";
import { EditingBar } from "../../components/editing-bar.tsx";
import { RemoveSetting } from "../../components/remove-setting.tsx";
import { SideDrawer } from "../../components/side-drawer.tsx";
import { useEditing } from "../../components/use-editing.ts";
import { SiteFields } from "./site-fields.tsx";

interface SiteDrawerProps {
  readonly site: Site;
  readonly onClose: () => void;
}

export function SiteDrawer({ site, onClose }: SiteDrawerProps): ReactElement {
  const { t } = useTranslation("sites");
  const queryClient = useQueryClient();
  const path = { params: { path: { id: site.id } } };
  const editing = useEditing<Site>({
    saved: site,
    save: (changed, version) => {
      const body = changed as Body<"/api/v1/sites/{id}", "patch">;
      return call(api.PATCH("/api/v1/sites/{id}", { ...path, body, ...ifMatch(version) }));
    },
    read: () => call(api.GET("/api/v1/sites/{id}", path)),
    onSaved: () => queryClient.invalidateQueries({ queryKey: ["sites"] }),
  });
  const { value, set, faultOf } = editing;
  const content = (
    <Stack>
      <SiteFields value={value} set={(field, one) => set(field, one as never)} faultOf={faultOf} />
      <div>
        <RemoveSetting
          name={site.name}
          remove={() => call(api.DELETE("/api/v1/sites/{id}", path))}
          onRemoved={onClose}
        />
      </div>
    </Stack>
  );
  return (
    <SideDrawer
      opened
      onClose={onClose}
      title={site.name}
      tab="general"
      onTab={() => undefined}
      tabs={[{ key: "general", label: t("tabs.general"), content }]}
      foot={
        <EditingBar
          editing={editing}
          labels={{
            name: t("fields.name"),
            address: t("fields.address"),
            emergencyCallerId: t("fields.number"),
            contacts: t("fields.contacts"),
          }}
          describe={(_, of) => (Array.isArray(of) ? of.join(", ") : typeof of === "string" ? of : t("own-number"))}
        />
      }
    />
  );
}
