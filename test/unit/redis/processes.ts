import type { Redis } from "ioredis";
import { createRedis } from "../../../src/redis/connection.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { testRedis, type TestRedis } from "../../support/redis.ts";

/** A real Redis, to which a test connects as several application processes do. */
export class ProcessesOnRedis implements AsyncDisposable {
  readonly #server: TestRedis;
  #scope = new Scope();

  private constructor(server: TestRedis) {
    this.#server = server;
  }

  static async start(): Promise<ProcessesOnRedis> {
    return new ProcessesOnRedis(await testRedis());
  }

  /** The connection of one more process, until the test ends. */
  async connect(): Promise<Redis> {
    const redis = createRedis({ ...this.#server.address });
    await redis.connect();
    this.#scope.defer(() => redis.disconnect());
    return redis;
  }

  /** Released at the end of the test. */
  own<Resource extends AsyncDisposable | Disposable>(resource: Resource): Resource {
    return this.#scope.own(resource);
  }

  async endTest(): Promise<void> {
    await this.#scope[Symbol.asyncDispose]();
    this.#scope = new Scope();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endTest();
    await this.#server[Symbol.asyncDispose]();
  }
}
