import { STATUS_CODES } from "node:http";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { TooManyStreams } from "../event-log/errors.ts";
import { SecretsKeyMissing } from "../sealing/errors.ts";
import {
  ChangedSince,
  OperatorOnly,
  SettingInUse,
  SettingInvalid,
  SettingsError,
  SettingTaken,
  VersionConflict,
} from "../settings/errors.ts";
import { MailboxFull, MailboxesAway, RecordingsUnwritable } from "../voicemail/errors.ts";
import { DryRunEnded } from "./dry-run/dry-run.ts";
import { answerDryRun } from "./dry-run/dry-run-hooks.ts";
import { ApiError, IdempotencyInProgress, RequestInvalid, TooManyRequests, UnknownParameters } from "./errors.ts";
import type { FaultCode } from "./fault-codes.ts";
import { PROBLEM_CONTENT_TYPE, type Fault, type Problem } from "./problem.ts";

/** What came to nothing, as the problem document that the caller gets. Our own bugs tell nothing of themselves. */
function problemOf(failure: unknown): Problem {
  if (failure instanceof RequestInvalid || failure instanceof UnknownParameters)
    return { ...problem(failure.status, failure.code, failure.message), errors: [...failure.faults] };
  if (failure instanceof ApiError) return problem(failure.status, failure.code, failure.message);
  if (failure instanceof SettingsError) return settingsProblem(failure);
  if (failure instanceof TooManyStreams) return problem(failure.status, failure.code, failure.message);
  if (failure instanceof MailboxFull) return problem(409, failure.code, failure.message);
  if (failure instanceof SecretsKeyMissing) return problem(503, failure.code, failure.message);
  if (failure instanceof MailboxesAway || failure instanceof RecordingsUnwritable)
    return problem(503, failure.code, failure.message);
  return frameworkProblem(failure as Partial<FastifyError>);
}

function settingsProblem(failure: SettingsError): Problem {
  return {
    ...problem(failure.status, failure.code, failure.message),
    ...(failure.field !== undefined && { errors: [faultOf(failure)] }),
    ...(failure instanceof VersionConflict && { currentVersion: failure.currentVersion }),
    ...(failure instanceof ChangedSince && {
      changedSince: failure.changes.map(({ kind, id, field }) => ({ kind, id, field })),
    }),
    ...(failure instanceof SettingInUse && {
      usedBy: failure.usedBy.map(({ kind, id, label }) => ({ kind, id, label })),
    }),
  };
}

/** What the settings refuse, as one fault of a request. */
export function faultOf(failure: SettingsError): Fault & { readonly code: FaultCode } {
  return { field: failure.field ?? "", detail: failure.message, ...codeOf(failure) };
}

/** Why a field was refused, for programs. */
function codeOf(failure: SettingsError): { readonly code: FaultCode; readonly params?: Fault["params"] & object } {
  if (failure instanceof SettingInvalid) return { code: failure.reason };
  if (failure instanceof SettingTaken) return { code: `${failure.what}-taken`, params: { value: failure.value } };
  return { code: failure instanceof OperatorOnly ? "operator-only" : "invalid" };
}

/** Fastify's own refusals (bad JSON, too large, too often) have a status below 500 and a text made for callers. */
function frameworkProblem({ statusCode, message }: Partial<FastifyError>): Problem {
  if (statusCode === 429) return problem(429, "SW_TOO_MANY_REQUESTS", "too many requests; try again in a minute");
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return problem(statusCode, "SW_REQUEST_INVALID", message ?? "not understood");
  return problem(500, "SW_INTERNAL", "something went wrong here; the log says what");
}

function problem(status: number, code: string, detail: string): Problem {
  return { type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, detail, code };
}

export function answerFailure(failure: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (failure instanceof DryRunEnded) return answerDryRun(request, reply);
  const answer = withinBody(problemOf(failure), request.routeOptions.config.bodyIs);
  if (answer.status >= 500)
    request.log.error({ event: "api.failed", route: request.routeOptions.url, err: failure }, "request failed");
  if (failure instanceof TooManyRequests) void reply.header("Retry-After", failure.retryAfterSeconds);
  if (failure instanceof IdempotencyInProgress) void reply.header("Retry-After", "1");
  if (answer.status === 503) void reply.header("Retry-After", "2");
  return reply.code(answer.status).type(PROBLEM_CONTENT_TYPE).serializer(JSON.stringify).send(answer);
}

/** The settings name a field by its place in the record; the caller knows it by its place in the body. */
function withinBody(problem: Problem, bodyIs: string | undefined): Problem {
  if (bodyIs === undefined || problem.errors === undefined) return problem;
  const errors = problem.errors.map(({ field, ...said }) => ({
    field: field.startsWith(`${bodyIs}/`) ? field.slice(bodyIs.length) : field,
    ...said,
  }));
  return { ...problem, errors };
}

/** @param allowed  the methods that the path has: where there are some, only the method is wrong (RFC 9110 §15.5.6) */
export function answerUnknownRoute(
  request: FastifyRequest,
  reply: FastifyReply,
  allowed: readonly string[],
): FastifyReply {
  const { method } = request;
  const path = request.url.split("?")[0] ?? "";
  const isPath = allowed.length > 0;
  const answer = isPath
    ? problem(405, "SW_METHOD_NOT_ALLOWED", `${path} has no ${method}, only ${allowed.join(", ")}`)
    : problem(404, "SW_NOT_FOUND", `there is no ${method} ${path}; see /api/docs`);
  if (isPath) void reply.header("Allow", allowed.join(", "));
  return reply
    .code(answer.status)
    .header("Cache-Control", "no-store")
    .type(PROBLEM_CONTENT_TYPE)
    .serializer(JSON.stringify)
    .send(answer);
}
