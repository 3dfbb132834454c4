import { BindingsUnavailable } from "./errors.ts";

/** More requests of one device at a time than this are no phone's. */
const MAXIMUM_WAITING = 200;

/**
 * Lets the works of one key run one after the other, so that this process never races itself.
 * @throws BindingsUnavailable (rejects) when too many wait
 */
export function takingTurns(): <Result>(key: string, work: () => Promise<Result>) => Promise<Result> {
  const queues = new Map<string, { last: Promise<unknown>; waiting: number }>();

  return async (key, work) => {
    const queue = queues.get(key) ?? { last: Promise.resolve(), waiting: 0 };
    if (queue.waiting >= MAXIMUM_WAITING) throw new BindingsUnavailable();
    queues.set(key, queue);
    queue.waiting++;
    const turn = queue.last.then(work);
    queue.last = turn.catch(() => undefined); // the next one's turn comes whatever became of this one
    try {
      return await turn;
    } finally {
      queue.waiting--;
      if (queue.waiting === 0) queues.delete(key);
    }
  };
}
