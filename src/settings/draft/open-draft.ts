import type { Draft } from "../draft.ts";
import { compileSnapshot } from "../compiled-snapshot.ts";
import { addConference, changeConference, removeConference } from "./conferences.ts";
import { find } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { addDevice, changeDevice, removeDevice } from "./devices.ts";
import { addNumber, changeNumber, removeNumber } from "./numbers.ts";
import { addReceptionist, changeReceptionist, removeReceptionist } from "./receptionists.ts";
import { addRingGroup, changeRingGroup, removeRingGroup } from "./ring-groups.ts";
import { addSharedMailbox, changeSharedMailbox, removeSharedMailbox } from "./shared-mailboxes.ts";
import { addSite, changeSite, removeSite } from "./sites.ts";
import { changeTenant, noteLifted } from "./tenant.ts";
import { addToken, removeToken } from "./tokens.ts";
import { addTrunk, changeTrunk, removeTrunk } from "./trunks.ts";
import { addUser, changeUser, removeUser } from "./users.ts";
import { addWebhook, changeWebhook, removeWebhook } from "./webhooks.ts";

/** A desk's face for those who make changes. @throws SettingUnknown when there is no such tenant */
export function openDraft(desk: Desk, realm: string): Draft {
  find(desk, "tenant", desk.tenantId);
  return {
    get snapshot() {
      return compileSnapshot(desk.tables, realm);
    },
    note: (done) => void desk.notes.push(done),
    noteLifted: (limit, forMs) => noteLifted(desk, limit, forMs),
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
    addSharedMailbox: (mailbox, pin) => addSharedMailbox(desk, mailbox, pin),
    changeSharedMailbox: (id, patch, ifMatch) => changeSharedMailbox(desk, id, patch, ifMatch),
    removeSharedMailbox: (id, how) => removeSharedMailbox(desk, id, how),
    addReceptionist: (receptionist) => addReceptionist(desk, receptionist),
    changeReceptionist: (id, patch, ifMatch) => changeReceptionist(desk, id, patch, ifMatch),
    removeReceptionist: (id, how) => removeReceptionist(desk, id, how),
    addTrunk: (trunk) => addTrunk(desk, trunk),
    changeTrunk: (id, patch, ifMatch) => changeTrunk(desk, id, patch, ifMatch),
    removeTrunk: (id, ifMatch) => removeTrunk(desk, id, ifMatch),
    addSite: (site) => addSite(desk, site),
    changeSite: (id, patch, ifMatch) => changeSite(desk, id, patch, ifMatch),
    removeSite: (id, ifMatch) => removeSite(desk, id, ifMatch),
    addWebhook: (webhook, secret) => addWebhook(desk, webhook, secret),
    changeWebhook: (id, patch, ifMatch) => changeWebhook(desk, id, patch, ifMatch),
    removeWebhook: (id, ifMatch) => removeWebhook(desk, id, ifMatch),
    addToken: (token, sha256) => addToken(desk, token, sha256),
    removeToken: (id) => removeToken(desk, id),
  };
}
