import type { DryRun, UsersImported } from "../../../api-client/schema.d.ts";
import { dryRunOf } from "../../../api-client/client.ts";
import { api, call } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";

/** A file as it was when it was chosen: a spreadsheet that is saved again meanwhile changes nothing of it. */
export interface UserFile {
  readonly name: string;
  readonly content: Blob;
}

/** A user as the file would make them. */
export interface FoundUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly extension: string;
  readonly role: "admin" | "user";
  readonly numbers: readonly string[];
  /** The name of the first phone; undefined: none. */
  readonly device: string | undefined;
  /** They could log in: a password is in the file. */
  readonly hasPassword: boolean;
}

export interface TriedFile {
  readonly users: readonly FoundUser[];
  readonly seats: DryRun["seats"];
}

export type Added = UsersImported["items"];

const KIND = "text/csv";

export async function readFile(file: File): Promise<UserFile> {
  return { name: file.name, content: new Blob([await file.arrayBuffer()], { type: KIND }) };
}

/** What the file would do. @throws ApiProblem where it would be refused */
export async function tryFile({ content }: UserFile): Promise<TriedFile> {
  const { changes, seats } = await dryRunOf(api.POST("/api/v1/users/import", { ...sent(content), ...TRIED }));
  return { users: usersOf(changes), seats };
}

export async function addUsers({ content }: UserFile): Promise<Added> {
  return (await call(api.POST("/api/v1/users/import", sent(content)))).items;
}

const TRIED = { params: { query: { dryRun: true } } };

function sent(content: Blob) {
  return { body: content, bodySerializer: (body: Blob) => body, headers: { "Content-Type": KIND } };
}

/** The file itself is refused, line by line, and can be mended. */
export function isRefusedFile(failure: unknown): failure is ApiProblem {
  return failure instanceof ApiProblem && failure.faults.length > 0;
}

type Change = DryRun["changes"][number];

function usersOf(changes: DryRun["changes"]): readonly FoundUser[] {
  const devices = changes.filter(({ kind, what }) => kind === "device" && what === "created");
  const numbers = changes.filter(({ kind }) => kind === "number");
  return changes
    .filter(({ kind, what }) => kind === "user" && what === "created")
    .map((change) => ({
      ...{ id: change.id, name: textAt(change, "/name"), email: textAt(change, "/email") },
      ...{ extension: textAt(change, "/extension"), role: textAt(change, "/role") === "admin" ? "admin" : "user" },
      numbers: numbers.filter((number) => leadsTo(number, change.id)).map(({ id }) => id),
      device: devices
        .filter((device) => textAt(device, "/userId") === change.id)
        .map((device) => textAt(device, "/label"))[0],
      hasPassword: change.fields.some(({ field, to }) => field === "/passwordHash" && to !== null),
    }));
}

function leadsTo(number: Change, user: string): boolean {
  return number.fields.some(
    ({ field, to }) => field.startsWith("/destination") && (to === user || JSON.stringify(to).includes(`"${user}"`)),
  );
}

function textAt({ fields }: Change, pointer: string): string {
  const value = fields.find(({ field }) => field === pointer)?.to;
  return typeof value === "string" ? value : "";
}
