import { Alert, Button, Group, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { UserCog } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { beginActing } from "../../api/acting.ts";
import { api, call, ifMatch } from "../../api/client.ts";
import { EditingBar } from "../../components/editing-bar.tsx";
import { SideDrawer } from "../../components/side-drawer.tsx";
import { ErrorState } from "../../components/states.tsx";
import { Time } from "../../components/time.tsx";
import { useEditing, type Editing } from "../../components/use-editing.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { CompanyUsage } from "./company-usage.tsx";
import { EndOfCompany } from "./end-of-company.tsx";
import type { Company } from "./queries.ts";

interface CompanyDrawerProps {
  readonly company: Company;
  readonly onClose: () => void;
}

const LIMITS = ["simultaneousCalls", "callsPerHour", "callsPerDay"] as const;

/** One company, as far as it is the provider's. */
export function CompanyDrawer({ company, onClose }: CompanyDrawerProps): ReactElement {
  const { t } = useTranslation("companies");
  const queryClient = useQueryClient();
  const [tab, setTab] = useSearchWord("tab");
  const path = { params: { path: { id: company.id } } };
  const editing = useEditing<Company>({
    saved: company,
    save: (changed, version) =>
      call(api.PATCH("/api/v1/tenants/{id}", { ...path, body: changed, ...ifMatch(version) })),
    read: () => call(api.GET("/api/v1/tenants/{id}", path)),
    onSaved: () => queryClient.invalidateQueries({ queryKey: ["tenants"] }),
  });
  const labels = {
    ...{ name: t("fields.name"), seatPrice: t("fields.price") },
    ...{ limits: t("tabs.limits"), limitBounds: t("tabs.limits") },
  };
  return (
    <SideDrawer
      opened
      onClose={onClose}
      title={company.name}
      text={t("in-short", { seats: company.seats, numbers: company.phoneNumbers })}
      head={<Head company={company} />}
      tab={tab}
      onTab={setTab}
      tabs={[
        { key: "general", label: t("tabs.general"), content: <General editing={editing} /> },
        { key: "limits", label: t("tabs.limits"), content: <Limits editing={editing} /> },
        { key: "usage", label: t("tabs.usage"), content: <CompanyUsage id={company.id} /> },
        { key: "end", label: t("tabs.end"), content: <EndOfCompany company={company} onDeleted={onClose} /> },
      ]}
      foot={<EditingBar editing={editing} labels={labels} />}
    />
  );
}

function Head({ company: { id, suspension } }: { readonly company: Company }): ReactElement {
  const { t } = useTranslation("companies");
  const [reason, setReason] = useState("");
  const act = useMutation({
    mutationFn: () => {
      const body = reason.trim() === "" ? {} : { reason: reason.trim() };
      return call(api.POST("/api/v1/tenants/{id}/acting", { params: { path: { id } }, body }));
    },
    onSuccess: beginActing,
  });
  return (
    <Stack pb="md" gap="sm">
      {suspension !== null && (
        <Alert color="red" title={t("suspended")}>
          <Time at={suspension.since} /> {suspension.reason}
        </Alert>
      )}
      {act.isError && <ErrorState error={act.error} />}
      <Group align="flex-end" gap="sm">
        <TextInput
          flex="1 1 200px"
          label={t("act.reason")}
          placeholder={t("act.example")}
          maxLength={200}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <Button
          variant="default"
          leftSection={<UserCog size={18} aria-hidden />}
          loading={act.isPending}
          onClick={() => act.mutate()}
        >
          {t("act.button")}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {t("act.text")}
      </Text>
    </Stack>
  );
}

function General({ editing: { value, set, faultOf } }: { readonly editing: Editing<Company> }): ReactElement {
  const { t } = useTranslation("companies");
  const { seatPrice } = value;
  return (
    <Stack>
      <TextInput
        label={t("fields.name")}
        value={value.name}
        error={faultOf("/name")}
        onChange={({ currentTarget }) => set("name", currentTarget.value)}
      />
      <Group grow align="flex-start">
        <TextInput
          label={t("fields.price")}
          inputMode="decimal"
          value={seatPrice.amount}
          error={faultOf("/seatPrice/amount")}
          onChange={({ currentTarget }) => set("seatPrice", { ...seatPrice, amount: currentTarget.value })}
        />
        <TextInput
          label={t("fields.currency")}
          maxLength={3}
          value={seatPrice.currency}
          error={faultOf("/seatPrice/currency")}
          onChange={({ currentTarget }) =>
            set("seatPrice", { ...seatPrice, currency: currentTarget.value.toUpperCase() })
          }
        />
      </Group>
    </Stack>
  );
}

function Limits({ editing: { value, set, faultOf } }: { readonly editing: Editing<Company> }): ReactElement {
  const { t } = useTranslation("companies");
  const { limits, limitBounds } = value;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t("limits.text")}
      </Text>
      {LIMITS.map((limit) => (
        <Group key={limit} grow align="flex-start">
          <NumberInput
            label={t(`limits.${limit}`)}
            min={0}
            allowDecimal={false}
            clampBehavior="none"
            value={limits[limit]}
            error={faultOf(`/limits/${limit}`)}
            onChange={(most) => typeof most === "number" && set("limits", { ...limits, [limit]: most })}
          />
          <NumberInput
            label={t("limits.bound")}
            aria-label={`${t(`limits.${limit}`)}: ${t("limits.bound")}`}
            min={0}
            allowDecimal={false}
            clampBehavior="none"
            placeholder={t("limits.no-bound")}
            value={limitBounds[limit] ?? ""}
            error={faultOf(`/limitBounds/${limit}`)}
            onChange={(most) => {
              const { [limit]: _, ...others } = limitBounds;
              set("limitBounds", typeof most === "number" ? { ...others, [limit]: most } : others);
            }}
          />
        </Group>
      ))}
    </Stack>
  );
}
