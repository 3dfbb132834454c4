import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DRY_RUN_TYPE } from "../../../src/api/dry-run/dry-run.ts";
import { startApi, type ApiServer } from "../../support/api-server.ts";
import { smtpPeer, type SmtpPeer } from "../../support/smtp-peer.ts";
import { ACCESS } from "./every-operation/access.ts";
import { bodyFaults, codeOf, faultsOf, wrongRefusal } from "./every-operation/answer-faults.ts";
import { wrongAskers, type WrongAskers } from "./every-operation/askers.ts";
import { CALLS } from "./every-operation/calls.ts";
import { Office, type Calls, type Request } from "./every-operation/office.ts";
import { isWrite, operationsOf, send, type Operation } from "./every-operation/operations.ts";
import { PEOPLE } from "./every-operation/people.ts";
import { PROVIDERS } from "./every-operation/provider.ts";
import { SETTINGS } from "./every-operation/settings.ts";
import { spoilt } from "./every-operation/spoilt.ts";

/** How each operation is called; a new one is added here, or the first test fails. */
const ALL: Calls = { ...SETTINGS, ...PEOPLE, ...CALLS, ...ACCESS, ...PROVIDERS };
/** It needs a provider of log-ins and a browser that goes there: open-id.test.ts does that. */
const ELSEWHERE = new Set(["logInByOpenId"]);
/** What every user of the company may; all else that isn't their own is refused them. */
const USERS_MAY = new Set([
  ...["getMe", "listMyCallerIds", "listDirectory", "getUserState", "listParkedCalls", "getTenant", "streamEvents"],
  ...["listSharedMailboxes", "listCallRecords", "exportCallRecords"],
]);
/** About who asks: another asker has the same of their own. */
const ONES_OWN = new Set([
  ...["getMe", "listMyCallerIds", "blockLastCaller", "stopActing", "openBrowserPhone", "closeBrowserPhone"],
  ...["listSessions", "endOtherSessions", "endSession", "getSecondFactor", "beginTotp", "confirmTotp", "removeTotp"],
  ...["createRecoveryCodes", "beginPasskey", "addPasskey", "removePasskey"],
]);
/** Bodies with one thing wrong, each operation; another seed spoils other things. */
const SPOILT = Number(process.env["FUZZ_RUNS"] ?? 8);
const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_129);

let smtp: SmtpPeer;
let pbx: ApiServer;
let office: Office;
let askers: WrongAskers;
let operations: readonly Operation[];
/** What was wrong with the answers, by operation; empty: nothing. */
let wrongBodies = 0;
const faults = { right: [] as string[], spoilt: [] as string[], refused: [] as string[], tried: [] as string[] };

