const RING_FOR_S = 1;
const PAUSE_FOR_S = 2;
const TONES_HZ = [440, 480] as const;
const VOLUME = 0.15;

/** Rings until it is disposed of; a browser that plays nothing before a page was touched stays silent, and only shows the call. */
export function ring(): Disposable {
  const context = new AudioContext();
  const volume = context.createGain();
  volume.gain.value = 0;
  volume.connect(context.destination);
  for (const frequency of TONES_HZ) {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(volume);
    tone.start();
  }
  const strike = (): void => {
    volume.gain.setValueAtTime(VOLUME, context.currentTime);
    volume.gain.setValueAtTime(0, context.currentTime + RING_FOR_S);
  };
  strike();
  const timer = setInterval(strike, (RING_FOR_S + PAUSE_FOR_S) * 1_000);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      void context.close();
    },
  };
}
