import { describe, expect, it } from "vitest";
import { header } from "../support/sip-text.ts";
import { provider, telephone, theOffice } from "./office.ts";

const office = theOffice();

describe("a call to a direct number", () => {
  it("rings the phone, is answered, and ends with the caller's hang-up", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await telephone(pbx, device, { scenario: "phone-answers" });
    await using caller = await provider(pbx, person.number);

    await Promise.all([caller.succeeds(), desk.succeeds()]);
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 180", "< 200 INVITE", "> ACK", "> BYE", "< 200 BYE"]);
    expect(desk.ladder).toEqual(["< INVITE", "> 180", "> 200 INVITE", "< ACK", "< BYE", "> 200 BYE"]);
  });

  it("ends with the phone's hang-up", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await telephone(pbx, device, { scenario: "phone-hangs-up" });
    await using caller = await provider(pbx, person.number, { scenario: "trunk-is-hung-up" });

    await Promise.all([caller.succeeds(), desk.succeeds()]);
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 180", "< 200 INVITE", "> ACK", "< BYE", "> 200 BYE"]);
    expect(desk.ladder).toEqual(["< INVITE", "> 180", "> 200 INVITE", "< ACK", "> BYE", "< 200 BYE"]);
  });

  it("stops the user's other phones and tells them that it was answered elsewhere", async () => {
    const { pbx } = office;
    const [person, first] = await pbx.personWithPhone();
    const second = await pbx.api.addDevice(person.id, "Kitchen");
    await using desk = await telephone(pbx, first, { scenario: "phone-answers", keys: { rings_ms: 300 } });
    await using kitchen = await telephone(pbx, second, { scenario: "phone-rings" });
    await using caller = await provider(pbx, person.number);

    await Promise.all([caller.succeeds(), desk.succeeds(), kitchen.succeeds()]);
    expect(kitchen.ladder).toEqual(["< INVITE", "> 180", "< CANCEL", "> 200 CANCEL", "> 487 INVITE", "< ACK"]);
    expect(header(kitchen.request("CANCEL"), "Reason")).toBe('SIP;cause=200;text="Call completed elsewhere"');
    expect(desk.ladder).toEqual(["< INVITE", "> 180", "> 200 INVITE", "< ACK", "< BYE", "> 200 BYE"]);
  });

  it("stops ringing when the caller gives up", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await telephone(pbx, device, { scenario: "phone-rings" });
    await using caller = await provider(pbx, person.number, { scenario: "trunk-gives-up", keys: { waits_ms: 300 } });

    await Promise.all([caller.succeeds(), desk.succeeds()]);
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 180", "> CANCEL", "< 200 CANCEL", "< 487 INVITE", "> ACK"]);
    expect(desk.ladder).toEqual(["< INVITE", "> 180", "< CANCEL", "> 200 CANCEL", "> 487 INVITE", "< ACK"]);
    expect(header(desk.request("CANCEL"), "Reason")).not.toContain("elsewhere");
  });
});
