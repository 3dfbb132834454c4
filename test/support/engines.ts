/**
 * Which engines the scenarios run on: the embedded ones, or a drachtio-server and a FreeSWITCH that run already
 * (OFFHOOK_ENGINES=real). Those are told by SIGNALLING_URL and MEDIA_URL, and the address where drachtio-server takes
 * SIP by SIP_HOST and SIP_PORT (127.0.0.1 and 5060 unless set), and by SIP_WS_PORT if it takes WebSockets.
 */
export interface EnginesUnderTest {
  readonly embedded: boolean;
  /** What the product is told. */
  readonly environment: Readonly<Record<string, string>>;
  /** host and port where phones and trunks reach the signalling engine; undefined: a free port for each product. */
  readonly sip: { readonly host: string; readonly port: number } | undefined;
  /** host:port of a drachtio-server's WebSockets; undefined: it takes none, or the portal's port takes them. */
  readonly webSockets: string | undefined;
}

export const ENGINES: EnginesUnderTest = enginesFrom(process.env);

function enginesFrom(variables: Readonly<Record<string, string | undefined>>): EnginesUnderTest {
  if (variables["OFFHOOK_ENGINES"] !== "real")
    return { embedded: true, environment: {}, sip: undefined, webSockets: undefined };
  const { SIGNALLING_URL = "", MEDIA_URL = "", DRACHTIO_SECRET = "", FREESWITCH_PASSWORD = "" } = variables;
  const servers = { SIGNALLING_URL, DRACHTIO_SECRET, MEDIA_URL, FREESWITCH_PASSWORD };
  const sip = { host: variables["SIP_HOST"] ?? "127.0.0.1", port: Number(variables["SIP_PORT"] ?? 5060) };
  const webPort = variables["SIP_WS_PORT"];
  const webSockets = webPort === undefined ? undefined : `${sip.host}:${webPort}`;
  return { embedded: false, environment: { ...servers, APPLICATION_ADDRESS: "127.0.0.1" }, sip, webSockets };
}
