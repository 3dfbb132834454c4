import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ErrorState } from "../../components/states.tsx";
import { useUnsaved } from "../../components/unsaved.tsx";
import { faultAt } from "../../i18n/problem-text.ts";
import { SiteFields, type SiteValues } from "./site-fields.tsx";

interface AddSiteProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function AddSite({ opened, onClose }: AddSiteProps): ReactElement {
  const { t } = useTranslation("sites");
  return (
    <Modal opened={opened} onClose={onClose} title={t("add.button")} closeOnClickOutside={false}>
      <AddForm onClose={onClose} />
    </Modal>
  );
}

const EMPTY: SiteValues = { name: "", address: "", emergencyCallerId: null, contacts: [] };

function AddForm({ onClose }: Pick<AddSiteProps, "onClose">): ReactElement {
  const { t } = useTranslation(["sites", "common"]);
  const queryClient = useQueryClient();
  const [value, setValue] = useState(EMPTY);
  const adding = useMutation({
    mutationFn: () => call(api.POST("/api/v1/sites", { body: value })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["sites"] });
      onClose();
    },
  });
  useUnsaved(value !== EMPTY && !adding.isSuccess);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        adding.mutate();
      }}
    >
      <Stack>
        {adding.isError && <ErrorState error={adding.error} />}
        <SiteFields
          value={value}
          set={(field, one) => setValue((before) => ({ ...before, [field]: one }))}
          faultOf={(pointer) => faultAt(adding.error, pointer)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" loading={adding.isPending}>
            {t("add.action")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
