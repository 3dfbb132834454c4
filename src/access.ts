import { Bans } from "./bans/bans.ts";
import { EngineLink } from "./bans/engine-link.ts";
import { observedAuthenticator } from "./bans/observed-authenticator.ts";
import { BrowserPhones } from "./browser-phones/browser-phones.ts";
import { CHALLENGE_ORDER } from "./challenge/algorithms.ts";
import type { NonceSecret } from "./challenge/nonce.ts";
import { banKeys, registrarKeys } from "./redis/keys.ts";
import { createAuthenticator } from "./registrar/authentication.ts";
import { ownNames } from "./registrar/own-names.ts";
import { createBindingStore, type BindingStore } from "./registrar/bindings.ts";
import { LIMITS_WITH_PUSH, REGISTRATION_LIMITS, type RegistrationLimits } from "./registrar/policy.ts";
import { DeviceWatch } from "./registrar/device-watch.ts";
import { createNonceCounts } from "./registrar/nonce-counts.ts";
import { removeEndedFlow } from "./registrar/phone-flows.ts";
import { loadNonceSecret } from "./registrar/nonce-secret.ts";
import type { RegistrarParts } from "./registrar/register.ts";
import { isOurSipAddress } from "./setup/announcement.ts";
import type { Engines } from "./setup/embedded.ts";
import { trunksAt } from "./trunks/identify.ts";
import type { TrunkStates } from "./trunks/states.ts";
import { parseSipUsername, type TrunkId } from "./vocabulary/identifiers.ts";
import type { Environment } from "./runtime/environment.ts";
import type { Base } from "./base.ts";

/** Which sources are kept out. */
export function openBans(base: Base, trunks: TrunkStates, { guard: engine }: Engines): Bans {
  const { environment, scope } = base;
  const registeredFrom = (trunk: TrunkId): string | undefined => {
    const { registration } = trunks.of(trunk);
    return registration?.kind === "registered" ? registration.from : undefined;
  };
  const bans = scope.own(
    new Bans({
      ...base,
      keys: banKeys(),
      trunks: { registeredFrom },
      alwaysAllowed: environment.allowList,
      refusesItself: engine === undefined,
    }),
  );
  return bans;
}

/** Our own engine is told whom to keep out and how to challenge phones, and tells what it saw. */
function linkEngine(
  { settings, metrics, events, clock, environment, scope }: Base,
  bans: Bans,
  { guard: engine }: Engines,
  { secret, bindings }: { readonly secret: NonceSecret; readonly bindings: BindingStore },
): void {
  if (engine === undefined) return;
  const removeEnded = async (username: string, flow: string): Promise<void> => {
    const name = parseSipUsername(username);
    const device = name && settings.snapshot.deviceBySipUsername(name);
    if (device === undefined) return;
    const { tenantId: tenant, userId: user, id } = device;
    await removeEndedFlow(
      flow,
      { tenant, user, device: id },
      { bindings, events, clock, limits: limitsOf(environment) },
    );
  };
  scope.own(
    new EngineLink({
      ...{ engine, clock },
      rules: () => bans.rules(),
      challenge: () => ({ realm: settings.snapshot.realm, secret, algorithms: CHALLENGE_ORDER }),
      onOffence: (source, offence, times) => bans.offend(source, offence, times),
      // Redis away: the next request to the phone fails, and removes its binding.
      onFlowEnded: (username, flow) => void removeEnded(username, flow).catch(() => undefined),
      onChallenged: (times) => metrics.registrations.inc({ outcome: "401" }, times),
    }),
  );
}

/** Browsers in which people are logged in, as their phones. */
export async function openBrowserPhones({ settings, clock, logger, scope }: Base): Promise<BrowserPhones> {
  const secret = await loadNonceSecret(settings, registrarKeys());
  return scope.own(new BrowserPhones({ settings, secret, clock, logger }));
}

/** Who phones are, and where they are registered. */
export async function openRegistrar(
  base: Base,
  trunks: TrunkStates,
  bans: Bans,
  engines: Engines,
): Promise<RegistrarParts> {
  const { redis, settings, events, clock, logger, environment, scope } = base;
  const keys = registrarKeys();
  const secret = await loadNonceSecret(settings, keys);
  const authenticator = createAuthenticator({
    accounts: () => settings.snapshot,
    secret,
    nonceCounts: createNonceCounts({ redis, keys, clock }),
    isOurName: ownNames([environment.publicAddress ?? "", environment.sip.host, ...environment.sipDomains]),
    clock,
  });
  const bindings = createBindingStore({ redis, keys, clock });
  linkEngine(base, bans, engines, { secret, bindings });
  scope.own(new DeviceWatch({ redis, keys, events, bindings, clock }));
  return {
    ...{ authenticator: observedAuthenticator(authenticator, bans), events, clock, logger },
    reserved: {
      trunksAt: (address) => trunksAt(address, settings.snapshot, trunks),
      trunksAtHost: (host) => settings.snapshot.trunksAtHost(host),
      isOurs: (host, port) => isOurSipAddress(host, port, environment),
      isOurMachine: ownNames([]), // without PUBLIC_ADDRESS, which is that of phones behind the same NAT too
    },
    bindings,
    limits: limitsOf(environment),
    deviceNamed: (name) => settings.snapshot.deviceBySipUsername(name)?.id,
  };
}

function limitsOf({ pushUrl }: Environment): RegistrationLimits {
  return pushUrl === undefined ? REGISTRATION_LIMITS : LIMITS_WITH_PUSH;
}
