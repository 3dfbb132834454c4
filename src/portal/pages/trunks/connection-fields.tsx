import {
  Group,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Trunk } from "../../api/types.ts";

/** What is edited: the password is empty until a new one is typed. */
export type EditedTrunk = Omit<Trunk, "status"> & { readonly password: string };

/** How the provider is reached, and how it knows us. The password is written only: the API never tells it. */
export type Connection = Pick<
  Trunk,
  "name" | "host" | "port" | "transport" | "register" | "username" | "trustedAddresses"
> & {
  readonly password: string;
};

interface ConnectionFieldsProps {
  readonly value: Connection;
  readonly set: <Field extends keyof Connection>(field: Field, value: Connection[Field]) => void;
  readonly faultOf: (pointer: string) => string | undefined;
  /** A password is stored already: an empty field keeps it. */
  readonly hasPassword: boolean;
}

const SIP_PORT = 5060;

/** The same fields where a trunk is added and where it is changed. */
export function ConnectionFields({ value, set, faultOf, hasPassword }: ConnectionFieldsProps): ReactElement {
  const { t } = useTranslation("trunks");
  return (
    <Stack>
      <TextInput
        label={t("fields.name")}
        description={t("fields.name-text")}
        required
        withAsterisk={false}
        data-autofocus
        value={value.name}
        error={faultOf("/name")}
        onChange={({ currentTarget }) => set("name", currentTarget.value)}
      />
      <Stack gap={6}>
        <Text size="sm" fw={500}>
          {t("fields.register")}
        </Text>
        <SegmentedControl
          aria-label={t("fields.register")}
          value={value.register ? "registration" : "address"}
          onChange={(kind) => set("register", kind === "registration")}
          data={[
            { value: "registration", label: t("kinds.registration") },
            { value: "address", label: t("kinds.address") },
          ]}
        />
        <Text size="xs" c="dimmed">
          {t(value.register ? "kinds.registration-text" : "kinds.address-text")}
        </Text>
      </Stack>
      <Group align="flex-start" gap="sm">
        <TextInput
          flex="1 1 200px"
          label={t("fields.host")}
          description={t("fields.host-text")}
          placeholder="sip.example.com"
          required
          withAsterisk={false}
          spellCheck={false}
          value={value.host}
          error={faultOf("/host")}
          onChange={({ currentTarget }) => set("host", currentTarget.value.trim())}
        />
        <NumberInput
          w={100}
          label={t("fields.port")}
          description={t("fields.port-text")}
          min={1}
          max={65_535}
          allowDecimal={false}
          clampBehavior="none"
          hideControls
          value={value.port}
          error={faultOf("/port")}
          onChange={(port) => set("port", typeof port === "number" ? port : SIP_PORT)}
        />
        <Select
          w={100}
          label={t("fields.transport")}
          description={t("fields.transport-text")}
          allowDeselect={false}
          value={value.transport}
          data={[
            { value: "udp", label: "UDP" },
            { value: "tcp", label: "TCP" },
          ]}
          onChange={(transport) => transport !== null && set("transport", transport)}
        />
      </Group>
      <Credentials value={value} set={set} faultOf={faultOf} hasPassword={hasPassword} />
      <TagsInput
        label={t("fields.trusted")}
        description={t(value.register ? "fields.trusted-optional" : "fields.trusted-text")}
        placeholder={value.trustedAddresses.length === 0 ? "198.51.100.7" : ""}
        splitChars={[",", " ", ";"]}
        acceptValueOnBlur
        value={[...value.trustedAddresses]}
        error={faultOf("/trustedAddresses")}
        onChange={(addresses) => set("trustedAddresses", addresses)}
      />
    </Stack>
  );
}

function Credentials({ value, set, faultOf, hasPassword }: ConnectionFieldsProps): ReactElement {
  const { t } = useTranslation("trunks");
  return (
    <Group align="flex-start" gap="sm">
      <TextInput
        flex="1 1 200px"
        label={t("fields.username")}
        description={t("fields.username-text")}
        required={value.register}
        withAsterisk={false}
        autoComplete="off"
        spellCheck={false}
        value={value.username ?? ""}
        error={faultOf("/username")}
        onChange={({ currentTarget }) => set("username", currentTarget.value === "" ? null : currentTarget.value)}
      />
      <PasswordInput
        flex="1 1 200px"
        label={t("fields.password")}
        description={t(hasPassword ? "fields.password-kept" : "fields.password-text")}
        autoComplete="new-password"
        value={value.password}
        error={faultOf("/password")}
        onChange={({ currentTarget }) => set("password", currentTarget.value)}
      />
    </Group>
  );
}
