import type { Locale } from "./locale";

/** The texts that dates lean on. */
export interface TimeWords {
  today: string;
  yesterday: string;
  todayAt: string;
  yesterdayAt: string;
}

export interface Clock {
  locale: Locale;
  timeZone: string;
  words: TimeWords;
}

const tags: Record<Locale, string> = { en: "en-GB", ru: "ru-RU" };
const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(clock: Clock, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${clock.locale} ${clock.timeZone} ${name}`;
  const made = cache.get(key) ?? new Intl.DateTimeFormat(tags[clock.locale], { timeZone: clock.timeZone, ...options });
  cache.set(key, made);
  return made;
}

/** 08:36, in the person's own zone. */
export const timeOfDay = (clock: Clock, at: Date): string =>
  formatter(clock, "time", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);

const days = new Map<string, string>();
const quarterMs = 15 * 60_000;

/**
 * A day as one comparable word in the person's zone: 2026-11-20. Days begin at a quarter of an hour of UTC in every
 * zone of today, so that what was found for a quarter holds for all of it.
 */
export function dayOf(clock: Clock, at: Date): string {
  const key = `${clock.timeZone} ${Math.floor(at.getTime() / quarterMs)}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  const parts = formatter({ ...clock, locale: "en" }, "day", { year: "numeric", month: "2-digit", day: "2-digit" });
  const day = parts.format(at).split("/").reverse().join("-");
  if (days.size >= daysKept) days.clear();
  days.set(key, day);
  return day;
}

const daysKept = 5_000;

/** By the calendar: a day may have 23 or 25 hours. */
const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);

/** The heading over a day's talk: "Today", "Yesterday, 19 November", "3 March 2025". */
export function dayHeading(clock: Clock, at: Date, now: Date): string {
  const day = dayOf(clock, at);
  if (day === dayOf(clock, now)) return clock.words.today;
  const date = dateOf(clock, at, now);
  return day === dayBefore(dayOf(clock, now)) ? `${clock.words.yesterday}, ${date}` : date;
}

/** "19 November", with the year where it is another one. */
export function dateOf(clock: Clock, at: Date, now: Date): string {
  const sameYear = dayOf(clock, at).slice(0, 4) === dayOf(clock, now).slice(0, 4);
  const options = { day: "numeric", month: "long" } as const;
  return sameYear
    ? formatter(clock, "date", options).format(at)
    : formatter(clock, "date-year", { ...options, year: "numeric" }).format(at);
}

/** For a list: the time today, "yesterday", the weekday within a week, else the date. */
export function shortWhen(clock: Clock, at: Date, now: Date): string {
  const day = dayOf(clock, at);
  if (day === dayOf(clock, now)) return timeOfDay(clock, at);
  if (day === dayBefore(dayOf(clock, now))) return clock.words.yesterday.toLowerCase();
  if (now.getTime() - at.getTime() < 6 * 86_400_000)
    return formatter(clock, "weekday", { weekday: "short" }).format(at);
  return formatter(clock, "short", { day: "2-digit", month: "2-digit", year: "2-digit" }).format(at);
}

/** "today at 08:15", "yesterday at 18:20", "3 March at 10:00". */
export function whenExactly(clock: Clock, at: Date, now: Date): string {
  const time = timeOfDay(clock, at);
  const day = dayOf(clock, at);
  if (day === dayOf(clock, now)) return clock.words.todayAt.replace("{time}", time);
  if (day === dayBefore(dayOf(clock, now))) return clock.words.yesterdayAt.replace("{time}", time);
  return `${dateOf(clock, at, now)}, ${time}`;
}

/** "12 minutes ago" within the hour, and then as `whenExactly`. */
export function whenLately(clock: Clock, at: Date, now: Date): string {
  const minutes = Math.floor(Math.max(0, now.getTime() - at.getTime()) / 60_000);
  return minutes < 60 ? agoIn(clock.locale).format(-minutes, "minute") : whenExactly(clock, at, now);
}

const agoFormats = new Map<Locale, Intl.RelativeTimeFormat>();

/** Made when it is first asked for: it takes longer than a whole command of the console client. */
function agoIn(locale: Locale): Intl.RelativeTimeFormat {
  const made = agoFormats.get(locale) ?? new Intl.RelativeTimeFormat(tags[locale]);
  agoFormats.set(locale, made);
  return made;
}

/** The whole truth, for the title of a time. */
export const fullMoment = (clock: Clock, at: Date): string =>
  formatter(clock, "full", { dateStyle: "full", timeStyle: "medium", hourCycle: "h23" }).format(at);

/** For a letter, which does not know when it is read: "5 March 2026 at 10:00 UTC". */
export const momentInZone = (clock: Clock, at: Date): string =>
  formatter(clock, "zone", {
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  }).format(at);

/**
 * The moment at which a day of the calendar begins in a zone. Twice a year midnight is not where the offset of the day
 * before would have it; where clocks leap over midnight, the day begins with its first minute.
 * @param day such as 2026-03-31
 */
export function dayStart(timeZone: string, day: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const guess = midnight - offsetMs(timeZone, midnight);
  const start = midnight - offsetMs(timeZone, guess);
  const clock: Clock = { locale: "en", timeZone, words: noWords };
  return new Date(dayOf(clock, new Date(start)) < day ? Math.max(start, guess) : start);
}

/** The moment at which a day of the calendar is over in a zone. */
export const endOfDay = (timeZone: string, day: string): Date => dayStart(timeZone, dayAfter(day));

const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

const noWords: TimeWords = { today: "", yesterday: "", todayAt: "", yesterdayAt: "" };

/** How far the zone's clocks are ahead of UTC at a moment. */
function offsetMs(timeZone: string, at: number): number {
  const clock: Clock = { locale: "en", timeZone, words: noWords };
  const name = formatter(clock, "offset", { timeZoneName: "longOffset" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value;
  const [, sign, hours = "0", minutes = "0"] = /([+-])(\d\d):(\d\d)/.exec(name ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
