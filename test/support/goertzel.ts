/**
 * How much of one frequency there is in some samples (Goertzel's algorithm).
 * @returns the amplitude of that sine, in sample units: 10000 for a sine that swings between -10000 and 10000
 */
export function amplitudeAt(samples: Int16Array, hz: number, sampleRate: number): number {
  if (samples.length === 0) return 0;
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / sampleRate);
  let one = 0;
  let two = 0;
  for (let i = 0; i < samples.length; i++) {
    const value = (samples[i] as number) + coefficient * one - two;
    two = one;
    one = value;
  }
  const power = one * one + two * two - coefficient * one * two;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}
