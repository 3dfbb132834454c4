const KEPT_AS = { microphone: "offhook.microphone", speaker: "offhook.speaker" } as const;

export type SoundDevice = keyof typeof KEPT_AS;

/** The device that the person has chosen in this browser; "" is the system's own choice. */
export function chosenDevice(kind: SoundDevice): string {
  return localStorage.getItem(KEPT_AS[kind]) ?? "";
}

export function chooseDevice(kind: SoundDevice, id: string): void {
  if (id === "") localStorage.removeItem(KEPT_AS[kind]);
  else localStorage.setItem(KEPT_AS[kind], id);
}

/** Noise and echo are the browser's to take away. A microphone that was unplugged gives way to another one. */
export function microphoneConstraints(): MediaStreamConstraints {
  const chosen = chosenDevice("microphone");
  const deviceId = chosen === "" ? {} : { deviceId: { ideal: chosen } };
  return {
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...deviceId },
    video: false,
  };
}

/** Plays what the other party says, at the speaker that was chosen. */
export function playRemote(element: HTMLAudioElement, stream: MediaStream): void {
  element.srcObject = stream;
  element.autoplay = true;
  const speaker = chosenDevice("speaker");
  // Firefox has no such choice before its version 116; a speaker that was unplugged gives way to another one.
  if (speaker !== "" && "setSinkId" in element) void element.setSinkId(speaker).catch(() => undefined);
  void element.play().catch(() => undefined);
}

/** How loud a stream is, 0 to 1, some times a second, until it is ended. */
export function watchLevel(stream: MediaStream, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1_024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // From -60 dB, which is silence, to 0 dB.
    tell(Math.min(1, Math.max(0, 1 + Math.log10(Math.max(power, 1e-6)) / 6)));
  }, LEVEL_EVERY_MS);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

const LEVEL_EVERY_MS = 100;
