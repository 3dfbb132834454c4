import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, TOKEN, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi();
});
afterAll(() => pbx[Symbol.asyncDispose]());

async function upload(file: string | Buffer, query = "") {
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "text/csv" };
  const url = `/api/v1/users/import${query}`;
  const reply = await pbx.api.inject({ method: "POST", url, headers, payload: file });
  return { status: reply.statusCode, body: JSON.parse(reply.payload) };
}
const listed = async (q: string) => (await pbx.ask("GET", `/users?q=${q}`)).body.items;

describe("many users", () => {
  it("are added, changed and removed in one step, and one entry of the journal", async () => {
    const [one, two] = [
      { name: "One", email: "one@example.com", extension: "2001", device: { label: "Desk", kind: "ip-phone" } },
      { name: "Two", email: "two@example.com", extension: "2002" },
    ];
    const added = await pbx.ask("POST", "/users/bulk", {
      changes: [one, two].map((user) => ({ do: "create", user })),
    });
    expect(added.status).toBe(200);
    const [first, second] = added.body.items;
    expect(first.device.sipPassword).toMatch(/^\S{24}$/);
    const changes = [
      { do: "change", id: first.id, patch: { doNotDisturb: true } },
      { do: "remove", id: second.id },
    ];
    expect((await pbx.ask("POST", "/users/bulk", { changes })).status).toBe(200);
    expect((await listed("One"))[0].doNotDisturb).toBe(true);
    expect(await listed("Two")).toEqual([]);
    const { items } = (await pbx.ask("GET", "/audit?limit=1")).body;
    expect(items[0].changes.map(({ what }: { what: string }) => what).sort()).toEqual(["changed", "removed"]);
  });

  it("are all left alone where some are refused, and each fault names its row", async () => {
    const create = (user: object): object => ({ do: "create", user: { name: "X", ...user } });
    const changes = [
      create({ email: "free@example.com", extension: "2101" }),
      create({ email: "one@example.com", extension: "2102" }),
      create({ email: "other@example.com", extension: "2001" }),
      { do: "change", id: "0123456789abcdef0123", patch: { doNotDisturb: true } },
    ];
    const { status, body } = await pbx.ask("POST", "/users/bulk", { changes });
    expect(status).toBe(422);
    expect(body.errors.map(({ field, code }: { field: string; code: string }) => `${field} ${code}`)).toEqual([
      "/changes/1/user/email email-taken",
      "/changes/2/user/extension extension-taken",
      "/changes/3/patch invalid",
    ]);
    expect(await listed("free@")).toEqual([]);
  });

  it("keep their own password out of it: that takes the old one", async () => {
    const { headers } = await pbx.ask(
      "POST",
      "/sessions",
      { email: "boss@example.com", password: "correct horse battery" },
      {},
    );
    const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
    const { id } = (await pbx.ask("GET", "/me", undefined, { cookie })).body.user;
    const changes = [{ do: "change", id, patch: { password: "another password" } }];
    const { status, body } = await pbx.ask("POST", "/users/bulk", { changes }, { cookie });
    expect([status, body.errors[0].field]).toEqual([422, "/changes/0/patch/password"]);
  });
});

