import { Alert, Button, Group, List, SegmentedControl, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert, Hash, Plus } from "lucide-react";
import { useMemo, useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { phoneNumbersQuery } from "../../api/queries.ts";
import type { PhoneNumber } from "../../api/types.ts";
import { ConflictDialog } from "../../components/conflict-dialog.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { DestinationSelect } from "../../components/destination-select.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { SaveBar } from "../../components/save-bar.tsx";
import { EmptyState } from "../../components/states.tsx";
import { useDestinationName } from "../../components/use-destination-name.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { useMay } from "../../session/session.ts";
import { useProblemText } from "../../i18n/problem-text.ts";
import { AddNumber } from "./add-number.tsx";
import { useColumns } from "./columns.tsx";
import { RemoveNumber } from "./remove-number.tsx";
import { useNumbers, type Changes, type EditedNumbers } from "./use-numbers.ts";

const idOf = ({ number }: PhoneNumber): string => number;

/** Every direct number of the company, and where each leads. */
export function Page(): ReactElement {
  const { t } = useTranslation("phone-numbers");
  const query = useQuery(phoneNumbersQuery);
  const [filter, setFilter] = useSearchWord("filter");
  const [isAdding, setAdding] = useState(false);
  const [removed, setRemoved] = useState<PhoneNumber>();
  const edited = useNumbers((count) => notifications.show({ message: t("saved", { count }), color: "green" }));
  const columns = useColumns(edited, setRemoved);
  const isSpare = filter === "spare";
  const items = useMemo(
    () =>
      isSpare
        ? query.data?.filter(({ number, destination }) => destination === null || edited.changes.has(number))
        : query.data,
    [query.data, isSpare, edited.changes],
  );
  // Where a provider gives numbers out, they are there, or aren't.
  const mayAdd = useMay("numbers");
  const add = mayAdd && (
    <Button leftSection={<Plus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      {t("add.button")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("nav")} text={t("text")} actions={add} />
      <Refused changes={edited.changes} />
      <DataTable
        label={t("nav")}
        columns={columns}
        items={items}
        idOf={idOf}
        error={query.error}
        onAgain={() => void query.refetch()}
        filters={
          <SegmentedControl
            aria-label={t("columns.destination")}
            value={isSpare ? "spare" : "all"}
            onChange={(value) => setFilter(value === "spare" ? value : undefined)}
            data={[
              { value: "all", label: t("all") },
              { value: "spare", label: t("spare") },
            ]}
          />
        }
        bulk={(selected, clear) => (
          <PointAll selected={selected} onDone={clear} edited={edited} onRemove={setRemoved} />
        )}
        empty={<Empty isSpare={isSpare} onAll={() => setFilter(undefined)} action={add} />}
      />
      <Saving edited={edited} />
      <AddNumber opened={isAdding} onClose={() => setAdding(false)} />
      <RemoveNumber number={removed} onClose={() => setRemoved(undefined)} />
    </>
  );
}

function Saving({ edited }: { readonly edited: EditedNumbers }): ReactElement {
  const { t } = useTranslation("phone-numbers");
  const write = useNumberWriter();
  const nameOf = useDestinationName(t("nowhere"));
  const { changes, isSaving, progress, clash } = edited;
  const labels = Object.fromEntries(Object.keys(clash.conflict?.mine ?? {}).map((number) => [number, write(number)]));
  return (
    <>
      <SaveBar
        isDirty={changes.size > 0}
        isSaving={isSaving}
        failure={undefined}
        onSave={() => edited.save()}
        onReset={() => edited.reset()}
        text={isSaving ? t("saving", { ...progress }) : t("changed", { count: changes.size })}
      />
      <ConflictDialog
        editing={clash}
        labels={labels}
        describe={(_, value) => nameOf(value as PhoneNumber["destination"])}
      />
    </>
  );
}

/** What couldn't be saved, and why; the rest is. */
function Refused({ changes }: { readonly changes: Changes }): ReactElement | null {
  const { t } = useTranslation("phone-numbers");
  const write = useNumberWriter();
  const textOf = useProblemText();
  const refused = [...changes].filter(([, { failure }]) => failure !== undefined);
  if (refused.length === 0) return null;
  return (
    <Alert
      color="red"
      mb="md"
      role="alert"
      icon={<CircleAlert size={20} aria-hidden />}
      title={t("refused", { count: refused.length })}
    >
      <List size="sm">
        {refused.map(([number, { failure }]) => (
          <List.Item key={number}>
            {write(number)}: {textOf(failure)}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

interface PointAllProps {
  readonly selected: readonly PhoneNumber[];
  readonly onDone: () => void;
  readonly edited: EditedNumbers;
  readonly onRemove: (number: PhoneNumber) => void;
}

function PointAll({ selected, onDone, edited, onRemove }: PointAllProps): ReactElement {
  const { t } = useTranslation("phone-numbers");
  // A screen of a telephone has no room for the button in each row.
  const only = selected.length === 1 ? selected[0] : undefined;
  return (
    <Group gap="sm">
      <Text size="sm">{t("bulk")}</Text>
      <DestinationSelect
        ariaLabel={t("bulk")}
        size="xs"
        value={null}
        nothing={t("nowhere")}
        onChange={(destination) => {
          edited.set(selected, destination);
          onDone();
        }}
      />
      {only !== undefined && (
        <Button size="compact-sm" variant="default" c="var(--mantine-color-error)" onClick={() => onRemove(only)}>
          {t("remove.action")}
        </Button>
      )}
    </Group>
  );
}

interface EmptyProps {
  readonly isSpare: boolean;
  readonly onAll: () => void;
  readonly action: ReactNode;
}

function Empty({ isSpare, onAll, action }: EmptyProps): ReactElement {
  const { t } = useTranslation("phone-numbers");
  if (!isSpare)
    return (
      <EmptyState
        icon={Hash}
        title={t("none")}
        text={t(action === false ? "none-given" : "none-text")}
        action={action}
      />
    );
  const all = (
    <Button variant="default" onClick={onAll}>
      {t("show-all")}
    </Button>
  );
  return <EmptyState icon={Hash} title={t("none-spare")} action={all} />;
}
