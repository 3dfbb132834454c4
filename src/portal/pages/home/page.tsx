import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "../../components/page-header.tsx";

export function Page(): ReactElement {
  const { t } = useTranslation("home");
  return <PageHeader title={t("nav")} />;
}
