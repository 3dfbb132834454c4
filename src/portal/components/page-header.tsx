import { Group, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactElement, ReactNode } from "react";

interface PageHeaderProps {
  readonly title: string;
  /** What can be done here in one sentence, where the title doesn't say it. */
  readonly text?: ReactNode;
  /** Buttons; the most important one last. */
  readonly actions?: ReactNode;
}

/** The head of every page: its title, which is the tab's too, and what can be done on it. */
export function PageHeader({ title, text, actions }: PageHeaderProps): ReactElement {
  useDocumentTitle(`${title} · Offhook`);
  return (
    <Group justify="space-between" align="flex-start" mb="lg" gap="sm">
      <Stack gap={2}>
        <Title order={1}>{title}</Title>
        {text !== undefined && <Text c="dimmed">{text}</Text>}
      </Stack>
      {actions !== undefined && <Group gap="sm">{actions}</Group>}
    </Group>
  );
}
