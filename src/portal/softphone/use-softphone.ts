import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, call } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { useStore } from "../api/store.ts";
import { Softphone } from "./softphone.ts";
import { phone, phoneState, takeOver } from "../browser-phone/state.ts";
import { holdTabLock } from "./tab-lock.ts";

const AGAIN_AFTER_MS = 10_000;
/** Where the signalling server is none of the system's own. */
const NOT_SERVED = 501;

/** Makes this tab the phone, or waits until no other one is. */
export function useSoftphone(): void {
  const queryClient = useQueryClient();
  const wanted = useStore(takeOver);
  useEffect(() => {
    let opened: OpenPhone | undefined;
    const leave = (): void => opened?.close();
    // A page that is loaded anew takes its calls back; of one that is closed the connection's end says so.
    const hide = ({ persisted }: PageTransitionEvent): void => (persisted ? leave() : opened?.leave());
    const lock = holdTabLock(
      {
        onHeld: () => {
          opened = new OpenPhone(() => void queryClient.invalidateQueries({ queryKey: ["me"] }));
          opened.open();
        },
        onElsewhere: () => phoneState.set("elsewhere"),
        onLost: () => {
          leave();
          phoneState.set("elsewhere");
        },
      },
      wanted > 0,
    );
    addEventListener("pagehide", hide);
    return () => {
      removeEventListener("pagehide", hide);
      leave();
      lock[Symbol.dispose]();
      phoneState.set("off");
    };
  }, [wanted, queryClient]);
}

/** The phone of this tab, while it has one. */
class OpenPhone {
  readonly #onReady: () => void;
  #softphone: Softphone | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(onReady: () => void) {
    this.#onReady = onReady;
  }

  open(): void {
    phoneState.set("connecting");
    this.#start().catch((failure: unknown) => {
      if (this.#isClosed) return;
      const isRefused = failure instanceof ApiProblem && (failure.status < 500 || failure.status === NOT_SERVED);
      phoneState.set(isRefused ? "refused" : "away");
      if (!isRefused) this.#timer = setTimeout(() => this.open(), AGAIN_AFTER_MS);
    });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    phone.set(undefined);
    this.#softphone?.[Symbol.dispose]();
    this.#softphone = undefined;
  }

  /** The page goes. */
  leave(): void {
    this.#isClosed = true;
    this.#softphone?.leave();
  }

  async #start(): Promise<void> {
    const given = await call(api.POST("/api/v1/me/browser-phone"));
    const softphone = await Softphone.start(given);
    if (this.#isClosed) {
      softphone[Symbol.dispose]();
      return;
    }
    this.#softphone = softphone;
    phone.set(softphone);
    const stop = phoneState.subscribe(() => {
      if (phoneState.get() !== "ready") return;
      stop();
      this.#onReady();
    });
  }
}
