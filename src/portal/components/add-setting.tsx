import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { faultText } from "../i18n/problem-text.ts";
import { ErrorState } from "./states.tsx";

export interface Named {
  readonly name: string;
  readonly extension: string;
}

interface AddSettingProps {
  readonly opened: boolean;
  readonly title: string;
  /** Example of a name. */
  readonly placeholder: string;
  /** Adds it and gives its id. */
  readonly add: (named: Named) => Promise<string>;
  /** It is there: its own form can be opened. */
  readonly onAdded: (id: string) => void;
  readonly onClose: () => void;
}

/** The beginning of a group, receptionist or conference: a name and a free extension. The rest has defaults. */
export function AddSetting({ opened, title, onClose, ...props }: AddSettingProps): ReactElement {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <AddForm {...props} onClose={onClose} />
    </Modal>
  );
}

function AddForm(props: Omit<AddSettingProps, "opened" | "title">): ReactElement {
  const { placeholder, add, onAdded, onClose } = props;
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [typed, setTyped] = useState<string>();
  const { data: next } = useQuery({
    queryKey: ["users", "next-extension"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/extensions/next", { signal })),
  });
  const extension = typed ?? next?.extension ?? "";
  const adding = useMutation({ mutationFn: () => add({ name, extension }), onSuccess: onAdded });
  const faultOf = (field: string): string | undefined => {
    const fault =
      adding.error instanceof ApiProblem ? adding.error.faults.find((one) => one.field === field) : undefined;
    return fault === undefined ? undefined : faultText(fault);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        adding.mutate();
      }}
    >
      <Stack>
        {adding.isError && <ErrorState error={adding.error} />}
        <TextInput
          label={t("add-setting.name")}
          placeholder={placeholder}
          required
          withAsterisk={false}
          data-autofocus
          value={name}
          error={faultOf("/name")}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <TextInput
          label={t("add-setting.extension")}
          description={t("add-setting.extension-text")}
          inputMode="numeric"
          required
          withAsterisk={false}
          value={extension}
          error={faultOf("/extension")}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={adding.isPending}>
            {t("add-setting.add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
