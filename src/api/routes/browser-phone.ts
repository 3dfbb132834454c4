import { Type } from "typebox";
import { DeviceIdText, SipUsernameText } from "../../settings/schemas/words.ts";
import type { LogIn } from "../../browser-phones/browser-phones.ts";
import { browserOf } from "../browser.ts";
import { NotAllowed, SipElsewhere } from "../errors.ts";
import type { Identity } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const BrowserPhone = Type.Object(
  {
    deviceId: DeviceIdText,
    sipUsername: SipUsernameText,
    sipPassword: Type.String({
      description: "Good for this log-in alone, and only until it ends; to be kept by no one",
    }),
    sipDomain: Type.String({ description: "The host of SIP addresses, and the realm of the password" }),
    webSocketPath: Type.String({ description: "Where SIP is spoken (RFC 7118), on this very server" }),
    iceServers: Type.Array(
      Type.Object({
        urls: Type.Array(Type.String()),
        username: Type.Optional(Type.String()),
        credential: Type.Optional(Type.String()),
      }),
      { description: "For RTCPeerConnection; empty: media servers are reached directly" },
    ),
  },
  { title: "BrowserPhone" },
);

const tags = ["devices"];

/** The browser in which a person is logged in, as a phone of theirs. */
export function browserPhoneRoutes(api: Api, parts: ApiParts): void {
  api.post(
    "/me/browser-phone",
    {
      schema: {
        ...{ operationId: "openBrowserPhone", summary: "Let the browser of this log-in be a phone of its user", tags },
        response: { 201: BrowserPhone, 403: Problem, 501: Problem },
      },
    },
    async ({ identity, headers }, reply) => {
      const logIn = logInOf(identity, headers["user-agent"]);
      if (parts.handOver === undefined) throw new SipElsewhere();
      const { device, credentials } = await parts.browserPhones.open(logIn);
      const { sipUsername, sipPassword } = credentials;
      const { realm: sipDomain } = parts.settings.snapshot;
      return reply
        .code(201)
        .send({ deviceId: device.id, sipUsername, sipPassword, sipDomain, webSocketPath: "/sip", iceServers: [] });
    },
  );
  api.delete(
    "/me/browser-phone",
    {
      schema: {
        ...{ operationId: "closeBrowserPhone", summary: "Let the browser of this log-in be no phone any more", tags },
        response: { 204: Type.Null(), 403: Problem },
      },
    },
    async ({ identity, headers }, reply) => {
      await parts.browserPhones.close(logInOf(identity, headers["user-agent"]));
      return reply.code(204).send(null);
    },
  );
}

/** @throws NotAllowed for tokens, and for the provider who acts for a company */
function logInOf({ tenantId, userId, session, actor }: Identity, userAgent: string | undefined): LogIn {
  if (userId === undefined || session === undefined)
    throw new NotAllowed("only a person who is logged in with a browser can make it a phone");
  const { browser, system } = browserOf(userAgent);
  const label = [browser ?? "Browser", system ?? ""].filter((word) => word !== "").join(", ");
  return { tenantId, userId, session, actor, label };
}
