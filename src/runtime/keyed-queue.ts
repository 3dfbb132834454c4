/** Runs works one after the other, in the order in which they came; one that fails doesn't stop the next. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

export interface KeyedQueueOptions {
  /** Works of one key that wait or run at once. */
  readonly mostWaiting: number;
  /** What one more is refused with. */
  readonly tooMany: () => Error;
}

/** A serial queue for each key: this process never races itself over one thing, and different things don't wait. */
export class KeyedQueue<Key> {
  readonly #options: KeyedQueueOptions;
  readonly #queues = new Map<Key, { readonly works: SerialQueue; waiting: number }>();

  constructor(options: KeyedQueueOptions) {
    this.#options = options;
  }

  /** @throws (rejects with) what the work throws, or the error of `tooMany` */
  async run<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const queue = this.#queues.get(key) ?? { works: new SerialQueue(), waiting: 0 };
    if (queue.waiting >= this.#options.mostWaiting) throw this.#options.tooMany();
    this.#queues.set(key, queue);
    queue.waiting++;
    try {
      return await queue.works.run(work);
    } finally {
      queue.waiting--;
      if (queue.waiting === 0) this.#queues.delete(key);
    }
  }

  /** Keys that have a work which waits or runs. */
  get size(): number {
    return this.#queues.size;
  }
}
