import { NewPhoneNumber, PhoneNumber, PhoneNumberPatch, phoneNumberView } from "../../settings/kinds/phone-number.ts";
import { E164Text } from "../../settings/schemas/words.ts";
import type { Api, ApiParts } from "../parts.ts";
import { settingRoutes } from "../setting-routes.ts";

/** Direct numbers, and whom each reaches. */
export function phoneNumberRoutes(api: Api, { settings }: ApiParts): void {
  settingRoutes(api, settings, {
    tags: ["phone-numbers"],
    path: "/phone-numbers",
    noun: "phone number",
    keyName: "number",
    summaries: { change: "Point a phone number elsewhere" },
    schemas: { key: E164Text, new: NewPhoneNumber, patch: PhoneNumberPatch, view: PhoneNumber },
    all: (snapshot, tenant) => snapshot.numbers(tenant),
    find: (snapshot, number) => snapshot.number(number),
    keyOf: ({ number }) => number,
    textsOf: ({ number }) => [number],
    view: phoneNumberView,
    add: (draft, number) => draft.add("number", number),
    change: (draft, number, patch, ifMatch) => draft.change("number", number, patch, ifMatch),
    remove: (draft, number, { ifMatch }) => draft.remove("number", number, { ifMatch: ifMatch }),
  });
}
