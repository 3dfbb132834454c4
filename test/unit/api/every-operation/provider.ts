import { patiently } from "../../../support/patiently.ts";
import { PROVIDER, type Call, type Calls, type Office } from "./office.ts";

const asProvider =
  (call: Call): Call =>
  async (office) => ({ as: PROVIDER, ...(await call(office)) });
const company: Call = asProvider(async (office) => ({ path: { id: await office.company() } }));

async function suspended(office: Office): Promise<string> {
  const id = await office.company();
  await office.made(`/tenants/${id}/suspension`, {}, PROVIDER);
  return id;
}
async function held(office: Office): Promise<string> {
  const number = office.number();
  await office.made("/number-inventory", { numbers: [number] }, PROVIDER);
  return number;
}
async function banned(office: Office): Promise<string> {
  const address = office.address();
  for (let offence = 0; offence < 10; offence++) office.pbx.bans.offend(address, "scanner");
  await expectBan(office, address);
  return address;
}
/** It is made in Redis first. */
async function expectBan({ pbx }: Office, address: string): Promise<void> {
  await patiently(() => {
    if (!pbx.bans.list().some(({ source }) => source === address)) throw new Error("not banned yet");
  });
}

/** Companies, numbers, bans. */
export const PROVIDERS: Calls = {
  listTenants: asProvider(() => ({})),
  createTenant: asProvider((office) => {
    const extension = office.extension();
    const admin = { name: "Eve", email: `${extension}@example.org`, extension, password: "a long password" };
    return { body: { name: "New", country: "FR", timeZone: "Europe/Paris", language: "fr", admin } };
  }),
  getTenantById: company,
  updateTenantById: asProvider(async (office) => ({
    path: { id: await office.company() },
    body: { limitBounds: { simultaneousCalls: 5 } },
  })),
  deleteTenant: asProvider(async (office) => ({ path: { id: await suspended(office) } })),
  suspendTenant: asProvider(async (office) => ({ path: { id: await office.company() }, body: { reason: "unpaid" } })),
  resumeTenant: asProvider(async (office) => ({ path: { id: await suspended(office) } })),
  exportTenant: company,
  importTenant: asProvider(async (office) => {
    const id = await office.company();
    const { body } = await office.pbx.ask("GET", `/tenants/${id}/export`, undefined, PROVIDER);
    await office.made(`/tenants/${id}/suspension`, {}, PROVIDER);
    await office.pbx.ask("DELETE", `/tenants/${id}`, undefined, PROVIDER);
    return { body: body as unknown };
  }),
  getTenantUsage: company,
  listTenantUsage: asProvider(() => ({})),
  actForTenant: asProvider(async (office) => ({ path: { id: await office.company() }, body: { reason: "help" } })),
  stopActing: async (office) => {
    const id = await office.company();
    const { token = "" } = await office.made(`/tenants/${id}/acting`, {}, PROVIDER);
    return { as: { authorization: `Bearer ${token}` } };
  },
  listTenantPhoneNumbers: company,
  giveTenantPhoneNumber: asProvider(async (office) => ({
    path: { id: await office.company() },
    body: { number: office.number() },
  })),
  takeTenantPhoneNumber: asProvider(async (office) => {
    const [id, number] = [await office.company(), office.number()];
    await office.made(`/tenants/${id}/phone-numbers`, { number }, PROVIDER);
    return { path: { id, number } };
  }),

  listInventoryNumbers: asProvider(async (office) => {
    await held(office);
    return {};
  }),
  addInventoryNumbers: asProvider((office) => ({ body: { numbers: [office.number()], note: "Carrier 1" } })),
  updateInventoryNumber: asProvider(async (office) => ({
    path: { number: await held(office) },
    body: { tenantId: await office.company() },
  })),
  removeInventoryNumber: asProvider(async (office) => ({ path: { number: await held(office) } })),

  listBans: asProvider(async (office) => {
    await banned(office);
    return {};
  }),
  deleteBan: asProvider(async (office) => ({ path: { address: await banned(office) } })),
  listAllowedSources: asProvider(() => ({})),
  createAllowedSource: asProvider((office) => ({ body: { block: office.address() } })),
  deleteAllowedSource: asProvider(async (office) => {
    const block = office.address();
    await office.made("/allow-list", { block }, PROVIDER);
    return { path: { block } };
  }),

  getLiveness: () => ({}),
  getReadiness: () => ({}),
};
