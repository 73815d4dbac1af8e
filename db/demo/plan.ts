import { busyMoments, DAY_MS } from "./calendar";
import { pick, type Random, shuffled } from "./random";
import { fits, longestMs, type Script } from "./script";

/** A script that begins at `start` and is told for its first `length` lines. */
export type Conversation = { script: Script; start: number; length: number };

/** For how long a conversation waits for the one before it. */
const PATIENCE_MS = 20 * 60_000;

/** Which conversation is held when in the year that ends at `until`, oldest first: `count` lines in all. */
export function planYear(random: Random, scripts: readonly Script[], count: number, until: Date): Conversation[] {
  const linesEach = scripts.reduce((sum, script) => sum + script.lines.length, 0) / scripts.length;
  const end = until.getTime();
  for (let plenty = Math.ceil((count / linesEach) * 1.1) + 10; ; plenty *= 2) {
    const moments = busyMoments(random, end - 365 * DAY_MS, end, plenty);
    const plan = castScripts(random, scripts, moments, end);
    if (linesOf(plan) >= count) return trimTo(random, plan, count);
  }
}

const linesOf = (plan: readonly Conversation[]) => plan.reduce((sum, { length }) => sum + length, 0);

/** Each moment gets one of the fitting scripts that have been silent the longest. */
function castScripts(random: Random, scripts: readonly Script[], moments: readonly number[], end: number) {
  const lastTold = new Map(scripts.map((script) => [script, -random()]));
  const plan: Conversation[] = [];
  let quietFrom = 0;
  for (const [turn, moment] of moments.entries()) {
    // A conversation waits for the one before it, unless the room is so busy that it would wait for long.
    const start = quietFrom - moment < PATIENCE_MS ? Math.max(moment, quietFrom) : moment;
    const fitting = scripts.filter((script) => fits(script, start) && start + longestMs(script) <= end);
    fitting.sort((left, right) => (lastTold.get(left) ?? 0) - (lastTold.get(right) ?? 0));
    if (fitting.length === 0) continue;
    const script = pick(random, fitting.slice(0, Math.ceil(fitting.length / 5)));
    lastTold.set(script, turn + 1);
    plan.push({ script, start, length: script.lines.length });
    quietFrom = start + burstMs(script);
  }
  return plan;
}

/** About how long a script goes on before its first long pause. */
function burstMs({ lines }: Script): number {
  const pause = lines.findIndex(({ afterMinutes }) => afterMinutes !== null);
  return (pause < 0 ? lines.length : pause) * 90_000;
}

/** Leaves out conversations at random, then the end of one, until exactly `count` lines remain. */
function trimTo(random: Random, plan: readonly Conversation[], count: number): Conversation[] {
  let excess = linesOf(plan) - count;
  const kept: Conversation[] = [];
  for (const conversation of shuffled(random, plan)) {
    if (conversation.length <= excess) excess -= conversation.length;
    else kept.push(conversation);
  }
  const longest = kept.reduce((left, right) => (right.length > left.length ? right : left), kept[0] ?? { length: 0 });
  longest.length -= excess;
  return kept.sort((left, right) => left.start - right.start);
}
