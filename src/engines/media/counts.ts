/** What is alive in the engine; everything but the connections is zero when no call is up. */
export interface MediaCounts {
  readonly channels: number;
  readonly rtpSockets: number;
  /** Channels and conferences that take part in the 20 ms beat. */
  readonly timers: number;
  readonly conferences: number;
  readonly sipTransactions: number;
  readonly eventSocketConnections: number;
}
