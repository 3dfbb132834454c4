import type { DryRun, UsersImported } from "../../../api-client/schema.d.ts";
import { dryRunOf } from "../../../api-client/client.ts";
import { api, call } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import { planOf, type ImportPlan } from "./plan.ts";

/** A file as it was when it was chosen: a spreadsheet that is saved again meanwhile changes nothing of it. */
export interface UserFile {
  readonly name: string;
  readonly content: Blob;
}

/** What becomes of a line whose extension a user has already. */
export type Existing = "refuse" | "change";

/** A file, and how it is meant. */
export interface UserImport {
  readonly file: UserFile;
  readonly existing: Existing;
}

export interface TriedFile extends ImportPlan {
  readonly seats: DryRun["seats"];
}

export type Added = UsersImported["items"];

const KIND = "text/csv";

export async function readFile(file: File): Promise<UserFile> {
  return { name: file.name, content: new Blob([await file.arrayBuffer()], { type: KIND }) };
}

/** What the file would do. @throws ApiProblem where it would be refused */
export async function tryFile({ file, existing }: UserImport): Promise<TriedFile> {
  const query = { existing, dryRun: true };
  const tried = await dryRunOf(api.POST("/api/v1/users/import", { ...sent(file), params: { query } }));
  return { ...planOf(tried), seats: tried.seats };
}

export async function carryOut({ file, existing }: UserImport): Promise<Added> {
  return (await call(api.POST("/api/v1/users/import", { ...sent(file), params: { query: { existing } } }))).items;
}

function sent({ content }: UserFile) {
  return { body: content, bodySerializer: (body: Blob) => body, headers: { "Content-Type": KIND } };
}

/** The file itself is refused, line by line, and can be mended. */
export function isRefusedFile(failure: unknown): failure is ApiProblem {
  return failure instanceof ApiProblem && failure.faults.length > 0;
}

/** Lines are refused because their users are there already. */
export function isOfExisting({ faults }: ApiProblem): boolean {
  return faults.some(({ code }) => code === "extension-taken" || code === "email-taken");
}
