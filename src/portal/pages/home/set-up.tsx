import { Alert, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate } from "@tanstack/react-router";
import { Rocket } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { companyQuery } from "../../api/queries.ts";
import { useDismissSetUp } from "../../components/set-up-dismissed.ts";

interface SetUpProps {
  readonly hasPhone: boolean;
  readonly hasTrunk: boolean;
}

/** A system that has neither a line nor a phone begins with its set-up; one that lacks one of them offers it. */
export function SetUp({ hasPhone, hasTrunk }: SetUpProps): ReactElement | null {
  const { t } = useTranslation("home");
  const { data: company } = useQuery(companyQuery);
  const dismiss = useDismissSetUp();
  if (company === undefined || company.setUpDone || (hasPhone && hasTrunk)) return null;
  if (!hasPhone && !hasTrunk) return <Navigate to="/set-up" replace />;
  return (
    <Alert variant="light" icon={<Rocket size={20} aria-hidden />} role="region" aria-label={t("set-up.label")}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t(hasTrunk ? "set-up.no-phone" : "set-up.no-trunk")}</Text>
        <Group gap="xs">
          <Button size="compact-sm" component={Link} to="/set-up">
            {t("set-up.continue")}
          </Button>
          <Button size="compact-sm" variant="default" loading={dismiss.isPending} onClick={() => dismiss.mutate()}>
            {t("set-up.dismiss")}
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
