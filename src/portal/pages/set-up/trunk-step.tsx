import { Alert, Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Hourglass, TriangleAlert } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { trunksQuery } from "../../api/queries.ts";
import type { Trunk } from "../../api/types.ts";
import { StepForm, type StepProps } from "./step-form.tsx";

const EMPTY = { name: "", host: "", username: "", password: "" };
const SIP_PORT = 5060;

/** The line to the outside, of the kind that most providers give: a log-in at their server. Others are added on their own page. */
export function TrunkStep({ onDone }: StepProps): ReactElement {
  const { t } = useTranslation("set-up");
  const { data: trunks } = useQuery(trunksQuery);
  const [trunk] = trunks ?? [];
  if (trunk !== undefined) return <Known trunk={trunk} onDone={onDone} />;
  return (
    <StepForm
      text={t("trunk.text")}
      first={EMPTY}
      save={({ name, host, username, password }) => {
        const [server = "", port] = host.trim().split(":");
        const body = {
          ...{ name, host: server, port: port === undefined ? SIP_PORT : Number(port), username },
          ...{ transport: "udp" as const, register: true, password: password === "" ? null : password },
        };
        return call(api.POST("/api/v1/trunks", { body }));
      }}
      // What the provider says to it is shown before it goes on.
      onDone={(isSaved) => !isSaved && onDone()}
    >
      {({ value, set, faultOf }) => (
        <>
          <TextInput
            label={t("trunk.name")}
            description={t("trunk.name-text")}
            required
            withAsterisk={false}
            autoFocus
            value={value.name}
            error={faultOf("/name")}
            onChange={({ currentTarget }) => set("name", currentTarget.value)}
          />
          <TextInput
            label={t("trunk.host")}
            placeholder="sip.example.com"
            required
            withAsterisk={false}
            spellCheck={false}
            value={value.host}
            error={faultOf("/host") ?? faultOf("/port")}
            onChange={({ currentTarget }) => set("host", currentTarget.value)}
          />
          <TextInput
            label={t("trunk.username")}
            required
            withAsterisk={false}
            autoComplete="off"
            spellCheck={false}
            value={value.username}
            error={faultOf("/username")}
            onChange={({ currentTarget }) => set("username", currentTarget.value)}
          />
          <PasswordInput
            label={t("trunk.password")}
            autoComplete="new-password"
            value={value.password}
            error={faultOf("/password")}
            onChange={({ currentTarget }) => set("password", currentTarget.value)}
          />
        </>
      )}
    </StepForm>
  );
}

/** Live: the provider's answer is told by an event. */
function Known({ trunk, onDone }: StepProps & { readonly trunk: Trunk }): ReactElement {
  const { t } = useTranslation("set-up");
  const { name, status } = trunk;
  const state = stateOf(status);
  const Icon = { up: CircleCheck, waiting: Hourglass, refused: TriangleAlert }[state];
  return (
    <Stack maw={520}>
      <Alert
        role="status"
        color={{ up: "green", waiting: "petrol", refused: "red" }[state]}
        icon={<Icon size={20} aria-hidden />}
        title={name}
      >
        {t(`trunk.${state}`)}
      </Alert>
      <Group>
        <Button onClick={onDone} data-autofocus>
          {t("continue")}
        </Button>
      </Group>
    </Stack>
  );
}

function stateOf({ registration, health, refusal }: Trunk["status"]): "up" | "waiting" | "refused" {
  if (refusal !== undefined || registration?.state === "failed" || health?.state === "down") return "refused";
  return registration?.state === "registered" || health?.state === "up" ? "up" : "waiting";
}
