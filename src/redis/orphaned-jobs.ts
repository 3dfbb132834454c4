import type { Queue } from "bullmq";
import type { Alarm, Clock } from "../runtime/clock.ts";

export interface OrphanedJobsOptions {
  readonly queue: Queue;
  /** Of each look; a process is taken for dead that is missing in two of them, one after the other. */
  readonly lookEveryMs: number;
  readonly clock: Clock;
  /** Told of a job that another process may do now. */
  readonly onFreed: (job: string, worker: string) => void;
  readonly onFault: (failure: unknown) => void;
}

/** A job that a process has begun, and the token of its lock. */
interface BegunJob {
  readonly worker: string;
  readonly token: string;
}

/** No process does more at once; the others are found when these are done. */
const MOST_JOBS = 1_000;

/**
 * Gives the jobs of a process that has died to the others. A lock alone tells a dead process late: it has to outlast one
 * that only stands still. But the kernel closes the connections of the dead at once, and keeps those of the standing. Each
 * worker and its connections therefore have one name, by which Redis lists them (CLIENT LIST).
 */
export class OrphanedJobs implements Disposable {
  readonly #options: OrphanedJobsOptions;
  /** By job: its worker was missing at the last look. */
  #missing = new Map<string, BegunJob>();
  #alarm: Alarm | undefined;
  #closed = false;

  constructor(options: OrphanedJobsOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#watch();
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#alarm?.disarm();
  }

  async #watch(): Promise<void> {
    try {
      this.#missing = await this.#look();
    } catch (failure) {
      this.#missing.clear(); // a look that saw nothing counts for none
      if (!this.#closed) this.#options.onFault(failure);
    }
    if (this.#closed) return;
    this.#alarm = this.#options.clock.arm(this.#options.lookEveryMs, () => void this.#watch());
  }

  async #look(): Promise<Map<string, BegunJob>> {
    const { queue, onFreed } = this.#options;
    const missing = new Map<string, BegunJob>();
    const jobs = await queue.getActive(0, MOST_JOBS - 1);
    if (jobs.length === 0) return missing;
    const client = await queue.backend.client;
    const connected = namesOf((await queue.backend.getClientList()).join("\n"));
    for (const job of jobs) {
      const { id, processedBy: worker } = job;
      if (id === undefined || worker === undefined || connected.has(worker)) continue;
      const token = await client.get(queue.toKey(`${id}:lock`));
      if (token === null) continue; // its lock has lapsed already
      const before = this.#missing.get(id);
      if (before?.worker === worker && before.token === token) {
        await job.moveToWait(token);
        onFreed(id, worker);
      } else missing.set(id, { worker, token });
    }
    return missing;
  }
}

function namesOf(clients: string): ReadonlySet<string> {
  return new Set([...clients.matchAll(/ name=(\S+)/g)].map(([, name = ""]) => name));
}
