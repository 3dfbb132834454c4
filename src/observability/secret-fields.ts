/** Field names whose values never reach a log. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  "password",
  "pin",
  "secret",
  "token",
  "authorization",
  "cookie",
  "ha1Md5",
  "ha1Sha256",
  "pinHash",
  "passwordHash",
  "sipPassword",
]);
const CENSORED = "[secret]";
/** Nothing that is logged is deeper; a structure that holds itself ends here, too. */
const DEEPEST = 6;

/** The same fields, those with secrets masked, at any depth that we log. Copies only what holds a secret: most lines hold none. */
export function maskSecretFields<Fields extends object>(fields: Fields, depth = 0): Fields {
  let masked: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    const shown = SECRET_FIELDS.has(name)
      ? CENSORED
      : isNested(value, depth)
        ? maskSecretFields(value, depth + 1)
        : value;
    if (shown === value) continue;
    masked ??= Array.isArray(fields)
      ? ([...(fields as unknown[])] as unknown as Record<string, unknown>)
      : ({ ...fields } as Record<string, unknown>);
    masked[name] = shown;
  }
  return (masked as Fields | undefined) ?? fields;
}

/** Errors have a serializer of their own, which shows what they hold. */
function isNested(value: unknown, depth: number): value is object {
  return typeof value === "object" && value !== null && depth < DEEPEST && !(value instanceof Error);
}
