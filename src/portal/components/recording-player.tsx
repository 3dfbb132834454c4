import { ActionIcon, Group, Text } from "@mantine/core";
import { Pause, Play } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import classes from "./recording-player.module.css";
import { writeDuration } from "./time.tsx";
import { wavePeaks } from "./wave-form.ts";

const BARS = 64;
const STEP_SECONDS = 2;
const SVG_HEIGHT = 32;

interface RecordingPlayerProps {
  readonly recording: Blob;
  readonly name: string;
  readonly startsAtOnce?: boolean;
  /** It was played to its end. */
  readonly onHeard?: () => void;
}

/** Plays a recording; its wave form is where in it one is, by mouse and by arrow keys. */
export function RecordingPlayer({
  recording,
  name,
  startsAtOnce = false,
  onHeard,
}: RecordingPlayerProps): ReactElement {
  const { t } = useTranslation();
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [seconds, setSeconds] = useState(0);
  const url = useMemo(() => URL.createObjectURL(recording), [recording]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  const peaks = usePeaks(recording);
  const seek = (to: number): void => {
    if (audio.current !== null && Number.isFinite(to)) audio.current.currentTime = Math.max(0, Math.min(seconds, to));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: STEP_SECONDS, ArrowLeft: -STEP_SECONDS }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    seek(at + step);
  };
  return (
    <Group wrap="nowrap" gap="sm">
      <audio
        ref={audio}
        src={url}
        autoPlay={startsAtOnce}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime)}
        onLoadedMetadata={({ currentTarget }) => setSeconds(currentTarget.duration)}
        onEnded={onHeard}
      />
      <ActionIcon
        size="lg"
        radius="xl"
        aria-label={isPlaying ? t("player.pause", { name }) : t("player.play", { name })}
        onClick={() => void (isPlaying ? audio.current?.pause() : audio.current?.play())}
      >
        {isPlaying ? <Pause size={18} /> : <Play size={18} />}
      </ActionIcon>
      <svg
        className={classes["wave"]}
        viewBox={`0 0 ${BARS * 4} ${SVG_HEIGHT}`}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        aria-label={t("player.position", { name })}
        aria-valuemin={0}
        aria-valuemax={Math.round(seconds)}
        aria-valuenow={Math.round(at)}
        aria-valuetext={writeDuration(at)}
        onKeyDown={onKeyDown}
        onClick={({ currentTarget, clientX }) => {
          const { left, width } = currentTarget.getBoundingClientRect();
          seek(((clientX - left) / width) * seconds);
        }}
      >
        {peaks.map((peak, bar) => {
          const height = Math.max(2, peak * SVG_HEIGHT);
          const isPlayed = seconds > 0 && bar / BARS < at / seconds;
          return (
            <rect
              key={bar}
              x={bar * 4}
              y={(SVG_HEIGHT - height) / 2}
              width={2.5}
              height={height}
              rx={1}
              className={classes[isPlayed ? "played" : "bar"]}
            />
          );
        })}
      </svg>
      <Text size="sm" c="dimmed" className="numbers" flex="none">
        {writeDuration(at)} / {writeDuration(seconds)}
      </Text>
    </Group>
  );
}

/** Flat until the recording has been read, and where the browser can't. */
function usePeaks(recording: Blob): readonly number[] {
  const [peaks, setPeaks] = useState<readonly number[]>(() => Array.from({ length: BARS }, () => 0));
  useEffect(() => {
    let isGone = false;
    const read = async (): Promise<void> => {
      const context = new OfflineAudioContext(1, 1, 8_000);
      const decoded = await context.decodeAudioData(await recording.arrayBuffer());
      if (!isGone) setPeaks(wavePeaks(decoded.getChannelData(0), BARS));
    };
    read().catch(() => undefined);
    return () => {
      isGone = true;
    };
  }, [recording]);
  return peaks;
}
