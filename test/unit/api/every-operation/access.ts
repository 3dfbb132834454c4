import { authenticator } from "../../../support/authenticator.ts";
import { codeOf, HOST, NOBODY, PASSWORD, type Call, type Calls, type Office } from "./office.ts";

const ORIGIN = `http://${HOST}`;
const currentPassword = PASSWORD;

/** A link as the e-mail has it. */
async function linkOf(office: Office, purpose: "invitation" | "reset"): Promise<string> {
  const { id } = await office.person(purpose === "reset" ? { password: PASSWORD } : {});
  const { settings } = office.pbx;
  const user = settings.snapshot.user(id as never);
  if (user === undefined) throw new Error("the user was made");
  return (await settings.accountLinks.create(purpose, user)).token;
}

async function withPasskey(office: Office) {
  const person = await office.employee();
  const device = authenticator();
  const begun = await office.post("/second-factor/passkeys/options", { currentPassword }, person.as);
  const { ticket, options } = begun.body as unknown as { ticket: string; options: never };
  const response = device.create(options, ORIGIN);
  const added = await office.post("/second-factor/passkeys", { ticket, name: "Laptop", response }, person.as);
  return { ...person, device, id: (added.body as unknown as { passkey: { id: string } }).passkey.id };
}

const ownPassword: Call = async (office) => ({ as: (await office.employee()).as, body: { currentPassword } });
const oneself: Call = async (office) => ({ as: (await office.employee()).as });

/** Log-ins, second factors, tokens. */
export const ACCESS: Calls = {
  logIn: async (office) => ({
    ...{ as: NOBODY, status: 201 },
    body: { email: (await office.person({ password: PASSWORD })).email, password: PASSWORD },
  }),
  logOut: oneself,
  listSessions: oneself,
  endOtherSessions: oneself,
  endSession: async (office) => {
    const { email, as } = await office.employee();
    await office.logIn(email);
    const { items } = (await office.pbx.ask("GET", "/sessions", undefined, as)).body as {
      items: { id: string; current: boolean }[];
    };
    return { as, path: { id: items.find(({ current }) => !current)?.id ?? "" } };
  },
  listLogInWays: () => ({ as: NOBODY }),
  beginPasskeyLogIn: () => ({ as: { host: HOST } }),
  logInByPasskey: async (office) => {
    const { device } = await withPasskey(office);
    const { ticket, options } = (await office.post("/sessions/passkey/options", {})).body as unknown as {
      ticket: string;
      options: never;
    };
    return { as: { host: HOST }, body: { ticket, passkey: device.get(options, ORIGIN) } };
  },
  proveSecondFactor: async (office) => {
    const { email, code } = await office.withTotp();
    const { body } = await office.post("/sessions", { email, password: PASSWORD });
    return { as: NOBODY, body: { ticket: body["ticket"], code } };
  },

  getSecondFactor: oneself,
  beginTotp: ownPassword,
  confirmTotp: async (office) => {
    const { as } = await office.employee();
    const { secret = "" } = await office.made("/second-factor/totp", { currentPassword }, as);
    return { as, body: { code: codeOf(secret) } };
  },
  removeTotp: async (office) => ({ as: (await office.withTotp()).as, body: { currentPassword } }),
  createRecoveryCodes: async (office) => ({ as: (await office.withTotp()).as, body: { currentPassword } }),
  beginPasskey: ownPassword,
  addPasskey: async (office) => {
    const { as } = await office.employee();
    const begun = await office.post("/second-factor/passkeys/options", { currentPassword }, as);
    const { ticket, options } = begun.body as unknown as { ticket: string; options: never };
    return { as, body: { ticket, name: "Laptop", response: authenticator().create(options, ORIGIN) } };
  },
  removePasskey: async (office) => {
    const { as, id } = await withPasskey(office);
    return { as, path: { id }, body: { currentPassword } };
  },

  checkAccountLink: async (office) => ({ as: NOBODY, body: { token: await linkOf(office, "invitation") } }),
  useAccountLink: async (office) => ({
    ...{ as: NOBODY, status: 201 },
    body: { token: await linkOf(office, "reset"), password: "another password of one's own" },
  }),
  requestPasswordReset: async (office) => ({ as: NOBODY, body: { email: (await office.person()).email } }),
  inviteUser: async (office) => ({ path: { id: (await office.person()).id } }),
  sendPasswordReset: async (office) => ({ path: { id: (await office.person({ password: PASSWORD })).id } }),
  removeSecondFactor: async (office) => ({ path: { id: (await office.withTotp()).id } }),
  listUserSessions: async (office) => ({ path: { id: (await office.employee()).id } }),
  endUserSessions: async (office) => ({ path: { id: (await office.employee()).id } }),

  listTokens: () => ({}),
  createToken: () => ({ body: { name: "CRM", role: "admin", scopes: ["read"] } }),
  deleteToken: async (office) => ({ path: { id: await office.id("/tokens", { name: "CRM", role: "admin" }) } }),
};
