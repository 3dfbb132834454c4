/** Tones that come and go. */
interface Cadence {
  readonly hertz: readonly number[];
  readonly onSeconds: number;
  readonly offSeconds: number;
  /** 0 to 1. */
  readonly volume: number;
}

const RING: Cadence = { hertz: [440, 480], onSeconds: 1, offSeconds: 2, volume: 0.15 };
/** As in most of Europe (ITU-T E.180). */
const RINGBACK: Cadence = { hertz: [425], onSeconds: 1, offSeconds: 4, volume: 0.08 };

/** Rings until it is disposed of; a browser that plays nothing before a page was touched stays silent, and only shows the call. */
export function ring(): Disposable {
  return play(RING);
}

/** What a caller hears while it rings at the other end (ringback), until it is disposed of. */
export function ringback(): Disposable {
  return play(RINGBACK);
}

function play({ hertz, onSeconds, offSeconds, volume: loud }: Cadence): Disposable {
  const context = new AudioContext();
  const volume = context.createGain();
  volume.gain.value = 0;
  volume.connect(context.destination);
  for (const frequency of hertz) {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(volume);
    tone.start();
  }
  const strike = (): void => {
    volume.gain.setValueAtTime(loud, context.currentTime);
    volume.gain.setValueAtTime(0, context.currentTime + onSeconds);
  };
  strike();
  const timer = setInterval(strike, (onSeconds + offSeconds) * 1_000);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      void context.close();
    },
  };
}
