import { contains, parseAddressBlock, WIDEST_PREFIX, type AddressBlock } from "../../runtime/address-block.ts";
import { OperatorOnly, SettingInvalid } from "../errors.ts";
import { OPERATOR } from "../schemas/audit.ts";
import { values } from "../table.ts";
import type { Records } from "../registry.ts";
import type { Draft } from "./draft.ts";
import { require } from "./rules.ts";

/** Where companies share a system, the operator says to which of them a number belongs: the first company to claim it may be the wrong one. @throws OperatorOnly */
export function requireNumberGiver(draft: Draft, field: string): void {
  if (draft.tools.hasOperator === true && draft.actor !== OPERATOR)
    throw new OperatorOnly(field, "numbers are given out by the provider of this system");
}

/** @throws SettingInvalid for what is no block of addresses, or one that opens a trunk to a large part of the world */
export function requireBlock(text: string, field: string): AddressBlock {
  const block = parseAddressBlock(text);
  if (block === undefined)
    throw new SettingInvalid(field, "address-malformed", "neither an IP address nor a CIDR block");
  const widest = WIDEST_PREFIX[block.family];
  require(block.prefixLength >= widest, field, "address-block-too-wide", `a block is /${widest} at most`);
  return block;
}

/**
 * A trunk doesn't lead to this machine or into private networks, where the system would carry its requests past every
 * firewall. One that was stored before PRIVATE_TRUNKS was there can still be changed in all else. @throws SettingInvalid
 */
export function requireReachable(draft: Draft, after: Records["trunk"], before: Records["trunk"] | undefined): void {
  if (before?.host === after.host && before.port === after.port) return;
  const isRefused = draft.tools.isRefusedTrunkHost?.(after) === true;
  const problem = "it leads to this machine or into a private network: PRIVATE_TRUNKS=allowed permits that";
  require(!isRefused, "/host", "private-address", problem);
}

/**
 * A trunk trusts an address that another company's trunk trusts only where the operator has let the company share it.
 * What a trunk trusted before stays. @throws OperatorOnly, SettingInvalid
 */
export function requireTrustable(draft: Draft, after: Records["trunk"], before: Records["trunk"] | undefined): void {
  const blocks = after.trustedAddresses.map((text, i) => requireBlock(text, `/trustedAddresses/${i}`));
  if (draft.tools.hasOperator !== true || !after.enabled) return;
  const shared = blocksOf(draft.find("tenant", draft.tenantId).sharedAddresses ?? []);
  const stood = before?.enabled === true ? blocksOf(before.trustedAddresses) : [];
  const mayTrust = [...shared, ...stood];
  blocks.forEach((block, i) => {
    if (mayTrust.some((wider) => contains(wider, block)) || !isTrustedByOthers(draft, block)) return;
    throw new OperatorOnly(
      `/trustedAddresses/${i}`,
      "another company trusts this address: the provider lets you share it",
    );
  });
}

function isTrustedByOthers(draft: Draft, block: AddressBlock): boolean {
  for (const { tenantId, enabled, trustedAddresses } of values(draft.tables.records.trunk)) {
    if (tenantId === draft.tenantId || !enabled) continue;
    if (blocksOf(trustedAddresses).some((other) => contains(other, block) || contains(block, other))) return true;
  }
  return false;
}

function blocksOf(texts: readonly string[]): AddressBlock[] {
  return texts.flatMap((text) => parseAddressBlock(text) ?? []);
}
