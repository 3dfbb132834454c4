import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { sitesQuery } from "../../api/queries.ts";
import { AddDialog } from "../../components/add-dialog.tsx";
import type { AddingForm } from "../../components/setting-list.tsx";
import { SiteFields, type SiteValues } from "./site-fields.tsx";

const EMPTY: SiteValues = { name: "", address: "", emergencyCallerId: null, contacts: [] };

export function AddSite({ opened, onClose }: AddingForm): ReactElement {
  const { t } = useTranslation("sites");
  return (
    <AddDialog
      {...{ opened, onClose }}
      title={t("add.button")}
      action={t("add.action")}
      first={EMPTY}
      add={(body) => call(api.POST("/api/v1/sites", { body }))}
      queryKey={sitesQuery.queryKey}
      onAdded={onClose}
    >
      {(fields) => <SiteFields {...fields} />}
    </AddDialog>
  );
}
