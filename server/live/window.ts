/** Counts what one socket sends within a window of time. */
export class Window {
  private startedAtMs = 0;
  private count = 0;

  constructor(
    private readonly most: number,
    private readonly windowMs: number,
  ) {}

  /** @returns `refuse` beyond the bound, and `stop` where even refusals have been too many */
  take(nowMs: number): "pass" | "refuse" | "stop" {
    if (nowMs - this.startedAtMs >= this.windowMs || nowMs < this.startedAtMs) {
      this.startedAtMs = nowMs;
      this.count = 0;
    }
    this.count++;
    if (this.count <= this.most) return "pass";
    return this.count <= this.most * 2 ? "refuse" : "stop";
  }

  /** Until the next window begins. */
  msLeft(nowMs: number): number {
    return Math.max(0, this.startedAtMs + this.windowMs - nowMs);
  }
}
