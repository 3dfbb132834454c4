import type { paths } from "../../api-client/schema.d.ts";

/** What reading this address answers. */
type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;
type Item<Path extends keyof paths> = Answer<Path> extends { items: (infer One)[] } ? One : never;
/** What adding to this address, or changing what is at it, takes. */
export type Body<Path extends keyof paths, Method extends keyof paths[Path]> = paths[Path][Method] extends {
  requestBody: { content: { "application/json": infer Sent } };
}
  ? Sent
  : never;

/** What a browser needs to be a phone. */
export type BrowserPhone = paths["/api/v1/me/browser-phone"]["post"]["responses"][201]["content"]["application/json"];
export type Me = Answer<"/api/v1/me">;
export type User = Answer<"/api/v1/users/{id}">;
export type Device = Item<"/api/v1/devices">;
/** Whether audio is encrypted; null: as the other side offers it. */
export type Encryption = Device["encryption"];
export type DeviceSetup = Answer<"/api/v1/devices/{id}/setup">;
export type Site = Item<"/api/v1/sites">;
export type RingGroup = Item<"/api/v1/ring-groups">;
export type Receptionist = Item<"/api/v1/receptionists">;
export type Conference = Item<"/api/v1/conferences">;
export type SharedMailbox = Item<"/api/v1/shared-mailboxes">;
export type PhoneNumber = Item<"/api/v1/phone-numbers">;
export type Destination = NonNullable<PhoneNumber["destination"]>;
export type Trunk = Item<"/api/v1/trunks">;
export type Call = Item<"/api/v1/calls">;
export type Dashboard = Answer<"/api/v1/dashboard">;
export type Company = Answer<"/api/v1/tenant">;
/** Where calls may be led; of a group's overflow, outside too. */
export type Overflow = NonNullable<RingGroup["overflow"]>;
