import { Anchor, Text, ThemeIcon } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, Info, OctagonAlert, TriangleAlert } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { Dashboard } from "../../api/types.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import type en from "../../i18n/en/home.json";
import classes from "./home.module.css";

type News = Dashboard["attention"][number];
type LimitName = keyof (typeof en)["limits"];

const LOOKS = {
  error: { icon: OctagonAlert, color: "red" },
  warning: { icon: TriangleAlert, color: "orange" },
  info: { icon: Info, color: "blue" },
} as const;
/** Named at once; the rest is counted. */
const MOST_NAMED = 4;

export function Attention({ news }: { readonly news: readonly News[] }): ReactElement {
  const { t } = useTranslation("home");
  if (news.length === 0)
    return (
      <div className={classes["news"]}>
        <ThemeIcon variant="light" color="green" radius="xl">
          <CircleCheck size={16} aria-hidden />
        </ThemeIcon>
        <Text>{t("all-well")}</Text>
      </div>
    );
  return (
    <div>
      {news.map((one) => (
        <Piece key={one.code} news={one} />
      ))}
    </div>
  );
}

function Piece({ news: { code, severity, count, items } }: { readonly news: News }): ReactElement {
  const { t } = useTranslation("home");
  const { icon: Icon, color } = LOOKS[severity];
  const named = items.slice(0, MOST_NAMED);
  return (
    <div className={classes["news"]} data-attention={code}>
      <ThemeIcon variant="light" color={color} radius="xl">
        <Icon size={16} aria-hidden />
      </ThemeIcon>
      <div>
        <Text size="sm" fw={500}>
          {t(`codes.${code}`, { count })}
        </Text>
        <Text size="sm" c="dimmed">
          {named.map((item, place) => (
            <span key={item.id}>
              {place > 0 && ", "}
              <Named {...{ code, item }} />
            </span>
          ))}
          {count > named.length && ` ${t("and-more", { count: count - named.length })}`}
        </Text>
      </div>
    </div>
  );
}

interface NamedProps {
  readonly code: News["code"];
  readonly item: News["items"][number];
}

/** Which tab of a user mends it. */
const TABS: { readonly [Code in News["code"]]?: string } = {
  "user-without-device": "devices",
  "mailbox-locked": "voicemail",
};

/** Leads to where it can be mended; what no page mends is only named, with the reason where there is one. */
function Named({ code, item: { kind, id, label, reason } }: NamedProps): ReactElement {
  const { t } = useTranslation("home");
  const write = useNumberWriter();
  switch (kind) {
    case "user":
      return <To page="/extensions" search={{ open: id, tab: TABS[code] ?? "general" }} text={label} />;
    case "phone-number":
      return <To page="/phone-numbers" search={{ filter: "spare" }} text={write(label)} />;
    case "trunk":
      return <To page="/trunks" search={{ open: id }} text={label} />;
    case "webhook":
      return <To page="/webhooks" search={{ open: id }} text={label} />;
    case "limit":
      return <To page="/company" search={{}} text={t(`limits.${label as LimitName}`)} />;
    case "tenant":
      return code === "no-trunk" ? (
        <To page="/trunks" search={{}} text={t("add-trunk")} />
      ) : (
        <To page="/company" search={{}} text={t("choose-main-number")} />
      );
    case "ban":
      return <Banned source={id} />;
    default:
      return <span title={reason}>{label}</span>;
  }
}

interface ToProps {
  readonly page: string;
  readonly search: Readonly<Record<string, string>>;
  readonly text: string;
}

function To({ page, search, text }: ToProps): ReactElement {
  return (
    <Anchor component={Link} to={page} search={search as never} size="sm">
      {text}
    </Anchor>
  );
}

/** An address that was taken for an attacker's, and may be that of the own office. */
function Banned({ source }: { readonly source: string }): ReactElement {
  const { t } = useTranslation("home");
  const queryClient = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <Anchor component="button" type="button" size="sm" onClick={() => setAsked(true)}>
        {source}
      </Anchor>
      <ConfirmDialog
        opened={isAsked}
        title={t("unban.title", { source })}
        action={t("unban.action")}
        onConfirm={async () => {
          await call(api.DELETE("/api/v1/bans/{address}", { params: { path: { address: source } } }));
          await queryClient.invalidateQueries({ queryKey: ["dashboard"] });
        }}
        onClose={() => setAsked(false)}
      >
        {t("unban.text")}
      </ConfirmDialog>
    </>
  );
}
