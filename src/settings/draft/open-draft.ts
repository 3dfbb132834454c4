import type { Draft } from "../draft.ts";
import { compileSnapshot } from "../compiled-snapshot.ts";
import { addConference, changeConference, removeConference } from "./conferences.ts";
import { find } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { addDevice, changeDevice, removeDevice } from "./devices.ts";
import { addNumber, changeNumber, removeNumber } from "./numbers.ts";
import { addRingGroup, changeRingGroup, removeRingGroup } from "./ring-groups.ts";
import { changeTenant } from "./tenant.ts";
import { addToken, removeToken } from "./tokens.ts";
import { addTrunk, changeTrunk, removeTrunk } from "./trunks.ts";
import { addUser, changeUser, removeUser } from "./users.ts";

/** A desk's face for those who make changes. @throws SettingUnknown when there is no such tenant */
export function openDraft(desk: Desk, realm: string): Draft {
  find(desk, "tenant", desk.tenantId);
  return {
    get snapshot() {
      return compileSnapshot(desk.tables, realm);
    },
    changeTenant: (patch, ifMatch) => changeTenant(desk, patch, ifMatch),
    addUser: (user, secrets) => addUser(desk, user, secrets),
    changeUser: (id, patch, ifMatch) => changeUser(desk, id, patch, ifMatch),
    removeUser: (id, how) => removeUser(desk, id, how),
    addDevice: (owner, device, credentials) => addDevice(desk, owner, device, credentials),
    changeDevice: (id, patch, ifMatch) => changeDevice(desk, id, patch, ifMatch),
    removeDevice: (id, ifMatch) => removeDevice(desk, id, ifMatch),
    addNumber: (number) => addNumber(desk, number),
    changeNumber: (number, patch, ifMatch) => changeNumber(desk, number, patch, ifMatch),
    removeNumber: (number, ifMatch) => removeNumber(desk, number, ifMatch),
    addRingGroup: (group) => addRingGroup(desk, group),
    changeRingGroup: (id, patch, ifMatch) => changeRingGroup(desk, id, patch, ifMatch),
    removeRingGroup: (id, how) => removeRingGroup(desk, id, how),
    addConference: (conference) => addConference(desk, conference),
    changeConference: (id, patch, ifMatch) => changeConference(desk, id, patch, ifMatch),
    removeConference: (id, how) => removeConference(desk, id, how),
    addTrunk: (trunk) => addTrunk(desk, trunk),
    changeTrunk: (id, patch, ifMatch) => changeTrunk(desk, id, patch, ifMatch),
    removeTrunk: (id, ifMatch) => removeTrunk(desk, id, ifMatch),
    addToken: (token, sha256) => addToken(desk, token, sha256),
    removeToken: (id) => removeToken(desk, id),
  };
}
