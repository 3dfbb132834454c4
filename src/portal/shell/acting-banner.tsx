import { Alert, Button, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { UserCog } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { endActing } from "../api/acting.ts";
import { api, call } from "../api/client.ts";
import { useFormat } from "../components/time.tsx";

interface ActingBannerProps {
  readonly company: string;
  readonly until: string;
}

/** Above every page while the provider acts for a company: for whom, until when, and the way out. */
export function ActingBanner({ company, until }: ActingBannerProps): ReactElement {
  const { t } = useTranslation();
  const { when } = useFormat();
  const leave = useMutation({ mutationFn: () => call(api.DELETE("/api/v1/acting")), onSettled: endActing });
  return (
    <Alert color="grape" variant="light" icon={<UserCog aria-hidden />} role="status" mb="md" p="sm">
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          <b>{t("acting.title", { company })}</b> {t("acting.text", { time: when(until) })}
        </Text>
        <Button size="compact-sm" variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
          {t("acting.leave")}
        </Button>
      </Group>
    </Alert>
  );
}
