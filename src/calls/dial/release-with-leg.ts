import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { Leg } from "../leg/leg.ts";

/** What was reserved for a callee (a trunk's capacity, a place within a limit) is free again when the callee's leg is over. */
export function releaseWithLeg(callee: AnsweredCallee, release: () => void): AnsweredCallee {
  return {
    sdp: callee.sdp,
    connect: async (answer) => {
      let leg: Leg;
      try {
        leg = await callee.connect(answer);
      } catch (failure) {
        release();
        throw failure;
      }
      void leg.ended.then(release);
      return leg;
    },
    refuse: async (reason) => {
      await callee.refuse(reason);
      release();
    },
  };
}