describe("a file of users", () => {
  it("is read as a French Excel saves it, tried first, and then done", async () => {
    const file = Buffer.from(
      "sep=;\r\nNom;Adresse e-mail;Poste;Numéros directs;Rôle;Messagerie;Adresse MAC\r\n" +
        'Hélène Dupré;helene@example.com;="2201";01 70 00 01 01;utilisatrice;non;00:11:22:33:44:55\r\n' +
        ";;;;;;\r\n" +
        'Jean "Jo" Petit;jo@example.com;2202;;Administrateur;oui;\r\n',
      "latin1",
    );
    const tried = await upload(file, "?dryRun=true");
    expect([tried.status, tried.body.seats.after - tried.body.seats.before]).toEqual([200, 2]);
    expect(await listed("helene")).toEqual([]);
    const { status, body } = await upload(file);
    expect([status, body.items.map(({ line }: { line: number }) => line)]).toEqual([200, [3, 5]]);
    expect(body.items[0].device.sipPassword).toMatch(/^\S{24}$/);
    const [helene] = await listed("helene");
    expect(helene).toMatchObject({ name: "Hélène Dupré", extension: "2201", phoneNumbers: ["+33170000101"] });
    expect([helene.voicemail.enabled, (await listed("jo@"))[0].role]).toEqual([false, "admin"]);
  });

  it("is refused with the line and the column of each fault, and nothing of it is done", async () => {
    const file =
      "\uFEFFname,email,extension,role\nA,a@example.com,2301,\nB,not an address,2302,\nC,c@example.com,2303,boss\n";
    const { status, body } = await upload(file);
    expect(status).toBe(422);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(["/4/role"]);
    const second = await upload(file.replace("boss", "admin"));
    expect(second.body.errors.map(({ field }: { field: string }) => field)).toEqual(["/3/email"]);
    const third = await upload(
      file.replace("not an address", "b@example.com").replace("boss", "").replace("2303", "2201"),
    );
    expect(third.body.errors).toMatchObject([{ field: "/4/extension", code: "extension-taken" }]);
    const header = await upload("name;mail;extension;favourite colour\n");
    expect(header.body.errors[0]).toMatchObject({ field: "/1/favourite colour", code: "unknown-field" });
    expect(await listed("a@example.com")).toEqual([]);
  });

  it("changes users whose extension it has, where that is asked for: tried first, it tells what becomes of each line", async () => {
    const file =
      "name;email;extension;phone numbers;voicemail;forward to\n" +
      "Ann;ann@example.com;2401;+33170000201;yes;\nBen;ben@example.com;2402;;yes;\n";
    expect((await upload(file)).status).toBe(200);
    const edited =
      "name;email;extension;phone numbers;voicemail;forward to\n" +
      "Anna;ann@example.com;2401;+33170000202;;06 12 34 56 78\nBen;ben@example.com;2402;;yes;\nCat;cat@example.com;2403;;;\n";
    expect((await upload(edited)).body.errors[0]).toMatchObject({ field: "/2/email", code: "email-taken" });

    const tried = await upload(edited, "?existing=change&dryRun=true");
    const lines = [
      { line: 2, what: "changed" },
      { line: 3, what: "unchanged" },
      { line: 4, what: "created" },
    ];
    expect([tried.status, tried.body.lines]).toEqual([200, lines]);
    expect((await listed("ann@"))[0]).toMatchObject({ name: "Ann" });

    const done = await upload(edited, "?existing=change");
    expect(done.body.items).toMatchObject(lines);
    const [anna] = await listed("ann@");
    expect(anna).toMatchObject({ name: "Anna", phoneNumbers: ["+33170000202"] });
    expect(anna.forwarding).toMatchObject({ enabled: true, number: "+33612345678" });
    expect(anna.voicemail.enabled).toBe(true);
    expect((await pbx.ask("GET", "/phone-numbers/%2B33170000201")).body.destination).toBeNull();
    const again = await upload(edited, "?existing=change");
    expect(again.body.items.map(({ what }: { what: string }) => what)).toEqual(Array(3).fill("unchanged"));
  });

  it("changes no password of a user who is there, and nothing at all where one line is refused", async () => {
    const file = "name;email;extension;password\nBenny;ben@example.com;2402;a new long password\n";
    const { status, body } = await upload(file, "?existing=change");
    expect([status, body.errors[0].field]).toEqual([422, "/2/password"]);
    const taken = "name;email;extension\nBenny;ben@example.com;2402\nDan;ann@example.com;2404\n";
    expect((await upload(taken, "?existing=change")).body.errors[0]).toMatchObject({ field: "/3/email" });
    expect((await listed("ben@"))[0]).toMatchObject({ name: "Ben" });
  });

  it("of the company's users can be read back as it was written", async () => {
    const { status, body, headers } = await pbx.ask("GET", "/users.csv");
    expect([status, headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8; header=present"]);
    expect(String(body).split("\r\n")[0]).toBe("name,email,extension,role,language,phone numbers,forward to,voicemail");
    expect(body).toContain("Hélène Dupré,helene@example.com,2201,user,fr,+33170000101,,no");
    const again = await upload(String(body));
    expect(again.body.errors.every(({ code }: { code: string }) => /-taken$/.test(code))).toBe(true);
  });
});
