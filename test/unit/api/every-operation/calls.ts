import type { CallRecord } from "../../../../src/events/call-record.ts";
import { parseUserId } from "../../../../src/vocabulary/identifiers.ts";
import { aRecord } from "../../call-records/a-record.ts";
import type { Call, Calls, Office } from "./office.ts";

const CALL = "0123456789abcdef";
const MEMBER = {
  ...{ call: "f00d", number: "1001", name: "Dave", user: undefined, moderator: true, muted: false, talking: true },
  ...{ isLockedIn: false, enteredAtMs: Date.now() },
};

/** Two users talk; the call is all that goes on. */
function talking({ pbx }: Office, from: string): void {
  pbx.world.calls = [
    {
      ...{ call: CALL, tenant: pbx.tenantId, direction: "internal", callId: "x", caller: { user: parseUserId(from) } },
      ...{ dialled: "1002", legs: [], startedAtMs: Date.now() },
    } as unknown as CallRecord,
  ];
}

async function aCall(office: Office) {
  talking(office, (await office.person()).id);
  return { path: { id: CALL } };
}

async function aPastCall({ pbx }: Office) {
  const trace = { plan: { kind: "echo" }, decisions: [], messages: [], left: 0 };
  const record = aRecord({
    tenant: pbx.tenantId,
    people: {},
    trunks: {},
    call: "a1",
    startedAtMs: Date.now() - 60_000,
  });
  await pbx.callRecords.write(record, trace);
  return { path: { id: "a1" } };
}

async function room(office: Office) {
  office.pbx.callControl.says = { participants: [MEMBER], orderMember: true, orderRoom: true };
  return { path: { id: await office.conference() } };
}
const member: Call = async (office) => {
  const { path } = await room(office);
  return { path: { ...path, member: MEMBER.call } };
};

/** Calls that go on, their history, conferences, events. */
export const CALLS: Calls = {
  listCalls: async (office) => {
    await aCall(office);
    return {};
  },
  createCall: async (office) => {
    office.pbx.callControl.says = { originate: { kind: "ringing", call: CALL } };
    return { body: { to: "1002", userId: (await office.person()).id } };
  },
  hangUpCall: aCall,
  transferCall: async (office) => {
    office.pbx.callControl.says = { transfer: "accepted" };
    return { ...(await aCall(office)), body: { to: "1003" } };
  },
  listParkedCalls: () => ({}),
  listCallRecords: async (office) => {
    await aPastCall(office);
    return {};
  },
  exportCallRecords: async (office) => {
    await aPastCall(office);
    return {};
  },
  getCallRecord: aPastCall,
  getCallTrace: aPastCall,
  explainRouting: async (office) => ({ body: { from: { userId: (await office.person()).id }, to: "1002" } }),
  streamEvents: () => ({}),

  listConferenceMembers: room,
  removeConferenceMember: member,
  muteConferenceMember: member,
  unmuteConferenceMember: member,
  lockConference: room,
  unlockConference: room,
  muteConference: room,
  unmuteConference: room,
};
