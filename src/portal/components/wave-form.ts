/** How loud each of `count` equal parts of a recording is, 0 to 1, the loudest 1. */
export function wavePeaks(samples: Float32Array, count: number): readonly number[] {
  const width = samples.length / count;
  const peaks = Array.from({ length: count }, (_, part) => {
    let peak = 0;
    const end = Math.min(samples.length, Math.ceil((part + 1) * width));
    for (let at = Math.floor(part * width); at < end; at++) peak = Math.max(peak, Math.abs(samples[at] ?? 0));
    return peak;
  });
  const loudest = Math.max(...peaks, Number.EPSILON);
  return peaks.map((peak) => peak / loudest);
}
