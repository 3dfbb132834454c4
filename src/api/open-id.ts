import * as openId from "openid-client";
import { defined } from "../runtime/defined.ts";

/** A provider of log-ins by OpenID Connect (Core 1.0), and how we are known there. */
export interface OpenIdSettings {
  /** Its `/.well-known/openid-configuration` says the rest (OpenID Connect Discovery 1.0 §4). */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What people call it: on the button of the log-in page. */
  readonly name: string;
}

/** What the browser must bring back (RFC 9700 §2.1.1, §4.7): the answer belongs to the log-in that it began. */
export interface OpenIdAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** A provider that doesn't answer by then is away. */
const ANSWER_WITHIN_SECONDS = 8;

/** Log-ins that the provider answers for. The provider is asked for its configuration at the first of them, and remembered. */
export class OpenId {
  readonly name: string;
  readonly #settings: OpenIdSettings;
  readonly #redirectUri: string;
  #configuration: Promise<openId.Configuration> | undefined;

  /** @param redirectUri  where the provider sends the browser back; it must be registered there */
  constructor(settings: OpenIdSettings, redirectUri: string) {
    this.name = settings.name;
    this.#settings = settings;
    this.#redirectUri = redirectUri;
  }

  /** Where the browser shall go, and what it must prove when it comes back. @throws Error where the provider is away */
  async begin(): Promise<{ readonly url: string; readonly attempt: OpenIdAttempt }> {
    const configuration = await this.#discover();
    const verifier = openId.randomPKCECodeVerifier();
    const attempt = { state: openId.randomState(), nonce: openId.randomNonce(), verifier };
    const url = openId.buildAuthorizationUrl(configuration, {
      ...{ redirect_uri: this.#redirectUri, scope: "openid email", response_type: "code" },
      ...{ state: attempt.state, nonce: attempt.nonce },
      ...{ code_challenge: await openId.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" },
    });
    return { url: url.href, attempt };
  }

  /**
   * The e-mail address that the provider has verified (Core 1.0 §5.1); undefined: it doesn't say so, and anybody may have typed it.
   *
   * @param query  what the browser brought back
   * @throws Error where the answer is not the provider's, not to this attempt, or the provider is away
   */
  async finish(query: string, { state, nonce, verifier }: OpenIdAttempt): Promise<string | undefined> {
    const answer = new URL(this.#redirectUri);
    answer.search = query;
    const tokens = await openId.authorizationCodeGrant(await this.#discover(), answer, {
      ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
    });
    const claims = tokens.claims();
    return claims?.["email_verified"] === true && typeof claims["email"] === "string" ? claims["email"] : undefined;
  }

  #discover(): Promise<openId.Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const url = new URL(issuer);
    // oxlint-disable-next-line typescript/no-deprecated -- it is marked so to stand out; the environment allows it on this machine alone
    const execute = url.protocol === "http:" ? [openId.allowInsecureRequests] : undefined;
    const options = { timeout: ANSWER_WITHIN_SECONDS, ...defined({ execute }) };
    this.#configuration ??= openId
      .discovery(url, clientId, clientSecret, undefined, options)
      .catch((failure: unknown) => {
        this.#configuration = undefined;
        throw failure;
      });
    return this.#configuration;
  }
}
