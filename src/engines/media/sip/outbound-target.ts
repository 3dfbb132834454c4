import { parseHostPort } from "../../../sip/host-port.ts";

/** Where the application of a call listens, as its X-esl-outbound header says: "host:port" or "[v6]:port". */
export interface OutboundTarget {
  readonly host: string;
  readonly port: number;
}

export function parseOutboundTarget(text: string | undefined): OutboundTarget | undefined {
  const { host, port } = parseHostPort(text?.trim() ?? "") ?? {};
  return host === undefined || port === undefined ? undefined : { host, port };
}
