import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { devicesQuery, trunksQuery } from "../../api/queries.ts";
import { useDestinations } from "../../components/destinations.ts";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import type en from "../../i18n/en/journal.json";
import { wordOfField } from "./field-words.ts";
import type { Change, Entry } from "./queries.ts";

type FieldName = keyof (typeof en)["fields"];
type ValueName = keyof (typeof en)["values"];
type KindName = keyof (typeof en)["kinds"];

export const KINDS: readonly KindName[] = [
  ...(["user", "device", "number", "ring-group", "receptionist", "conference", "shared-mailbox"] as const),
  ...(["trunk", "site", "tenant", "token", "webhook"] as const),
];

/** What is written down beside settings: it isn't looked for by itself. */
const OTHER_KINDS: readonly KindName[] = [
  ...(["sessions", "log-in", "second-factor", "export", "ban", "allow-list", "acting"] as const),
];

/** What the API writes in the place of a password. */
const SECRET = "(secret)";
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

export interface JournalWords {
  /** "Alice Martin", "npm start -- --demo". */
  readonly who: (entry: Entry) => string;
  /** "Added: Alice Martin (user), 01 70 00 00 01 (phone number)" */
  readonly what: (entry: Entry) => string;
  /** "User Alice Martin" */
  readonly thing: (change: Change) => string;
  readonly field: (pointer: string) => string;
  /** Of the field that the pointer leads to. */
  readonly value: (pointer: string, value: unknown) => string;
}

/** Changes as people would tell them: ids by their names, fields by their labels. */
export function useJournalWords(): JournalWords {
  const { t, i18n } = useTranslation(["journal", "common"]);
  const names = useNames();
  const write = useNumberWriter();
  return useMemo(() => {
    const nameOf = ({ kind, id, fields }: Change): string => {
      if (kind === "number") return write(id);
      const own = fields.find(({ field }) => field === "/name" || field === "/label");
      return textOf(own?.to ?? own?.from ?? names.get(id) ?? "");
    };
    const kindOf = (kind: string): string => (isKind(kind) ? t(`kinds.${kind}`) : kind);
    const value = (pointer: string, one: unknown): string => {
      if (one === null || one === "") return t("nothing");
      if (typeof one === "boolean") return t(one ? "common:yes" : "common:no");
      if (Array.isArray(one))
        return one.length === 0 ? t("nothing") : one.map((each) => value(pointer, each)).join(", ");
      if (one === SECRET) return t("secret");
      if (typeof one === "object")
        return Object.entries(one)
          .map(([field, each]) => value(`${pointer}/${field}`, each))
          .join(" ");
      const text = textOf(one);
      const word = `${pointer.slice(pointer.lastIndexOf("/") + 1)}-${text}`;
      if (i18n.exists(`journal:values.${word}`)) return t(`values.${word as ValueName}`);
      if (TIME.test(text)) return new Date(text).toLocaleString(i18n.language);
      return names.get(text) ?? (/^\+\d{7,15}$/.test(text) ? write(text) : text);
    };
    const field = (pointer: string): string => {
      const { word, rest } = wordOfField(pointer, (name) => i18n.exists(`journal:fields.${name}`));
      return [...(word === undefined ? [] : [t(`fields.${word as FieldName}`)]), ...rest].join(" › ");
    };
    return {
      who: ({ actor: { kind, name } }) => (kind === "system" && name === "system" ? t("system") : name),
      what: ({ changes, undoes }) =>
        (undoes === undefined ? "" : `${t("undo.of")} · `) +
        WHATS.map((what) => ({ what, of: changes.filter((change) => change.what === what) }))
          .filter(({ of }) => of.length > 0)
          .map(({ what, of }) => {
            const things = of.map((change) =>
              [nameOf(change), `(${inside(kindOf(change.kind))})`].filter(Boolean).join(" "),
            );
            const changed =
              what === "changed"
                ? [...new Set(of.flatMap(({ fields }) => fields.map(({ field: one }) => field(one))))]
                : [];
            const list = [...new Set(things)].join(", ");
            return changed.length === 0
              ? t(`what.${what}`, { list })
              : t("what.changed-fields", { list, fields: changed.join(", ") });
          })
          .join(" · "),
      thing: (change) => `${kindOf(change.kind)} ${nameOf(change)}`.trim(),
      field,
      value,
    };
  }, [t, i18n, names, write]);
}

const WHATS = ["created", "changed", "removed"] as const;

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A word as it stands inside of a sentence; "API token" stays as it is. */
function inside(word: string): string {
  return word.replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase());
}

function isKind(kind: string): kind is KindName {
  return [...KINDS, ...OTHER_KINDS].some((known) => known === kind);
}

/** What ids stand for, of all that is there now. */
function useNames(): ReadonlyMap<string, string> {
  const destinations = useDestinations();
  const others = useQueries({
    queries: [devicesQuery, trunksQuery],
    combine: ([devices, trunks]) => [
      ...(devices.data ?? []).map(({ id, label }) => [id, label] as const),
      ...(trunks.data ?? []).map(({ id, name }) => [id, name] as const),
    ],
  });
  return useMemo(
    () => new Map([...destinations.map(({ id, name }) => [id, name] as const), ...others]),
    [destinations, others],
  );
}
