import { Type } from "typebox";

/** One field that is wrong. */
export const Fault = Type.Object(
  {
    field: Type.String({ description: "JSON pointer (RFC 6901) into the body, or the name of a parameter" }),
    detail: Type.String({ description: "What is wrong, as a sentence" }),
    code: Type.String({ description: "Stable, for programs and translations", examples: ["too-long"] }),
    params: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
        description: "What a sentence of this code is filled in with",
      }),
    ),
  },
  { title: "Fault" },
);
export type Fault = Type.Static<typeof Fault>;

/** What every request that fails is answered with (RFC 9457), as application/problem+json. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: "Always about:blank: `code` says more" }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: "What is wrong and what to do, for a person" }),
    code: Type.String({ description: "Stable, for programs", examples: ["SW_SETTING_TAKEN"] }),
    errors: Type.Optional(Type.Array(Fault)),
    currentVersion: Type.Optional(Type.Integer({ description: "With SW_VERSION_CONFLICT" })),
    usedBy: Type.Optional(
      Type.Array(Type.Object({ kind: Type.String(), id: Type.String(), label: Type.String() }), {
        description: "With SW_SETTING_IN_USE: what still points at it",
      }),
    ),
    changedSince: Type.Optional(
      Type.Array(
        Type.Object({
          kind: Type.String(),
          id: Type.String(),
          field: Type.String({ description: 'JSON pointer into it; "" = all of it: it was removed, or made again' }),
        }),
        { description: "With SW_CHANGED_SINCE: what later changes have touched" },
      ),
    ),
  },
  { title: "Problem" },
);
export type Problem = Type.Static<typeof Problem>;

export const PROBLEM_CONTENT_TYPE = "application/problem+json; charset=utf-8";
