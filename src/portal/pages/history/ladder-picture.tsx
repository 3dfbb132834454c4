import { Code, Stack, Text } from "@mantine/core";
import { useState, type KeyboardEvent, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import classes from "./history.module.css";
import { ladderOf, partiesIn, type Rung, type TracedMessage } from "./ladder.ts";

const COLUMN = 200;
const ROW = 30;
const HEAD = 52;
const LEFT = 70;

interface LadderPictureProps {
  readonly messages: readonly TracedMessage[];
  /** What the two are called; undefined: it isn't known, or none has answered. */
  readonly caller: string | undefined;
  readonly answeredBy: string | undefined;
}

/** The SIP messages of a call as a ladder; the one that is chosen is shown as it was on the wire. */
export function LadderPicture({ messages, caller, answeredBy }: LadderPictureProps): ReactElement {
  const { t } = useTranslation("history");
  const [chosen, setChosen] = useState<number>();
  const ladder = ladderOf(messages);
  const { sides, rungs } = ladder;
  const parties = partiesIn(ladder);
  const nameOf = (side: number): string | undefined =>
    side === parties.caller ? caller : side === parties.answered ? answeredBy : undefined;
  // The first side stands left of the system, all others right of it.
  const xOf = (side: number): number => LEFT + (side === 0 ? 0 : side + 1) * COLUMN;
  const system = LEFT + COLUMN;
  const width = LEFT + (Math.max(1, sides.length) + 0.5) * COLUMN;
  const height = HEAD + rungs.length * ROW + 10;
  const heads = [
    { x: system, name: t("ladder.system"), address: "" },
    ...sides.map((address, side) => ({ x: xOf(side), name: nameOf(side) ?? "", address })),
  ];
  const text = chosen === undefined ? undefined : messages[chosen]?.text;
  return (
    <Stack gap="sm">
      <div className={classes["ladder"]} tabIndex={0} role="group" aria-label={t("ladder.title")}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
          {heads.map(({ x, name, address }) => (
            <g key={address}>
              <text x={x} y={18} textAnchor="middle" className={classes["head"]}>
                {name}
              </text>
              <text x={x} y={34} textAnchor="middle" className={classes["clock"]}>
                {address}
              </text>
              <line x1={x} y1={HEAD - 8} x2={x} y2={height} className={classes["life"]} />
            </g>
          ))}
          {rungs.map((rung) => (
            <Arrow
              key={rung.index}
              rung={rung}
              ends={{ x1: rung.isSent ? system : xOf(rung.side), x2: rung.isSent ? xOf(rung.side) : system }}
              isChosen={rung.index === chosen}
              onChoose={() => setChosen(rung.index === chosen ? undefined : rung.index)}
            />
          ))}
        </svg>
      </div>
      {text === undefined ? (
        <Text size="sm" c="dimmed">
          {t("ladder.hint")}
        </Text>
      ) : (
        <Code block className={classes["message"]} tabIndex={0}>
          {text}
        </Code>
      )}
    </Stack>
  );
}

interface ArrowProps {
  readonly rung: Rung;
  readonly ends: { readonly x1: number; readonly x2: number };
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Arrow({ rung, ends: { x1, x2 }, isChosen, onChoose }: ArrowProps): ReactElement {
  const y = HEAD + rung.index * ROW + 16;
  const back = x2 > x1 ? -7 : 7;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onChoose();
  };
  return (
    <g
      role="button"
      tabIndex={0}
      aria-pressed={isChosen}
      className={classes["rung"]}
      data-tone={rung.tone}
      data-chosen={isChosen || undefined}
      onClick={onChoose}
      onKeyDown={onKeyDown}
    >
      <rect x={0} y={y - 20} width={Math.max(x1, x2) + 60} height={ROW} className={classes["hit"]} />
      <text x={4} y={y} className={classes["clock"]}>
        {(rung.atMs / 1_000).toFixed(3)}
      </text>
      <text x={(x1 + x2) / 2} y={y - 5} textAnchor="middle" className={classes["label"]}>
        {rung.label}
      </text>
      <line x1={x1} y1={y} x2={x2} y2={y} className={classes["arrow"]} />
      <polyline points={`${x2 + back},${y - 4} ${x2},${y} ${x2 + back},${y + 4}`} className={classes["arrow"]} />
    </g>
  );
}
