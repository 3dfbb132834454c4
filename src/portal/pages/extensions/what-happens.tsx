import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Route } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { trunksQuery, usersQuery } from "../../api/queries.ts";
import type { Body, User } from "../../api/types.ts";
import { usePlanInWords, type Plan } from "../../components/plan-in-words.ts";

type Question = Body<"/api/v1/routing/explain", "post">;

/** What a call to this user would do now, decided by what decides calls. */
export function WhatHappens({ user }: { readonly user: User }): ReactElement | null {
  const { t } = useTranslation("extensions");
  const inWords = usePlanInWords();
  const { data: trunks = [] } = useQuery(trunksQuery);
  const { data: users = [] } = useQuery(usersQuery);
  const question = questionFor(user, {
    trunk: trunks.find(({ enabled }) => enabled)?.id,
    colleague: users.find(({ id }) => id !== user.id)?.id,
  });
  const { data } = useQuery({
    queryKey: ["explain", user.id, user.version, user.devices.online, question],
    queryFn: ({ signal }) => call(api.POST("/api/v1/routing/explain", { signal, body: question as Question })),
    enabled: question !== undefined,
  });
  if (data === undefined) return null;
  return (
    <Alert variant="light" icon={<Route size={18} aria-hidden />} title={t("what-happens")} mb="md">
      <Text size="sm">{inWords(data.plan as Plan).join(" ")}</Text>
      {user.devices.online === 0 && !user.doNotDisturb && (
        <Text size="sm" c="dimmed">
          {t("no-phone-online")}
        </Text>
      )}
    </Alert>
  );
}

interface Callers {
  readonly trunk: string | undefined;
  readonly colleague: string | undefined;
}

/** A call from outside where a number leads here, else from a colleague; undefined: there is none who could call. */
function questionFor(
  { phoneNumbers: [number], extension, id }: User,
  { trunk, colleague }: Callers,
): Question | undefined {
  if (trunk !== undefined && number !== undefined) return { from: { trunkId: trunk, number: null }, to: number };
  return { from: { userId: colleague ?? id }, to: extension };
}
