import { between, type Random } from "./random";

/** The factory lives by Moscow time, which has had no summer time since 2014. */
const PLANT_OFFSET_MS = 3 * 3_600_000;
const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A moment on the factory's own clock. `month` is 1 to 12, `weekday` 0 (Sunday) to 6. */
export type PlantTime = { day: number; month: number; year: number; weekday: number; hour: number; minute: number };

export function plantTime(at: number): PlantTime {
  const local = new Date(at + PLANT_OFFSET_MS);
  return {
    day: local.getUTCDate(),
    month: local.getUTCMonth() + 1,
    year: local.getUTCFullYear(),
    weekday: local.getUTCDay(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
  };
}

/** `MM-DD`, comparable as text. */
export const monthDay = (time: PlantTime) =>
  `${String(time.month).padStart(2, "0")}-${String(time.day).padStart(2, "0")}`;

const HOLIDAYS = new Set(
  "01-01 01-02 01-03 01-04 01-05 01-06 01-07 01-08 02-23 03-08 05-01 05-09 06-12 11-04 12-31".split(" "),
);

export const isWorkday = (time: PlantTime) => time.weekday !== 0 && time.weekday !== 6 && !HOLIDAYS.has(monthDay(time));

export const isOfficeTime = (time: PlantTime) => isWorkday(time) && time.hour >= 7 && time.hour < 18;

/** How much is said in each hour of a working day, from midnight. */
const HOURLY = [
  0.03, 0.02, 0.02, 0.02, 0.02, 0.04, 0.12, 0.5, 1.2, 1.7, 1.7, 1.4, 0.7, 0.9, 1.4, 1.4, 1.2, 0.6, 0.14, 0.12, 0.1,
  0.08, 0.06, 0.04,
];

/** `count` moments from `from` to `until`, oldest first, as thick as the factory talks at that hour. */
export function busyMoments(random: Random, from: number, until: number, count: number): number[] {
  const hours: { start: number; upTo: number }[] = [];
  let total = 0;
  let dayMood = 1;
  for (let start = from; start < until; start += HOUR_MS) {
    const time = plantTime(start);
    if (time.hour === 0) dayMood = 0.6 + random() * 0.8;
    total += (HOURLY[time.hour] ?? 0) * (isWorkday(time) ? dayMood : 0.05);
    hours.push({ start, upTo: total });
  }
  const moments = Array.from({ length: count }, () => {
    const point = random() * total;
    const start = hours[firstAbove(hours, point)]?.start ?? from;
    return Math.min(start + between(random, 0, HOUR_MS - 1), until);
  });
  return moments.sort((left, right) => left - right);
}

function firstAbove(hours: readonly { upTo: number }[], point: number): number {
  let low = 0;
  let high = hours.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hours[middle]?.upTo ?? 0) > point) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first working day that is at least `days` after `at` (before it, when `days` is negative). */
export function workdayFrom(at: number, days: number): number {
  let moment = at + days * DAY_MS;
  while (!isWorkday(plantTime(moment))) moment += Math.sign(days || 1) * DAY_MS;
  return moment;
}
