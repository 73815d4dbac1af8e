/** Lets a bounded number of jobs run at one time; the others wait in the order in which they came. */
export class Turnstile {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  async pass<T>(job: () => Promise<T>): Promise<T> {
    if (this.running >= this.most) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      return await job();
    } finally {
      // The place is handed on: the next one runs on this one's count.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
