import { Alert, Button, Center, Skeleton, Stack, Text, ThemeIcon } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { CircleAlert, type LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "../i18n/problem-text.ts";

interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text?: string;
  /** The button that ends the emptiness. */
  readonly action?: ReactNode;
}

/** Where nothing is yet: what would be here, and how it comes here. */
export function EmptyState({ icon: Icon, title, text, action }: EmptyStateProps): ReactElement {
  return (
    <Center py={48} px="md">
      <Stack align="center" gap="sm" maw={420}>
        <ThemeIcon size={56} radius="xl" variant="light">
          <Icon size={26} aria-hidden />
        </ThemeIcon>
        <Text fw={600} ta="center">
          {title}
        </Text>
        {text !== undefined && (
          <Text size="sm" c="dimmed" ta="center">
            {text}
          </Text>
        )}
        {action}
      </Stack>
    </Center>
  );
}

interface ErrorStateProps {
  readonly error: unknown;
  readonly onAgain?: () => void;
}

export function ErrorState({ error, onAgain }: ErrorStateProps): ReactElement {
  const { t } = useTranslation();
  const textOf = useProblemText();
  return (
    <Alert color="red" icon={<CircleAlert size={20} aria-hidden />} title={t("failed")} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{textOf(error)}</Text>
        {onAgain !== undefined && (
          <Button size="compact-sm" variant="default" onClick={onAgain}>
            {t("again")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** What a query has read; until then its shape, or why it has failed. */
export function Loaded<Data>({ query, children }: LoadedProps<Data>): ReactNode {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) return <ErrorState error={query.error} onAgain={() => void query.refetch()} />;
  return (
    <Stack aria-busy="true" role="status">
      <Skeleton h={40} />
      <Skeleton h={160} />
    </Stack>
  );
}
