import { NumberInput, Paper, Radio, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import { usersQuery } from "../../api/queries.ts";
import type { Body, RingGroup } from "../../api/types.ts";
import { EditingBar } from "../../components/editing-bar.tsx";
import { OverflowSelect } from "../../components/overflow-select.tsx";
import { RemoveSetting } from "../../components/remove-setting.tsx";
import { SideDrawer } from "../../components/side-drawer.tsx";
import { useDestinationName } from "../../components/use-destination-name.ts";
import { useEditing, type Editing } from "../../components/use-editing.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { useGroupInWords } from "./group-in-words.ts";
import classes from "./groups.module.css";
import { Members } from "./members.tsx";

interface GroupDrawerProps {
  readonly group: RingGroup;
  readonly onClose: () => void;
}

export function GroupDrawer({ group, onClose }: GroupDrawerProps): ReactElement {
  const { t } = useTranslation(["groups", "common"]);
  const queryClient = useQueryClient();
  const [tab, setTab] = useSearchWord("tab");
  const nameOfUser = useUserName();
  const nameOf = useDestinationName(t("common:destination.nowhere"));
  const inWords = useGroupInWords(nameOfUser);
  const path = { params: { path: { id: group.id } } };
  const editing = useEditing<RingGroup>({
    saved: group,
    save: (changed, version) => {
      const body = changed as Body<"/api/v1/ring-groups/{id}", "patch">;
      return call(api.PATCH("/api/v1/ring-groups/{id}", { ...path, body, ...ifMatch(version) }));
    },
    read: () => call(api.GET("/api/v1/ring-groups/{id}", path)),
    onSaved: () => queryClient.invalidateQueries({ queryKey: ["ring-groups"] }),
  });
  const { value, set, faultOf } = editing;
  const remove = (query: { readonly reassignTo?: string }): Promise<unknown> =>
    call(api.DELETE("/api/v1/ring-groups/{id}", { params: { ...path.params, query } }));
  const describe = (field: keyof RingGroup, of: unknown): string => {
    if (field === "members") return (of as RingGroup["members"]).map(nameOfUser).join(", ");
    if (field === "overflow") return nameOf(of as RingGroup["overflow"]);
    return field === "strategy" ? t(`strategy.${of as RingGroup["strategy"]}`) : String(of);
  };
  return (
    <SideDrawer
      opened
      onClose={onClose}
      title={group.name}
      text={t("extension-of", { extension: group.extension })}
      head={
        <Paper className={classes["words"]} p="sm" mb="md" radius={0} bg="transparent">
          <Text size="sm">{inWords(value)}</Text>
        </Paper>
      }
      tab={tab}
      onTab={setTab}
      tabs={[
        {
          key: "members",
          label: t("tabs.members"),
          content: (
            <Members
              members={value.members}
              onChange={(members) => set("members", members)}
              error={faultOf("/members")}
            />
          ),
        },
        {
          key: "general",
          label: t("tabs.general"),
          content: <General editing={editing} remove={remove} onRemoved={onClose} />,
        },
        {
          key: "overflow",
          label: t("tabs.overflow"),
          content: (
            <OverflowSelect
              label={t("fields.overflow")}
              nothing={t("common:destination.nowhere")}
              value={value.overflow}
              onChange={(overflow) => set("overflow", overflow)}
              error={faultOf("/overflow")}
            />
          ),
        },
      ]}
      foot={
        <EditingBar
          editing={editing}
          labels={{
            name: t("fields.name"),
            extension: t("fields.extension"),
            members: t("fields.members"),
            strategy: t("fields.strategy"),
            ringTimeSeconds: t("fields.ring-time"),
            memberTimeSeconds: t("fields.member-time"),
            useMemberForwarding: t("fields.forwarding"),
            overflow: t("fields.overflow"),
          }}
          describe={describe}
        />
      }
    />
  );
}

/** What a user is called, by id. */
export function useUserName(): (id: string) => string {
  const { t } = useTranslation("groups");
  const { data: users = [] } = useQuery(usersQuery);
  const names = new Map(users.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? t("members.gone");
}

const STRATEGIES = ["simultaneous", "sequential", "round-robin"] as const;

interface GeneralProps {
  readonly editing: Editing<RingGroup>;
  readonly remove: (query: { readonly reassignTo?: string }) => Promise<unknown>;
  readonly onRemoved: () => void;
}

function General({ editing: { value, set, faultOf }, remove, onRemoved }: GeneralProps): ReactElement {
  const { t } = useTranslation("groups");
  return (
    <Stack>
      <TextInput
        label={t("fields.name")}
        value={value.name}
        error={faultOf("/name")}
        onChange={({ currentTarget }) => set("name", currentTarget.value)}
      />
      <TextInput
        label={t("fields.extension")}
        inputMode="numeric"
        value={value.extension}
        error={faultOf("/extension")}
        onChange={({ currentTarget }) => set("extension", currentTarget.value)}
      />
      <Radio.Group
        label={t("fields.strategy")}
        value={value.strategy}
        onChange={(strategy) => set("strategy", strategy)}
      >
        <Stack gap="xs" mt="xs">
          {STRATEGIES.map((strategy) => (
            <Radio
              key={strategy}
              value={strategy}
              label={t(`strategy.${strategy}`)}
              description={t(`strategy-text.${strategy}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <NumberInput
        label={t("fields.ring-time")}
        description={t("fields.ring-time-text")}
        min={5}
        max={300}
        allowDecimal={false}
        clampBehavior="none"
        value={value.ringTimeSeconds}
        error={faultOf("/ringTimeSeconds")}
        onChange={(seconds) => typeof seconds === "number" && set("ringTimeSeconds", seconds)}
      />
      {value.strategy !== "simultaneous" && (
        <NumberInput
          label={t("fields.member-time")}
          min={5}
          max={120}
          allowDecimal={false}
          clampBehavior="none"
          value={value.memberTimeSeconds}
          error={faultOf("/memberTimeSeconds")}
          onChange={(seconds) => typeof seconds === "number" && set("memberTimeSeconds", seconds)}
        />
      )}
      <Switch
        label={t("fields.forwarding")}
        checked={value.useMemberForwarding}
        onChange={({ currentTarget }) => set("useMemberForwarding", currentTarget.checked)}
      />
      <div>
        <RemoveSetting name={value.name} remove={remove} onRemoved={onRemoved} />
      </div>
    </Stack>
  );
}
