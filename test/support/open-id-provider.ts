import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A provider of log-ins (OpenID Connect Core 1.0, Discovery 1.0), in which one person is logged in all the time. */
export interface OpenIdProvider extends AsyncDisposable {
  readonly issuer: string;
  /** Who is logged in there; their browser is sent back at once. */
  person: { email?: string; email_verified?: boolean };
  /** Written over what its tokens say. */
  lie: Record<string, unknown>;
}

export const CLIENT = { clientId: "offhook", clientSecret: "secret-of-the-client" };

interface Begun {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirectUri: string;
}

export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const begun = new Map<string, Begun>();
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.writeHead(500).end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: OpenIdProvider = {
    ...{ issuer, person: {}, lie: {} },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };

  /** RFC 7515 §3.1, ES256. */
  function idToken(nonce: string): string {
    const nowSeconds = Math.floor(Date.now() / 1_000);
    const claims = {
      ...{ iss: issuer, aud: CLIENT.clientId, sub: "person-1", nonce },
      ...{ iat: nowSeconds, exp: nowSeconds + 300 },
      ...provider.person,
      ...provider.lie,
    };
    const text = [{ alg: "ES256", kid: "key" }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" });
    return `${text}.${signature.toString("base64url")}`;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", issuer);
    const json = (status: number, body: object): void =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (url.pathname === "/.well-known/openid-configuration")
      return json(200, {
        ...{ issuer, jwks_uri: `${issuer}/keys`, authorization_endpoint: `${issuer}/authorize` },
        ...{ token_endpoint: `${issuer}/token`, response_types_supported: ["code"] },
        ...{ subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["ES256"] },
      });
    if (url.pathname === "/keys")
      return json(200, { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "key", alg: "ES256", use: "sig" }] });
    if (url.pathname === "/authorize") {
      const code = randomUUID();
      const asked = (name: string): string => url.searchParams.get(name) ?? "";
      const redirectUri = asked("redirect_uri");
      begun.set(code, { challenge: asked("code_challenge"), nonce: asked("nonce"), redirectUri });
      const back = new URL(redirectUri);
      back.search = new URLSearchParams({ code, state: asked("state") }).toString();
      return void response.writeHead(302, { location: back.href }).end();
    }
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const form = new URLSearchParams(body);
    const attempt = begun.get(form.get("code") ?? "");
    begun.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isClient = form.get("client_id") === CLIENT.clientId && form.get("client_secret") === CLIENT.clientSecret;
    const isRight = attempt?.challenge === challenge && attempt.redirectUri === form.get("redirect_uri");
    if (!isClient || !isRight) return json(400, { error: "invalid_grant" });
    return json(200, {
      ...{ access_token: randomUUID(), token_type: "bearer", expires_in: 300 },
      id_token: idToken(attempt.nonce),
    });
  }
  return provider;
}
