import { Type } from "typebox";

/** Who makes a change: a person in the portal or on a phone, a program by its token, or the system itself. */
export const Actor = Type.Object(
  {
    kind: Type.Union([Type.Literal("user"), Type.Literal("token"), Type.Literal("system")]),
    id: Type.Union([Type.String(), Type.Null()]),
    name: Type.String(),
  },
  { title: "Actor" },
);
export type Actor = Readonly<Type.Static<typeof Actor>>;

/** The provider who runs the system for its companies, by OPERATOR_TOKEN. */
export const OPERATOR: Actor = { kind: "token", id: null, name: "OPERATOR_TOKEN" };

/** What a change did to one field; secrets show as "(secret)". */
export const AuditedField = Type.Object(
  {
    field: Type.String({ description: "JSON pointer (RFC 6901) into the record" }),
    from: Type.Unknown(),
    to: Type.Unknown(),
  },
  { title: "AuditedField" },
);
export type AuditedField = Type.Static<typeof AuditedField>;

export const AuditedChange = Type.Object(
  {
    what: Type.Union([Type.Literal("created"), Type.Literal("changed"), Type.Literal("removed")]),
    kind: Type.String(),
    id: Type.String(),
    fields: Type.Array(AuditedField),
  },
  { title: "AuditedChange" },
);
export type AuditedChange = Type.Static<typeof AuditedChange>;

/** One change as the journal keeps it. */
export const AuditEntry = Type.Object(
  {
    id: Type.Integer({ description: "The tenant's version that this change made" }),
    at: Type.String({ description: "RFC 3339, UTC" }),
    actor: Actor,
    changes: Type.Array(AuditedChange),
    undoable: Type.Boolean({
      description:
        "It can be undone, where no later change touched the same. Not: what an older version wrote, and changes of secrets alone",
    }),
    undoes: Type.Optional(Type.Integer({ description: "The id of the change that this one undid" })),
  },
  { title: "AuditEntry" },
);
export type AuditEntry = Type.Static<typeof AuditEntry>;

export const AuditPage = Type.Object(
  {
    items: Type.Array(AuditEntry),
    next: Type.Union([Type.Integer(), Type.Null()], {
      description: "`after` of the next page; null = this is the last",
    }),
  },
  { title: "AuditPage" },
);
export type AuditPage = Type.Static<typeof AuditPage>;
