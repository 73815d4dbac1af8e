/** Counts what one socket sends within a window of time. */
export class Window {
  private startedAtMs = 0;
  private count = 0;

  constructor(
    private readonly most: number,
    private readonly windowMs: number,
  ) {}

  /** @returns `refuse` beyond the bound, and `ignore` where even refusals have been too many */
  take(nowMs: number): "pass" | "refuse" | "ignore" {
    if (nowMs - this.startedAtMs >= this.windowMs || nowMs < this.startedAtMs) {
      this.startedAtMs = nowMs;
      this.count = 0;
    }
    this.count++;
    if (this.count <= this.most) return "pass";
    return this.count <= this.most * 2 ? "refuse" : "ignore";
  }
}
