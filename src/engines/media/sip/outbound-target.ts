/** Where the application of a call listens, as its X-esl-outbound header says: "host:port" or "[v6]:port". */
export interface OutboundTarget {
  readonly host: string;
  readonly port: number;
}

export function parseOutboundTarget(text: string | undefined): OutboundTarget | undefined {
  const { host, port } = /^(?<host>\[[0-9a-f:.]+\]|[\w.-]+):(?<port>\d{1,5})$/i.exec(text?.trim() ?? "")?.groups ?? {};
  if (host === undefined || Number(port) === 0 || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}
