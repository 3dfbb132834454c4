import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { Users, Wallet } from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../components/data-table.tsx";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { EmptyState } from "../../components/states.tsx";
import type { Column } from "../../components/table-features.ts";
import { useFormat } from "../../components/time.tsx";
import { useUnsaved } from "../../components/unsaved.tsx";
import { Changes } from "./changes.tsx";
import type { NewUser } from "./plan.ts";
import type { TriedFile, UserFile } from "./user-file.ts";

interface PreviewProps {
  readonly file: UserFile;
  readonly trial: TriedFile;
  readonly isAdding: boolean;
  readonly onAdd: () => void;
  readonly onOther: () => void;
}

const idOf = ({ id }: NewUser): string => id;

/** What the file would add and change, and what it would cost; nothing is done yet. */
export function Preview({ file, trial, isAdding, onAdd, onOther }: PreviewProps): ReactElement {
  const { t } = useTranslation("user-import");
  const { money } = useFormat();
  const { created, changed, unchanged, seats } = trial;
  const action = useAction(trial);
  const columns = useColumns();
  const count = created.length + changed.length;
  useUnsaved(isAdding);
  return (
    <Stack>
      {seats !== null && (
        <Alert variant="light" icon={<Wallet size={18} aria-hidden />}>
          <Text size="sm" fw={500}>
            {t("price", {
              before: seats.before,
              count: seats.after,
              price: money(seats.monthlyAfter, seats.seatPrice.currency),
            })}
          </Text>
        </Alert>
      )}
      <Group justify="space-between">
        <Text fw={500} role="status">
          {isAdding ? t("adding", { count }) : t("found", { name: file.name, count: count + unchanged })}{" "}
          {!isAdding && unchanged > 0 && t("unchanged", { count: unchanged })}
        </Text>
        <Group>
          <Button variant="default" onClick={onOther} disabled={isAdding}>
            {t("other")}
          </Button>
          <Button onClick={onAdd} loading={isAdding} disabled={count === 0}>
            {action}
          </Button>
        </Group>
      </Group>
      {isAdding && <Progress value={100} animated aria-label={t("adding", { count })} />}
      {changed.length > 0 && <Changes changed={changed} />}
      {(created.length > 0 || changed.length === 0) && (
        <DataTable
          label={t("nav")}
          columns={columns}
          items={created}
          idOf={idOf}
          empty={<EmptyState icon={Users} title={t(unchanged > 0 ? "nothing" : "nobody")} />}
        />
      )}
    </Stack>
  );
}

/** What the button does, in words. */
function useAction({ created, changed }: TriedFile): string {
  const { t } = useTranslation("user-import");
  if (changed.length === 0) return t("add", { count: created.length });
  if (created.length === 0) return t("change", { count: changed.length });
  return t("add-and-change", { created: created.length, changed: changed.length });
}

function useColumns(): readonly Column<NewUser>[] {
  const { t } = useTranslation("user-import");
  const write = useNumberWriter();
  return useMemo(
    () => [
      { id: "name", header: t("columns.name"), value: ({ name }) => name },
      { id: "extension", header: t("columns.extension"), width: "110px", value: ({ extension }) => extension },
      { id: "email", header: t("columns.email"), from: "sm", value: ({ email }) => email },
      {
        ...{ id: "numbers", header: t("columns.phone-numbers"), from: "md" },
        value: ({ numbers }) => numbers.map(write).join(", "),
      },
      {
        ...{ id: "role", header: t("columns.role"), width: "150px", from: "lg" },
        value: ({ role }) => t(`roles.${role}`),
      },
      {
        ...{ id: "device", header: t("columns.device"), width: "150px", from: "lg" },
        value: ({ device }) => device ?? t("no-device"),
      },
    ],
    [t, write],
  );
}
