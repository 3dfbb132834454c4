/** Mean of the absolute sample values, 0 to 32768: what silence thresholds are compared with. 0 for no samples. */
export function meanLevel(samples: Int16Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += Math.abs(samples[i] as number);
  return samples.length === 0 ? 0 : sum / samples.length;
}

/** Adds `samples` onto `target`, held within 16 bits. */
export function mixInto(target: Int16Array, samples: Int16Array): void {
  const count = Math.min(target.length, samples.length);
  for (let i = 0; i < count; i++) {
    const sum = (target[i] as number) + (samples[i] as number);
    target[i] = sum > 32_767 ? 32_767 : sum < -32_768 ? -32_768 : sum;
  }
}