beforeAll(async () => {
  smtp = await smtpPeer();
  pbx = await startApi({ smtpUrl: smtp.url, handOver: { host: "127.0.0.1", port: 9, secret: "none" } });
  office = new Office(pbx);
  askers = await wrongAskers(office);
  operations = await operationsOf(pbx);
  // What is refused or only tried changes nothing: the right request that comes last of each operation succeeds.
  for (const [i, operation] of operations.entries()) {
    const request = await ALL[operation.id]?.(office);
    if (request === undefined) continue;
    const before = pbx.settings.snapshot;
    faults.refused.push(...(await asWrongAskers(operation, request)));
    faults.spoilt.push(...(await withWrongBodies(operation, request, SEED + i)));
    faults.tried.push(...(await onlyTried(operation, request)));
    if (pbx.settings.snapshot !== before)
      faults.refused.push(`${operation.id}: a request that was refused changed something`);
    const answered = await send(office, operation, request);
    faults.right.push(...faultsOf(operation, answered, request.status).map((fault) => `${operation.id}: ${fault}`));
  }
}, 300_000);
afterAll(async () => {
  await pbx[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});

async function asWrongAskers(operation: Operation, request: Request): Promise<string[]> {
  const { id, isOpen, path } = operation;
  if (isOpen) return [];
  const isProviders = id in PROVIDERS && id !== "stopActing";
  const namesOne = path.includes("{") && !path.includes("{kind}");
  const isOthers = (namesOne || isProviders) && !ONES_OWN.has(id);
  const lacking = isProviders ? undefined : askers.lacking(operation);
  const wrong: (readonly [string, Request["as"], RegExp])[] = [
    ["nobody", {}, /^401 SW_NOT_AUTHENTICATED$/],
    ["an expired token", askers.expired, isProviders ? /^40[14] / : /^401 SW_NOT_AUTHENTICATED$/],
    ...(USERS_MAY.has(id) || ONES_OWN.has(id) ? [] : [["a user", askers.user, /^40[134] /] as const]),
    ...(isOthers ? [["a stranger", askers.stranger, /^40[134] /] as const] : []),
    ...(lacking === undefined ? [] : [["a token without the scope", lacking, /^403 SW_SCOPE_MISSING$/] as const]),
  ];
  const found: string[] = [];
  for (const [who, as, expected] of wrong) {
    const answered = await send(office, operation, { ...request, as: as ?? {} });
    const told = `${answered.status} ${codeOf(answered) ?? ""}`;
    if (!expected.test(told)) found.push(`${id}: ${who} is answered ${told} ${answered.text.slice(0, 200)}`);
  }
  return found;
}

async function withWrongBodies(operation: Operation, request: Request, seed: number): Promise<string[]> {
  if (operation.body === undefined || request.body === undefined) return [];
  const found: string[] = [];
  for (const body of spoilt(operation.body, request.body, SPOILT, seed)) {
    const answered = await send(office, operation, { ...request, body });
    wrongBodies += 1;
    const wrong = wrongRefusal(answered);
    if (wrong !== undefined)
      found.push(`${operation.id}: ${wrong}: ${JSON.stringify(body).slice(0, 300)} → ${answered.text.slice(0, 400)}`);
  }
  return found;
}

async function onlyTried(operation: Operation, request: Request): Promise<string[]> {
  if (!isWrite(operation)) return [];
  const tried = await send(office, operation, { ...request, query: "dryRun=true" });
  const odd = await send(office, operation, { ...request, query: "dryRuns=true" });
  const national = operation.id in PROVIDERS ? undefined : withNationalNumbers(request.body ?? null);
  const asWritten = national && (await send(office, operation, { ...request, body: national, query: "dryRun=true" }));
  const isTold = tried.status === 200 && tried.headers["content-type"]?.startsWith(DRY_RUN_TYPE) === true;
  return [
    ...(isTold ? bodyFaults(operation, tried) : [`a dry run is answered ${tried.status} ${tried.text.slice(0, 300)}`]),
    ...(odd.status === 422 ? [] : [`an unknown parameter is answered ${odd.status} ${odd.text.slice(0, 300)}`]),
    ...(asWritten === undefined || asWritten.status === 200
      ? []
      : [`numbers as people write them are answered ${asWritten.status} ${asWritten.text.slice(0, 300)}`]),
  ].map((fault) => `${operation.id}: ${fault}`);
}

/** Undefined: there is no number of France in it. */
function withNationalNumbers(body: unknown): object | undefined {
  const text = JSON.stringify(body);
  const national = text.replaceAll(/"\+33([1-9])(\d\d)(\d{6})"/g, '"0$1 $2 $3"');
  return national === text ? undefined : (JSON.parse(national) as object);
}

describe("every operation of the API's document", () => {
  it("has a call in this test, and there is no call of one that is gone", () => {
    const ids = operations.map(({ id }) => id);
    expect(ids.filter((id) => !(id in ALL) && !ELSEWHERE.has(id))).toEqual([]);
    expect(Object.keys(ALL).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("answers a right request as the document says: status, headers, media type and body", () => {
    expect(faults.right).toEqual([]);
  });

  it(`refuses a body with one thing wrong: field, code and a sentence for people; nothing is changed (seed ${SEED})`, () => {
    expect(faults.spoilt).toEqual([]);
    expect(wrongBodies).toBeGreaterThan(300);
  });

  it("is closed to those who may not: nobody, a user, another company, an expired token, one without the scope", () => {
    expect(faults.refused).toEqual([]);
  });

  it("can be only tried where it writes, takes national numbers, and refuses parameters that it doesn't know", () => {
    expect(faults.tried).toEqual([]);
  });

  it("is refused by another method than those of its path, which Allow names", async () => {
    const strange: string[] = [];
    for (const path of new Set(operations.map((each) => each.path))) {
      const url = path.replaceAll(/\{[^}]+\}/g, "00000000");
      const methods = operations.filter((each) => each.path === path).map(({ method }) => method);
      // "bulk" in /users/bulk may be the id of a user too.
      const isAlsoIn = ({ path: other }: Operation): boolean =>
        new RegExp(`^${other.replaceAll(".", "\\.").replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(url);
      const known = operations.filter(isAlsoIn).map(({ method }) => method);
      const others = (["GET", "POST", "PUT", "PATCH", "DELETE"] as const).filter((each) => !known.includes(each));
      for (const method of others) {
        const { statusCode, headers } = await pbx.api.inject({ method, url, remoteAddress: office.address() });
        const allowed = String(headers["allow"]).split(", ");
        if (statusCode !== 405 || !methods.every((each) => allowed.includes(each)))
          strange.push(`${method} ${path}: ${statusCode} ${allowed.join()}`);
      }
    }
    expect(strange).toEqual([]);
  });
});
