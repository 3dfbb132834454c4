import { Anchor, Text, ThemeIcon } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CircleCheck, Info, OctagonAlert, TriangleAlert } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Dashboard } from "../../api/types.ts";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import classes from "./home.module.css";

type News = Dashboard["attention"][number];

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
              <Named {...item} />
            </span>
          ))}
          {count > named.length && ` ${t("and-more", { count: count - named.length })}`}
        </Text>
      </div>
    </div>
  );
}

/** Leads to where it can be mended. */
function Named({ kind, id, label }: News["items"][number]): ReactElement {
  const write = useNumberWriter();
  if (kind === "user")
    return (
      <Anchor component={Link} to="/extensions" search={{ open: id, tab: "devices" } as never} size="sm">
        {label}
      </Anchor>
    );
  return <span>{kind === "phone-number" ? write(label) : label}</span>;
}
