import { Type } from "typebox";
import type { RouteOptions } from "../setting-routes.ts";

/** Numbers can be listed by whether they lead anywhere. */
export function phoneNumberOptions(): RouteOptions<"number"> {
  const spare = Type.Boolean({ description: "true = only numbers that lead nowhere; false = only those that do" });
  return {
    filter: {
      query: { spare: Type.Optional(spare) },
      isWanted: ({ destination }, { spare: wanted }) => wanted === undefined || wanted === (destination === null),
    },
  };
}
