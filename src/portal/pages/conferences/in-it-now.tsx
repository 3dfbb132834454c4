import { ActionIcon, Badge, Button, Group, Paper, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Lock, LockOpen, LogOut, Mic, MicOff, Users } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { Conference } from "../../api/types.ts";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { EmptyState, Loaded } from "../../components/states.tsx";
import { DurationSince } from "../../components/time.tsx";
import { useProblemText } from "../../i18n/problem-text.ts";

/** Events tell of calls; who has typed the PIN, who talks and who has muted their phone is asked. */
const ASKED_EACH_MS = 2_000;
const ICONS = { lock: Lock, unlock: LockOpen, "mute-all": MicOff, "unmute-all": Mic };
const ROOM_PATHS = {
  lock: "/api/v1/conferences/{id}/lock",
  unlock: "/api/v1/conferences/{id}/unlock",
  "mute-all": "/api/v1/conferences/{id}/mute-all",
  "unmute-all": "/api/v1/conferences/{id}/unmute-all",
} as const;

/** Who is in a conference, as it goes on, and what its host can do. */
export function InItNow({ conference: { id, extension } }: { readonly conference: Conference }): ReactElement {
  const { t } = useTranslation("conferences");
  const queryClient = useQueryClient();
  const textOf = useProblemText();
  const write = useNumberWriter();
  const query = useQuery({
    queryKey: ["conference-members", id],
    queryFn: ({ signal }) => call(api.GET("/api/v1/conferences/{id}/members", { signal, params: { path: { id } } })),
    refetchInterval: ASKED_EACH_MS,
  });
  const act = useMutation({
    mutationFn: (order: () => Promise<unknown>) => order(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["conference-members", id] }),
    onError: (failure) => notifications.show({ message: textOf(failure), color: "red" }),
  });
  const path = { params: { path: { id } } };
  const ofMember = (member: string) => ({ params: { path: { id, member } } });
  return (
    <Loaded query={query}>
      {({ items, locked }) =>
        items.length === 0 ? (
          <EmptyState icon={Users} title={t("now.empty")} text={t("now.empty-text", { extension })} />
        ) : (
          <Stack gap="sm">
            <Group gap="xs">
              {[
                locked ? ("unlock" as const) : ("lock" as const),
                isSilent(items) ? ("unmute-all" as const) : ("mute-all" as const),
              ].map((order) => {
                const Icon = ICONS[order];
                return (
                  <Button
                    key={order}
                    size="compact-sm"
                    variant="default"
                    leftSection={<Icon size={14} aria-hidden />}
                    onClick={() => act.mutate(() => call(api.POST(ROOM_PATHS[order], path)))}
                  >
                    {t(`now.${order}`)}
                  </Button>
                );
              })}
              <Text size="sm" role="status" fw={500}>
                {locked && t("now.locked")}
              </Text>
            </Group>
            {items.map((member) => {
              const number = member.number === "" ? t("now.withheld") : write(member.number);
              const name = member.name === "" ? number : member.name;
              return (
                <Paper key={member.id} withBorder p="xs" role="group" aria-label={name}>
                  <Group wrap="nowrap" gap="xs">
                    <div style={{ minWidth: 0, flex: 1 }}>
                      <Text size="sm" fw={500} truncate>
                        {name}
                      </Text>
                      <Text size="xs" c="dimmed" component="div">
                        {number} · {t("now.since")} <DurationSince at={member.enteredAt} />
                      </Text>
                    </div>
                    {member.moderator && <Badge variant="light">{t("now.moderator")}</Badge>}
                    {member.muted && <Badge variant="default">{t("now.muted")}</Badge>}
                    {member.talking && !member.muted && <Badge variant="light">{t("now.talking")}</Badge>}
                    <ActionIcon
                      variant="default"
                      aria-label={t(member.muted ? "now.unmute" : "now.mute", { name })}
                      onClick={() =>
                        act.mutate(() =>
                          call(
                            member.muted
                              ? api.POST("/api/v1/conferences/{id}/members/{member}/unmute", ofMember(member.id))
                              : api.POST("/api/v1/conferences/{id}/members/{member}/mute", ofMember(member.id)),
                          ),
                        )
                      }
                    >
                      {member.muted ? <Mic size={16} aria-hidden /> : <MicOff size={16} aria-hidden />}
                    </ActionIcon>
                    <ActionIcon
                      variant="default"
                      aria-label={t("now.remove", { name })}
                      onClick={() =>
                        act.mutate(() =>
                          call(api.DELETE("/api/v1/conferences/{id}/members/{member}", ofMember(member.id))),
                        )
                      }
                    >
                      <LogOut size={16} aria-hidden />
                    </ActionIcon>
                  </Group>
                </Paper>
              );
            })}
          </Stack>
        )
      }
    </Loaded>
  );
}

/** Those who may be muted all are. */
function isSilent(members: readonly { readonly moderator: boolean; readonly muted: boolean }[]): boolean {
  const others = members.filter(({ moderator }) => !moderator);
  return others.length > 0 && others.every(({ muted }) => muted);
}
