import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Network } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { SecretText } from "../../components/secret-text.tsx";
import { ErrorState, Loaded } from "../../components/states.tsx";
import { sharedAddressQuery } from "./queries.ts";

/** One address for all phones of a network, which its DHCP server hands out. */
export function SharedAddress(): ReactElement {
  const { t } = useTranslation(["phones", "common"]);
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<Network size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {t("shared.button")}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("shared.title")}
        size="lg"
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <Address />
      </Modal>
    </>
  );
}

function Address(): ReactElement {
  const { t } = useTranslation("phones");
  const queryClient = useQueryClient();
  const query = useQuery(sharedAddressQuery);
  const refresh = () => queryClient.invalidateQueries({ queryKey: sharedAddressQuery.queryKey });
  const make = useMutation({
    mutationFn: () => call(api.POST("/api/v1/shared-setup-address")),
    onSettled: refresh,
  });
  const end = useMutation({
    mutationFn: () => call(api.DELETE("/api/v1/shared-setup-address")),
    onSettled: refresh,
  });
  return (
    <Stack>
      <Text size="sm">{t("shared.text")}</Text>
      {make.isError && <ErrorState error={make.error} />}
      {end.isError && <ErrorState error={end.error} />}
      <Loaded query={query}>
        {({ address }) =>
          address === null ? (
            <Group>
              <Button loading={make.isPending} onClick={() => make.mutate()}>
                {t("shared.make")}
              </Button>
            </Group>
          ) : (
            <Stack gap="sm">
              <SecretText label={t("shared.title")} value={address} />
              <Text size="sm" c="dimmed">
                {t("shared.secret")}
              </Text>
              <Group gap="xs">
                <Button variant="default" loading={make.isPending} onClick={() => make.mutate()}>
                  {t("shared.renew")}
                </Button>
                <Button variant="subtle" color="gray" loading={end.isPending} onClick={() => end.mutate()}>
                  {t("shared.end")}
                </Button>
              </Group>
            </Stack>
          )
        }
      </Loaded>
    </Stack>
  );
}
