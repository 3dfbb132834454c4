import { Badge, Card, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Phone } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { userDevicesQuery } from "../../api/queries.ts";
import type { User } from "../../api/types.ts";
import { useProblemText } from "../../i18n/problem-text.ts";

/** The person's phones, and whether each can ring. */
export function PhonesCard({ user }: { readonly user: User }): ReactElement {
  const { t } = useTranslation("my-phone");
  const textOf = useProblemText();
  const { data, isPending, error } = useQuery(userDevicesQuery(user.id));
  return (
    <Card withBorder padding="lg">
      <Stack gap="sm" aria-busy={isPending}>
        <Text fw={600} component="h2" fz="md">
          {t("phones.title")}
        </Text>
        {isPending && <Skeleton height={36} />}
        {error !== null && <Text c="red">{textOf(error)}</Text>}
        {data?.items.length === 0 && <Text c="dimmed">{t("phones.none")}</Text>}
        {data?.items.map(({ id, label, registrations }) => {
          const [first] = registrations;
          return (
            <Group key={id} justify="space-between" wrap="nowrap">
              <Group wrap="nowrap" miw={0}>
                <Phone size={18} aria-hidden />
                <Stack gap={0} miw={0}>
                  <Text truncate>{label}</Text>
                  <Text size="sm" c="dimmed" truncate>
                    {first?.userAgent ?? t("phones.never")}
                  </Text>
                </Stack>
              </Group>
              <Badge variant="light" color={first === undefined ? "gray" : "green"} flex="none">
                {t(first === undefined ? "phones.offline" : "phones.online")}
              </Badge>
            </Group>
          );
        })}
      </Stack>
    </Card>
  );
}
