import { Badge, Button, Card, Group, Stack, Text, VisuallyHidden } from "@mantine/core";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { Fingerprint, KeyRound, Smartphone, type LucideIcon } from "lucide-react";
import { useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { Loaded } from "../../components/states.tsx";
import { Time } from "../../components/time.tsx";
import { AddAuthenticator } from "./add-authenticator.tsx";
import { AddPasskey } from "./add-passkey.tsx";
import { ProvedDialog } from "./proved-dialog.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

const secondFactorQuery = queryOptions({
  queryKey: ["second-factor"],
  queryFn: ({ signal }) => call(api.GET("/api/v1/second-factor", { signal })),
});
type State = NonNullable<Awaited<ReturnType<NonNullable<typeof secondFactorQuery.queryFn>>>>;
type Passkey = State["passkeys"][number];

/** What is under way; a passkey: it is to be taken away. */
type Doing = "authenticator" | "no-authenticator" | "passkey" | "codes" | Passkey;

/** What a log-in asks for beside the password: an authenticator app, passkeys, and codes for the day on which they are lost. */
export function SecondFactorCard(): ReactElement {
  const { t } = useTranslation("my-account");
  const client = useQueryClient();
  const query = useQuery(secondFactorQuery);
  const [doing, setDoing] = useState<Doing>();
  const close = (): void => {
    setDoing(undefined);
    void client.invalidateQueries({ queryKey: secondFactorQuery.queryKey });
  };
  return (
    <Card withBorder padding="lg">
      <Stack>
        <div>
          <Text fw={600} component="h2" fz="md">
            {t("second.title")}
          </Text>
          <Text size="sm" c="dimmed">
            {t("second.text")}
          </Text>
        </div>
        <Loaded query={query}>{(state) => <Factors state={state} onDo={setDoing} />}</Loaded>
      </Stack>
      {doing === "authenticator" && <AddAuthenticator onClose={close} />}
      {doing === "passkey" && <AddPasskey onClose={close} />}
      {doing === "codes" && (
        <ProvedDialog
          title={t("second.new-codes")}
          text={t("second.new-codes-text")}
          action={t("second.new-codes")}
          prove={(body) => call(api.POST("/api/v1/second-factor/recovery-codes", { body }))}
          onClose={close}
        >
          {({ recoveryCodes }) => <RecoveryCodes codes={recoveryCodes ?? []} onClose={close} />}
        </ProvedDialog>
      )}
      {doing === "no-authenticator" && (
        <ProvedDialog
          title={t("second.totp-off")}
          text={t("second.off-text")}
          action={t("second.remove")}
          prove={(body) => call(api.POST("/api/v1/second-factor/totp/remove", { body }))}
          onClose={close}
        />
      )}
      {typeof doing === "object" && (
        <ProvedDialog
          title={t("second.passkey-off", { name: doing.name })}
          text={t("second.off-text")}
          action={t("second.remove")}
          prove={(body) =>
            call(api.POST("/api/v1/second-factor/passkeys/{id}/remove", { params: { path: { id: doing.id } }, body }))
          }
          onClose={close}
        />
      )}
    </Card>
  );
}

interface FactorsProps {
  readonly state: State;
  readonly onDo: (what: Doing) => void;
}

function Factors({ state: { totp, passkeys, recoveryCodes }, onDo }: FactorsProps): ReactElement {
  const { t } = useTranslation("my-account");
  return (
    <>
      <Factor icon={Smartphone} name={t("second.totp")} text={t("second.totp-text")} isOn={totp}>
        {totp ? (
          <Button variant="default" size="compact-sm" onClick={() => onDo("no-authenticator")}>
            {t("second.remove")}
            <Of>{t("second.totp")}</Of>
          </Button>
        ) : (
          <Button variant="default" size="compact-sm" onClick={() => onDo("authenticator")}>
            {t("second.set-up")}
            <Of>{t("second.totp")}</Of>
          </Button>
        )}
      </Factor>
      {passkeys.map((passkey) => (
        <Factor
          key={passkey.id}
          icon={Fingerprint}
          name={passkey.name}
          text={
            passkey.lastUsedAt === null ? (
              t("second.never-used")
            ) : (
              <>
                {t("second.last-used")} <Time at={passkey.lastUsedAt} />
              </>
            )
          }
          isOn
        >
          <Button variant="default" size="compact-sm" onClick={() => onDo(passkey)}>
            {t("second.remove")}
            <Of>{passkey.name}</Of>
          </Button>
        </Factor>
      ))}
      <Factor icon={Fingerprint} name={t("second.passkey")} text={t("second.passkey-text")} isOn={false}>
        <Button variant="default" size="compact-sm" onClick={() => onDo("passkey")}>
          {t("second.add")}
          <Of>{t("second.passkey")}</Of>
        </Button>
      </Factor>
      {(totp || passkeys.length > 0) && (
        <Factor
          icon={KeyRound}
          name={t("second.codes")}
          text={t("second.codes-left", { count: recoveryCodes })}
          isOn={false}
        >
          <Button variant="default" size="compact-sm" onClick={() => onDo("codes")}>
            {t("second.new-codes")}
          </Button>
        </Factor>
      )}
    </>
  );
}

interface FactorProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly text: ReactNode;
  readonly isOn: boolean;
  /** What can be done with it. */
  readonly children: ReactNode;
}

function Factor({ icon: Icon, name, text, isOn, children }: FactorProps): ReactElement {
  const { t } = useTranslation("my-account");
  return (
    <Group justify="space-between" gap="xs" role="group" aria-label={name}>
      <Group wrap="nowrap" miw={0} flex="1 1 220px" align="flex-start">
        <Icon size={18} aria-hidden style={{ flex: "none", marginTop: 3 }} />
        <Stack gap={0} miw={0}>
          <Group gap="xs">
            <Text>{name}</Text>
            {isOn && (
              <Badge variant="light" color="green">
                {t("second.on")}
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed" component="div">
            {text}
          </Text>
        </Stack>
      </Group>
      {children}
    </Group>
  );
}

/** What a button is about, for who hears it alone. */
function Of({ children }: { readonly children: string }): ReactElement {
  return <VisuallyHidden>: {children}</VisuallyHidden>;
}
