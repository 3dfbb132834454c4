import { ActionIcon, Avatar, Badge, Card, Group, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Phone, Search, Users } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { directoryQuery } from "../../api/queries.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState, Loaded } from "../../components/states.tsx";
import { useCallOut } from "../../components/use-call-out.ts";
import classes from "../../components/list.module.css";
import { useOwnUser } from "../../session/own-settings.ts";

const COLOURS = { idle: "green", ringing: "orange", busy: "red" } as const;
/** So many fit a screen a few times over; who looks for one more types. */
const MOST_SHOWN = 200;

/** The colleagues: who is on the telephone, and a call to each with one click. */
export function Page(): ReactElement {
  const { t } = useTranslation("directory");
  const own = useOwnUser();
  const query = useQuery(directoryQuery);
  const callOut = useCallOut();
  const [wanted, setWanted] = useState("");
  const canCall = own.devices.online > 0;
  return (
    <>
      <PageHeader title={t("nav")} text={canCall ? t("text") : t("text-no-phone")} />
      <TextInput
        mb="md"
        maw={360}
        aria-label={t("search")}
        placeholder={t("search")}
        leftSection={<Search size={16} aria-hidden />}
        value={wanted}
        onChange={({ currentTarget }) => setWanted(currentTarget.value)}
      />
      <Loaded query={query}>
        {(all) => {
          const found = all.filter(({ userId, ...one }) => userId !== own.id && isFound(one, wanted));
          if (found.length === 0) return <EmptyState icon={Users} title={t(wanted === "" ? "none" : "none-found")} />;
          return (
            <Card withBorder padding={0}>
              <Stack gap={0} component="ul" m={0} p={0} aria-label={t("nav")}>
                {found.slice(0, MOST_SHOWN).map(({ userId, name, extension, state }) => (
                  <li key={userId} className={classes["row"]}>
                    <Group wrap="nowrap" px="md" py="sm">
                      <Avatar name={name} variant="filled" color="petrol.8" radius="xl" aria-hidden />
                      <Stack gap={0} miw={0} flex={1}>
                        <Text truncate>{name}</Text>
                        <Text size="sm" c="dimmed" className="numbers">
                          {extension}
                        </Text>
                      </Stack>
                      <Badge variant="light" color={COLOURS[state]} flex="none">
                        {t(`states.${state}`)}
                      </Badge>
                      <ActionIcon
                        variant="light"
                        size="lg"
                        radius="xl"
                        disabled={!canCall}
                        aria-label={t("call", { name })}
                        onClick={() => callOut.mutate(extension)}
                      >
                        <Phone size={18} />
                      </ActionIcon>
                    </Group>
                  </li>
                ))}
              </Stack>
            </Card>
          );
        }}
      </Loaded>
    </>
  );
}

/** Without accents and capitals, as people type. */
function isFound({ name, extension }: { readonly name: string; readonly extension: string }, wanted: string): boolean {
  const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain(`${name} ${extension}`).includes(plain(wanted.trim()));
}
