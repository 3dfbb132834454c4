import { hostname, networkInterfaces } from "node:os";
import { parseHostPort } from "../sip/host-port.ts";

/** Whether a host, as a URI names it, is this system. */
export type OwnNames = (host: string) => boolean;

/**
 * All names of this system: those that it was given (the realm, its public address, further domains by configuration), this
 * machine's name and addresses. Asked only where a proxy has rewritten a Request-URI, so the interfaces are read each time.
 *
 * @param given  names and addresses, IPv6 without brackets
 */
export function ownNames(given: readonly string[]): OwnNames {
  const names = new Set(given.map(plain));
  return (host) => names.has(plain(host)) || localNames().includes(plain(host));
}

function localNames(): readonly string[] {
  const machine = hostname().toLowerCase();
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return ["localhost", machine, `${machine}.local`, ...addresses.map(({ address }) => plain(address))];
}

/** The address that a request came in on is ours, whatever the machine of the signalling engine calls itself. */
export function isArrivalAddress(host: string, receivedOn: string | undefined): boolean {
  const arrival = receivedOn === undefined ? undefined : parseHostPort(receivedOn);
  return arrival !== undefined && plain(arrival.host) === plain(host);
}

function plain(host: string): string {
  return host.toLowerCase().replace(/\.$/, "");
}
