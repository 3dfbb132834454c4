import { Alert, Button, Stack, Table, Text, Timeline } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Decisions } from "../../components/decisions.tsx";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { SideDrawer } from "../../components/side-drawer.tsx";
import { Loaded } from "../../components/states.tsx";
import { useFormat, writeDuration } from "../../components/time.tsx";
import { usePartyName } from "./columns.tsx";
import { LadderPicture } from "./ladder-picture.tsx";
import { hexDump } from "./ladder.ts";
import { recordQuery, traceQuery, type CallRecord } from "./queries.ts";

interface CallDrawerProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One call: what happened in a sentence and step by step, why, its SIP messages and its audio quality. */
export function CallDrawer({ id, onClose }: CallDrawerProps): ReactElement {
  const { t } = useTranslation("history");
  const { exactly } = useFormat();
  const [tab, setTab] = useState("story");
  const record = useQuery(recordQuery(id));
  return (
    <SideDrawer
      opened
      onClose={onClose}
      title={t("call")}
      text={record.data === undefined ? undefined : exactly(record.data.startedAt)}
      tab={tab}
      onTab={setTab}
      tabs={[
        {
          key: "story",
          label: t("tabs.story"),
          content: <Loaded query={record}>{(data) => <Story record={data} />}</Loaded>,
        },
        { key: "why", label: t("tabs.why"), content: tab === "why" ? <Why id={id} /> : null },
        { key: "sip", label: t("tabs.sip"), content: tab === "sip" ? <Messages id={id} record={record.data} /> : null },
        {
          key: "audio",
          label: t("tabs.audio"),
          content: <Loaded query={record}>{(data) => <Audio record={data} />}</Loaded>,
        },
      ]}
    />
  );
}

function Story({ record }: { readonly record: CallRecord }): ReactElement {
  const { t } = useTranslation("history");
  const nameOf = usePartyName();
  const write = useNumberWriter();
  const { caller, answeredBy, outcome, legs, talkSeconds, startedAt, ringingAt, answeredAt, endedAt } = record;
  const by = answeredBy === "voicemail" ? t("voicemail") : answeredBy === null ? "" : nameOf(answeredBy);
  const dialled = write(record.dialled);
  const sentence = t(`sentences.${outcome ?? "failed"}`, {
    ...{ caller: nameOf(caller), dialled, by },
    duration: writeDuration(talkSeconds ?? 0),
  });
  const since = (at: string | null): string =>
    at === null ? "" : `+${((Date.parse(at) - Date.parse(startedAt)) / 1_000).toFixed(1)} s`;
  const steps = [
    { at: startedAt, text: t("steps.called", { caller: nameOf(caller), dialled }) },
    ...legs.map(({ party, calledAt }) => ({
      at: calledAt ?? ringingAt,
      text: t("steps.rang", { name: nameOf(party) }),
    })),
    ...(answeredAt === null ? [] : [{ at: answeredAt, text: t("steps.answered", { name: by }) }]),
    ...record.transfers.map(({ at, transferee, to }) => ({
      at,
      text: t("steps.transferred", { name: nameOf(transferee), to: write(to) }),
    })),
    ...(endedAt === null ? [] : [{ at: endedAt, text: t(`steps.ended.${record.hungUpBy ?? "system"}`) }]),
  ];
  return (
    <Stack>
      <Alert color="petrol">{sentence}</Alert>
      <Timeline bulletSize={12} lineWidth={2} active={steps.length}>
        {steps.map(({ at, text }, place) => (
          <Timeline.Item key={place} title={<Text size="sm">{text}</Text>}>
            <Text size="xs" c="dimmed" className="numbers">
              {since(at)}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
    </Stack>
  );
}

function Why({ id }: { readonly id: string }): ReactElement {
  const trace = useQuery(traceQuery(id));
  return <Loaded query={trace}>{({ decisions }) => <Decisions decisions={decisions} />}</Loaded>;
}

interface MessagesProps {
  readonly id: string;
  /** Undefined: it is on its way. */
  readonly record: CallRecord | undefined;
}

function Messages({ id, record }: MessagesProps): ReactElement {
  const { t } = useTranslation("history");
  const nameOf = usePartyName();
  const by = record?.answeredBy ?? undefined;
  const trace = useQuery(traceQuery(id));
  return (
    <Loaded query={trace}>
      {({ messages, messagesLeftOut }) => (
        <Stack>
          {messages.length === 0 ? (
            <Text c="dimmed">{t("no-messages")}</Text>
          ) : (
            <LadderPicture
              messages={messages}
              caller={record && nameOf(record.caller)}
              answeredBy={by === undefined || by === "voicemail" ? undefined : nameOf(by)}
            />
          )}
          {messagesLeftOut > 0 && <Text size="sm">{t("left-out", { count: messagesLeftOut })}</Text>}
          {messages.length > 0 && (
            <Button
              variant="default"
              leftSection={<Download size={16} aria-hidden />}
              onClick={() => download(`call-${id}.txt`, hexDump(messages))}
            >
              {t("export-sip")}
            </Button>
          )}
        </Stack>
      )}
    </Loaded>
  );
}

function Audio({ record: { media } }: { readonly record: CallRecord }): ReactElement {
  const { t } = useTranslation("history");
  const { number } = useFormat();
  if (media === null || media.length === 0) return <Text c="dimmed">{t("no-audio")}</Text>;
  const shown = (value: number | undefined): string => (value === undefined ? "–" : number(value));
  return (
    <Table layout="fixed">
      <Table.Thead>
        <Table.Tr>
          {(["by", "mos", "lost", "jitter"] as const).map((name) => (
            <Table.Th key={name}>{t(`audio.${name}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {media.map(({ by, mos, packetsLost, jitterMs }, place) => (
          <Table.Tr key={place}>
            <Table.Td>{t(`audio.${by}`)}</Table.Td>
            <Table.Td>{shown(mos)}</Table.Td>
            <Table.Td>{shown(packetsLost)}</Table.Td>
            <Table.Td>{shown(jitterMs)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
