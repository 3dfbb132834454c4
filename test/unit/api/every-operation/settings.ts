import { toneFile } from "../../../support/wav-file.ts";
import type { Call, Calls, Office } from "./office.ts";

/** The five operations of a kind of setting; each call makes its own. */
function five(
  one: string,
  many: string,
  make: (office: Office) => Promise<string>,
  create: Call,
  patch: object,
): Calls {
  const named: Call = async (office) => ({ path: { id: await make(office) } });
  return {
    [`list${many}`]: async (office) => {
      await make(office);
      return { query: "limit=2" };
    },
    [`create${one}`]: create,
    [`get${one}`]: named,
    [`update${one}`]: async (office) => ({ path: { id: await make(office) }, body: patch }),
    [`delete${one}`]: named,
  };
}

const greeting = { type: "audio/wav", bytes: toneFile(500, 1_000) };

async function withGreeting(office: Office, url: string): Promise<void> {
  const { statusCode, payload } = await office.pbx.api.inject({
    ...{ method: "PUT", url: `/api/v1${url}`, payload: greeting.bytes },
    headers: { authorization: "Bearer token-of-an-administrator", "content-type": greeting.type },
  });
  if (statusCode !== 204) throw new Error(`PUT ${url} was answered ${statusCode}: ${payload}`);
}

async function receptionGreeting(office: Office) {
  const id = await office.receptionist();
  await withGreeting(office, `/receptionists/${id}/greetings/open`);
  return { path: { id, greeting: "open" } };
}

async function mailboxGreeting(office: Office) {
  const id = await office.sharedMailbox();
  await withGreeting(office, `/shared-mailboxes/${id}/greeting`);
  return { path: { id } };
}

/** Phones, groups, receptionists, conferences, trunks, sites, mailboxes, webhooks, the company. */
export const SETTINGS: Calls = {
  ...five(
    "Conference",
    "Conferences",
    (office) => office.conference(),
    (office) => ({ body: { name: "Board", extension: office.extension(), pin: "4711" } }),
    { name: "Board" },
  ),
  ...five(
    "Receptionist",
    "Receptionists",
    (office) => office.receptionist(),
    async (office) => ({
      body: {
        name: "Welcome",
        extension: office.extension(),
        keys: { "1": { kind: "user", id: (await office.person()).id }, "9": { kind: "repeat" } },
      },
    }),
    { hours: { weekly: [{ day: "monday", from: "08:00", to: "17:30" }] } },
  ),
  ...five(
    "RingGroup",
    "RingGroups",
    (office) => office.ringGroup(),
    async (office) => ({
      body: { name: "Sales", extension: office.extension(), members: [(await office.person()).id] },
    }),
    { overflow: { kind: "outside", number: "+33612345678" } },
  ),
  ...five(
    "SharedMailbox",
    "SharedMailboxes",
    (office) => office.sharedMailbox(),
    (office) => ({ body: { name: "Orders", extension: office.extension() } }),
    { name: "Post" },
  ),
  ...five(
    "Site",
    "Sites",
    (office) => office.site(),
    (office) => ({ body: { name: `Mill ${office.next()}`, address: "By the river" } }),
    { address: "Behind the river" },
  ),
  ...five(
    "Trunk",
    "Trunks",
    (office) => office.trunk(),
    (office) => ({
      body: { name: "Provider", host: office.address(), username: "martin", password: "secret of a trunk" },
    }),
    { priority: 7 },
  ),
  getTrunkStatus: async (office) => ({ path: { id: await office.trunk() } }),
  ...five(
    "Webhook",
    "Webhooks",
    (office) => office.webhook(),
    () => ({ body: { name: "CRM", url: "http://127.0.0.1:9/closed", events: ["call.ended"] } }),
    { enabled: false },
  ),
  listWebhookDeliveries: async (office) => {
    const id = await office.webhook();
    await office.made(`/webhooks/${id}/test`);
    return { path: { id } };
  },
  renewWebhookSecret: async (office) => ({ path: { id: await office.webhook() } }),
  testWebhook: async (office) => ({ path: { id: await office.webhook() } }),

  listPhoneNumbers: async (office) => {
    await office.phoneNumber();
    return { query: "limit=2" };
  },
  createPhoneNumber: async (office) => ({
    body: { number: office.number(), destination: { kind: "user", id: (await office.person()).id } },
  }),
  getPhoneNumber: async (office) => ({ path: { number: await office.phoneNumber() } }),
  updatePhoneNumber: async (office) => ({
    path: { number: await office.phoneNumber() },
    body: { destination: { kind: "conference", id: await office.conference() } },
  }),
  deletePhoneNumber: async (office) => ({ path: { number: await office.phoneNumber() } }),

  uploadReceptionistGreeting: async (office) => ({
    path: { id: await office.receptionist(), greeting: "open" },
    file: greeting,
  }),
  getReceptionistGreeting: receptionGreeting,
  deleteReceptionistGreeting: receptionGreeting,
  getReceptionistSchedule: async (office) => ({ path: { id: await office.receptionist() } }),

  uploadSharedMailboxGreeting: async (office) => ({ path: { id: await office.sharedMailbox() }, file: greeting }),
  getSharedMailboxGreeting: mailboxGreeting,
  deleteSharedMailboxGreeting: mailboxGreeting,
  getSharedMailboxLock: async (office) => ({ path: { id: await office.sharedMailbox() } }),
  unlockSharedMailbox: async (office) => ({ path: { id: await office.sharedMailbox() } }),
  listSharedMailboxVoicemails: async (office) => {
    const id = await office.sharedMailbox();
    await office.message(id);
    return { path: { id } };
  },
  listSharedMailboxDeletedVoicemails: async (office) => ({ path: { id: await office.sharedMailbox() } }),

  getTenant: () => ({}),
  exportCompany: () => ({}),
  updateTenant: () => ({ body: { callRecordDays: 90 } }),
  nextExtensions: () => ({}),
  listLimits: () => ({}),
  liftLimit: () => ({ path: { kind: "simultaneousCalls" } }),
  getBilling: () => ({}),
  exportBilling: () => ({}),
  quoteBilling: () => ({ body: { adding: 2 } }),
  getDashboard: () => ({}),
  listAuditEntries: async (office) => {
    await office.person();
    return { query: "limit=3" };
  },
  undoChange: async (office) => {
    await office.site();
    const { items } = (await office.pbx.ask("GET", "/audit?limit=1")).body as { items: [{ id: number }] };
    return { path: { id: String(items[0].id) } };
  },
};

export { greeting, withGreeting };
