import { useEffect, useRef, useState } from "react";

/** A greeting is no longer. */
const LONGEST_MS = 60_000;

export interface Recorder {
  readonly state: "idle" | "recording" | "refused";
  start(): void;
  stop(): void;
}

/** Records from the microphone; `onRecorded` gets it in the browser's own format. */
export function useRecorder(onRecorded: (recording: Blob) => void): Recorder {
  const [state, setState] = useState<Recorder["state"]>("idle");
  const recorder = useRef<MediaRecorder>(undefined);
  const isGone = useRef(false);
  const end = (): void => {
    if (recorder.current?.state === "recording") recorder.current.stop();
  };
  useEffect(
    () => () => {
      isGone.current = true;
      end();
    },
    [],
  );
  const start = async (): Promise<void> => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const release = (): void => {
      for (const track of stream.getTracks()) track.stop();
    };
    if (isGone.current) {
      release(); // the page was left while the browser asked whether it may
      return;
    }
    const chunks: Blob[] = [];
    const current = new MediaRecorder(stream);
    const timer = setTimeout(end, LONGEST_MS);
    current.ondataavailable = ({ data }) => void chunks.push(data);
    current.onstop = () => {
      clearTimeout(timer);
      release();
      if (isGone.current) return;
      setState("idle");
      onRecorded(new Blob(chunks, { type: current.mimeType }));
    };
    recorder.current = current;
    current.start();
    setState("recording");
  };
  return { state, start: () => void start().catch(() => setState("refused")), stop: end };
}
