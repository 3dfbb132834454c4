import { Alert, Button, Divider, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useEffect, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client.ts";
import { useProblemText } from "../i18n/problem-text.ts";
import { endingOfOpenId, forgetEnding } from "./open-id-ending.ts";

interface OpenIdWayProps {
  /** The user who is logged in now, or what they are asked for beside. */
  readonly onAnswer: (answer: object) => void;
}

/** The log-in at the company's own provider, where there is one: a button that leads there, and what came of it. */
export function OpenIdWay({ onAnswer }: OpenIdWayProps): ReactElement | null {
  const { t } = useTranslation("session");
  const textOf = useProblemText();
  const [ending] = useState(endingOfOpenId);
  const ways = useQuery({
    queryKey: ["log-in-ways"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/sessions/ways", { signal })),
  });
  const { mutate, ...proof } = useMutation({
    mutationFn: () => call(api.POST("/api/v1/sessions/open-id")),
    onSuccess: onAnswer,
  });
  useEffect(() => {
    if (ending === undefined) return;
    forgetEnding();
    if (ending === "proved") mutate();
  }, [ending, mutate]);
  const openId = ways.data?.openId;
  if (openId == null) return null;
  const said = proof.isError
    ? textOf(proof.error)
    : ending === "proved" || ending === undefined
      ? undefined
      : t(`open-id-${ending}`, openId);
  return (
    <Stack>
      <Divider label={t("or")} />
      {said !== undefined && (
        <Alert color="red" role="alert">
          {said}
        </Alert>
      )}
      <Button
        component="a"
        href={openId.begin}
        variant="default"
        fullWidth
        leftSection={<KeyRound size={16} aria-hidden />}
        loading={proof.isPending}
      >
        {t("open-id", openId)}
      </Button>
    </Stack>
  );
}
