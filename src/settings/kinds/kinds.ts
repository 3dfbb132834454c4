import { conference } from "./conference.ts";
import { device } from "./device.ts";
import type { SettingKind } from "./kind.ts";
import { phoneNumber } from "./phone-number.ts";
import { receptionist } from "./receptionist.ts";
import { ringGroup } from "./ring-group.ts";
import { sharedMailbox } from "./shared-mailbox.ts";
import { site } from "./site.ts";
import { tenant } from "./tenant.ts";
import { token } from "./token.ts";
import { trunk } from "./trunk.ts";
import { user } from "./user.ts";
import { webhook } from "./webhook.ts";

/** Every kind of setting, once: all that is stored, changed, read and shown. A new kind is its own file and a word here. */
export const KINDS: readonly SettingKind[] = [
  tenant,
  phoneNumber,
  user,
  device,
  trunk,
  ringGroup,
  conference,
  sharedMailbox,
  receptionist,
  site,
  token,
  webhook,
];
