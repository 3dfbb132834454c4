import { Type } from "typebox";
import type { ApiParts } from "../parts.ts";
import type { RouteOptions } from "../setting-routes.ts";

/** Numbers can be listed by whether they lead anywhere. */
export function phoneNumberOptions({ settings, operatorToken }: ApiParts): RouteOptions<"number"> {
  const spare = Type.Boolean({ description: "true = only numbers that lead nowhere; false = only those that do" });
  return {
    /** Where a provider gives numbers out, one that a company gives up is the provider's again. */
    async removed(_tenant, number) {
      if (operatorToken !== undefined) await settings.numberInventory.add([number]);
    },
    filter: {
      query: { spare: Type.Optional(spare) },
      isWanted: ({ destination }, { spare: wanted }) => wanted === undefined || wanted === (destination === null),
    },
  };
}
