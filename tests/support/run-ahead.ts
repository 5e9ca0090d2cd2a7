/** Does tasks in their order, so many at a time, as their results are asked for. */
export class RunAhead<T> {
  private readonly started: Array<Promise<T> | undefined> = [];

  constructor(
    private readonly tasks: ReadonlyArray<() => Promise<T>>,
    private readonly atATime: number,
  ) {}

  /** The result of one task; the next ones are begun as well, so that they are done when they are asked for. */
  get(index: number): Promise<T> {
    for (let next = index; next < Math.min(index + this.atATime, this.tasks.length); next++) {
      this.started[next] ??= this.begin(next);
    }
    return this.started[index] as Promise<T>;
  }

  private begin(index: number): Promise<T> {
    const result = (this.tasks[index] as () => Promise<T>)();
    // Who asks for it is told; who never asks need not know.
    result.catch(() => undefined);
    return result;
  }
}
