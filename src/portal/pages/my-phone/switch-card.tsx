import { Card, Group, Stack, Switch, Text } from "@mantine/core";
import type { LucideIcon } from "lucide-react";
import classes from "./switch-card.module.css";
import { useId, type ReactElement, type ReactNode } from "react";

interface SwitchCardProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly onSwitch: (isOn: boolean) => void;
  readonly children?: ReactNode;
}

/** A big switch with what it does; what belongs to it stands below. */
export function SwitchCard(props: SwitchCardProps): ReactElement {
  const { icon: Icon, title, text, isOn, isDisabled = false, onSwitch, children } = props;
  const id = useId();
  return (
    <Card withBorder padding="lg">
      <Stack>
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Group wrap="nowrap" align="flex-start">
            <Icon size={22} aria-hidden className={classes["icon"]} />
            <Stack gap={2}>
              <Text fw={600} id={id} component="h2" fz="md">
                {title}
              </Text>
              <Text size="sm" c="dimmed" id={`${id}-text`}>
                {text}
              </Text>
            </Stack>
          </Group>
          <Switch
            size="lg"
            checked={isOn}
            disabled={isDisabled}
            aria-labelledby={id}
            aria-describedby={`${id}-text`}
            onChange={({ currentTarget }) => onSwitch(currentTarget.checked)}
          />
        </Group>
        {children}
      </Stack>
    </Card>
  );
}
