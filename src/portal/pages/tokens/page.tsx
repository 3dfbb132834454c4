import { Badge, Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useMemo, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { SettingList } from "../../components/setting-list.tsx";
import type { Column } from "../../components/table-features.ts";
import { Time } from "../../components/time.tsx";
import { AddToken } from "./add-token.tsx";
import { isExpired, tokensQuery, type Token } from "./queries.ts";

/** Keys by which programs use the API. */
export function Page(): ReactElement {
  const { t } = useTranslation("tokens");
  const queryClient = useQueryClient();
  const [withdrawn, withdraw] = useState<Token>();
  return (
    <>
      <SettingList
        query={useQuery(tokensQuery)}
        columns={useColumns(withdraw)}
        sortedBy="name"
        icon={KeyRound}
        texts={{
          ...{ title: t("nav"), text: t("text"), add: t("add.button") },
          ...{ empty: t("empty"), emptyText: t("empty-text") },
        }}
        adding={(form) => <AddToken {...form} />}
      />
      {withdrawn !== undefined && (
        <ConfirmDialog
          opened
          isDangerous
          title={t("withdraw.title", { name: withdrawn.name })}
          action={t("withdraw.action")}
          onConfirm={async () => {
            await call(api.DELETE("/api/v1/tokens/{id}", { params: { path: { id: withdrawn.id } } }));
            await queryClient.invalidateQueries({ queryKey: ["tokens"] });
          }}
          onClose={() => withdraw(undefined)}
        >
          {t("withdraw.text")}
        </ConfirmDialog>
      )}
    </>
  );
}

function useColumns(withdraw: (token: Token) => void): readonly Column<Token>[] {
  const { t } = useTranslation("tokens");
  return useMemo(
    () => [
      { id: "name", header: t("columns.name"), value: ({ name }) => name },
      {
        id: "four",
        header: t("columns.ends-with"),
        width: "120px",
        from: "sm",
        value: ({ lastFour }) => lastFour ?? "",
        cell: ({ lastFour }) => (lastFour === null ? "–" : <code>…{lastFour}</code>),
      },
      {
        id: "scopes",
        header: t("columns.scopes"),
        from: "md",
        value: ({ scopes }) => scopes.map((scope) => t(`scopes.${scope}`)).join(", "),
      },
      {
        id: "used",
        header: t("columns.used"),
        from: "sm",
        width: "150px",
        value: ({ lastUsedAt }) => lastUsedAt ?? "",
        cell: ({ lastUsedAt }) => (lastUsedAt === null ? t("never-used") : <Time at={lastUsedAt} />),
      },
      {
        id: "expires",
        header: t("columns.expires"),
        from: "lg",
        width: "170px",
        value: ({ expiresAt }) => expiresAt ?? "",
        cell: (token) =>
          isExpired(token) ? (
            <Badge color="red" variant="light">
              {t("expired")}
            </Badge>
          ) : token.expiresAt === null ? (
            t("never")
          ) : (
            <Time at={token.expiresAt} />
          ),
      },
      {
        id: "actions",
        header: "",
        canSort: false,
        align: "right",
        width: "130px",
        value: () => "",
        cell: (token) => (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t("withdraw.of", { name: token.name })}
            onClick={() => withdraw(token)}
          >
            {t("withdraw.action")}
          </Button>
        ),
      },
    ],
    [t, withdraw],
  );
}
