import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import type { FastifyRequest } from "fastify";
import type { Clock } from "../runtime/clock.ts";
import type { UserRecord } from "../settings/kinds/user.ts";
import type { Passkey } from "../settings/second-factors.ts";
import { defined } from "../runtime/defined.ts";

/** The site that passkeys are for (WebAuthn "relying party"): the host that the person's browser shows. */
export interface Site {
  readonly host: string;
  readonly origin: string;
}

/** The library reads certificates of every maker of keys; loaded when the first passkey is used. */
const library = () => import("@simplewebauthn/server");

export function siteOf({ protocol, host, hostname }: FastifyRequest, publicUrl: string | undefined): Site {
  if (publicUrl !== undefined) return { host: new URL(publicUrl).hostname, origin: publicUrl };
  return { host: hostname, origin: `${protocol}://${host}` };
}

/** What a browser needs to make a passkey. */
export async function creationOptions(
  site: Site,
  { id, name, email }: UserRecord,
  passkeys: readonly Passkey[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await library();
  return generateRegistrationOptions({
    ...{ rpName: "Offhook", rpID: site.host, userName: email, userDisplayName: name },
    userID: new TextEncoder().encode(id),
    attestationType: "none",
    excludeCredentials: passkeys.filter(({ host }) => host === site.host).map(descriptor),
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
  });
}

/** The new passkey; undefined: the browser's answer is none. */
export async function createdPasskey(
  site: Site,
  { response, challenge, name, clock }: Created,
): Promise<Passkey | undefined> {
  const { verifyRegistrationResponse } = await library();
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    ...{ response: response as RegistrationResponseJSON, expectedChallenge: challenge },
    ...{ expectedOrigin: site.origin, expectedRPID: site.host, requireUserVerification: false },
  }).catch(() => ({ verified: false, registrationInfo: undefined }));
  if (!verified || registrationInfo === undefined) return undefined;
  const { id, publicKey, counter, transports } = registrationInfo.credential;
  return {
    ...{ id, name, counter, host: site.host, createdAtMs: clock.nowMs() },
    publicKey: Buffer.from(publicKey).toString("base64url"),
    ...defined({ transports }),
  };
}

interface Created {
  /** As the browser gave it. */
  readonly response: unknown;
  readonly challenge: string;
  readonly name: string;
  readonly clock: Clock;
}

/** What a browser needs to prove a passkey: one of these, or with none given whichever the person has for this site. */
export async function requestOptions(
  site: Site,
  passkeys?: readonly Passkey[],
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID: site.host,
    userVerification: passkeys === undefined ? "required" : "preferred",
    ...(passkeys !== undefined && {
      allowCredentials: passkeys.filter(({ host }) => host === site.host).map(descriptor),
    }),
  });
}

/** The passkey as it is after its use; undefined: it wasn't proved. */
export async function usedPasskey(site: Site, passkey: Passkey, { response, challenge, alone, clock }: Used) {
  const { verifyAuthenticationResponse } = await library();
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    ...{ response: response as AuthenticationResponseJSON, expectedChallenge: challenge },
    ...{ expectedOrigin: site.origin, expectedRPID: site.host, requireUserVerification: alone },
    credential: {
      ...{ id: passkey.id, counter: passkey.counter },
      publicKey: new Uint8Array(Buffer.from(passkey.publicKey, "base64url")),
    },
  }).catch(() => ({ verified: false, authenticationInfo: undefined }));
  if (!verified || authenticationInfo === undefined) return undefined;
  return { ...passkey, counter: authenticationInfo.newCounter, lastUsedAtMs: clock.nowMs() };
}

interface Used {
  readonly response: unknown;
  readonly challenge: string;
  /** Without a password: then the device has to make sure of the person (PIN, finger, face). */
  readonly alone: boolean;
  readonly clock: Clock;
}

function descriptor({ id, transports }: Passkey) {
  return { id, ...defined({ transports: transports === undefined ? undefined : [...transports] }) };
}
