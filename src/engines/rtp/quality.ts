/** R of a G.711 call without any fault (ITU-T G.107, default values). */
const BEST_R = 93.2;
/** Packet loss robustness of G.711 without concealment (ITU-T G.113, appendix I). */
const LOSS_ROBUSTNESS = 4.3;

/**
 * How good a call sounded, 1 (bad) to 4.4 (G.711 at its best): the E-model's estimate.
 * @param lossShare  of all packets, 0 to 1
 * @param delayMs    one way, mouth to ear
 * @see ITU-T G.107 §7.2 and annex B
 */
export function meanOpinion(lossShare: number, delayMs: number): number {
  const lossPercent = 100 * lossShare;
  const byLoss = (95 * lossPercent) / (lossPercent + LOSS_ROBUSTNESS);
  const byDelay = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0);
  const r = Math.max(0, Math.min(100, BEST_R - byLoss - byDelay));
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}
