import type { Calls, Office } from "./office.ts";
import { greeting, withGreeting } from "./settings.ts";

async function someone(office: Office) {
  return { path: { id: (await office.person()).id } };
}
async function someDevice(office: Office) {
  return { path: { id: await office.device() } };
}
async function someMessage(office: Office) {
  return { path: { id: await office.message() } };
}
async function ownGreeting(office: Office) {
  const { id } = await office.person();
  await withGreeting(office, `/users/${id}/voicemail/greeting`);
  return { path: { id } };
}
async function settingUp(office: Office) {
  const id = await office.device();
  await office.made(`/devices/${id}/setup`, { maker: "yealink", macAddress: mac(office) });
  return { path: { id } };
}
const mac = (office: Office): string => `001565${office.next().toString(16).padStart(6, "0")}`;
const sharedAddress = async (office: Office) => {
  await office.made("/shared-setup-address");
  return {};
};

/** Users, their phones and their messages. */
export const PEOPLE: Calls = {
  listUsers: () => ({ query: "limit=3&sort=extension" }),
  createUser: (office) => ({
    body: {
      ...{ name: "Eve", email: `eve${office.next()}@example.com`, extension: office.extension(), language: "fr" },
      ...{ phoneNumbers: [office.number()], device: { label: "Desk", kind: "ip-phone" }, voicemail: { pin: "2580" } },
    },
  }),
  exportUsers: () => ({}),
  importUsers: (office) => ({
    file: {
      type: "text/csv",
      bytes: `name;email;extension;device\nFay;fay${office.next()}@example.com;${office.extension()};Desk\n`,
    },
  }),
  changeUsers: async (office) => ({
    body: { changes: [{ do: "change", id: (await office.person()).id, patch: { doNotDisturb: true } }] },
  }),
  getUser: someone,
  updateUser: async (office) => ({ ...(await someone(office)), body: { doNotDisturb: true } }),
  deleteUser: someone,
  exportPersonalData: someone,
  erasePersonalData: someone,
  getUserState: someone,
  updateUserForwarding: async (office) => ({ ...(await someone(office)), body: { number: "+33612345678" } }),
  updateUserVoicemail: async (office) => ({ ...(await someone(office)), body: { answerTimeSeconds: 15 } }),
  blockLastCaller: async (office) => {
    const { id, as } = await office.employee();
    await office.called(id, "+33699999999");
    return { path: { id }, as };
  },
  listDirectory: () => ({ query: "limit=3" }),
  getMe: async (office) => ({ as: (await office.employee()).as }),
  openBrowserPhone: async (office) => ({ as: (await office.employee()).as }),
  closeBrowserPhone: async (office) => ({ as: (await office.employee()).as }),
  listMyCallerIds: async (office) => ({ as: (await office.employee()).as }),

  listDevices: async (office) => {
    await office.device();
    return {};
  },
  listUserDevices: someone,
  createDevice: async (office) => ({ ...(await someone(office)), body: { label: "Desk", kind: "ip-phone" } }),
  getDevice: someDevice,
  updateDevice: async (office) => ({ ...(await someDevice(office)), body: { label: "Hall" } }),
  deleteDevice: someDevice,
  renewDevicePassword: someDevice,
  listDeviceSetups: async (office) => {
    await settingUp(office);
    return {};
  },
  startDeviceSetup: async (office) => ({
    ...(await someDevice(office)),
    body: { maker: "yealink", macAddress: mac(office) },
  }),
  getDeviceSetup: settingUp,
  endDeviceSetup: settingUp,
  listPhoneMakers: () => ({}),
  getSharedSetupAddress: sharedAddress,
  renewSharedSetupAddress: () => ({}),
  endSharedSetupAddress: sharedAddress,

  uploadUserGreeting: async (office) => ({ ...(await someone(office)), file: greeting }),
  getUserGreeting: ownGreeting,
  deleteUserGreeting: ownGreeting,
  getUserMailboxLock: someone,
  unlockUserMailbox: someone,
  listUserVoicemails: async (office) => {
    const { id } = await office.person();
    await office.message(id);
    return { path: { id } };
  },
  listUserDeletedVoicemails: someone,
  getVoicemail: someMessage,
  updateVoicemail: async (office) => ({ ...(await someMessage(office)), body: { heard: true } }),
  deleteVoicemail: someMessage,
  getVoicemailAudio: someMessage,
  forwardVoicemail: async (office) => ({ ...(await someMessage(office)), body: { to: (await office.person()).id } }),
  restoreVoicemail: async (office) => ({ path: { id: await office.deletedMessage() } }),
};
