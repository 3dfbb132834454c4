/** SRTP by its profile (RFC 3711 §12, RFC 5124): RTP/SAVP, RTP/SAVPF; with DTLS keys as well (RFC 5764 §8). */
export function isSecureProtocol(protocol: string): boolean {
  return /\bRTP\/SAVPF?$/i.test(protocol);
}
