import { Button, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Users } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ringGroupsQuery } from "../../api/queries.ts";
import type { RingGroup } from "../../api/types.ts";
import { AddSetting } from "../../components/add-setting.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState } from "../../components/states.tsx";
import type { Column } from "../../components/table-features.ts";
import { useDestinationName } from "../../components/use-destination-name.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { GroupDrawer, useUserName } from "./group-drawer.tsx";

const idOf = ({ id }: RingGroup): string => id;

/** Ring groups (hunt groups): several people reached by one number. */
export function Page(): ReactElement {
  const { t } = useTranslation("groups");
  const queryClient = useQueryClient();
  const query = useQuery(ringGroupsQuery);
  const [openId, setOpenId] = useSearchWord("open");
  const [isAdding, setAdding] = useState(false);
  const columns = useColumns();
  const open = query.data?.find(({ id }) => id === openId);
  const add = (
    <Button leftSection={<Plus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      {t("add.button")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("nav")} text={t("text")} actions={add} />
      <DataTable
        label={t("nav")}
        columns={columns}
        items={query.data}
        idOf={idOf}
        error={query.error}
        onAgain={() => void query.refetch()}
        onOpen={({ id }) => setOpenId(id)}
        openId={openId}
        sortedBy="extension"
        empty={<EmptyState icon={Users} title={t("empty")} text={t("empty-text")} action={add} />}
      />
      {open !== undefined && <GroupDrawer key={open.id} group={open} onClose={() => setOpenId(undefined)} />}
      <AddSetting
        opened={isAdding}
        title={t("add.button")}
        placeholder={t("add.placeholder")}
        add={async (body) => (await call(api.POST("/api/v1/ring-groups", { body }))).id}
        onAdded={(id) => {
          setAdding(false);
          void queryClient.invalidateQueries({ queryKey: ["ring-groups"] }).then(() => setOpenId(id));
        }}
        onClose={() => setAdding(false)}
      />
    </>
  );
}

function useColumns(): readonly Column<RingGroup>[] {
  const { t } = useTranslation(["groups", "common"]);
  const nameOfUser = useUserName();
  const nameOf = useDestinationName(t("common:destination.nowhere"));
  return [
    { id: "name", header: t("columns.name"), value: ({ name }) => name },
    { id: "extension", header: t("columns.extension"), width: "130px", value: ({ extension }) => extension },
    {
      id: "members",
      header: t("columns.members"),
      from: "sm",
      value: ({ members }) => members.map(nameOfUser).join(", "),
      cell: ({ members }) => (
        <Text size="sm" truncate title={members.map(nameOfUser).join(", ")}>
          {t("members-in-words", { count: members.length })}
          {members.length > 0 && ` · ${members.map(nameOfUser).join(", ")}`}
        </Text>
      ),
    },
    {
      id: "strategy",
      header: t("columns.strategy"),
      from: "md",
      width: "190px",
      value: (group) => t(`strategy.${group.strategy}`),
    },
    { id: "overflow", header: t("columns.overflow"), from: "lg", value: ({ overflow }) => nameOf(overflow) },
  ];
}
