import { isOfficeTime, monthDay, plantTime } from "./calendar";

/**
 * One conversation, a line for each message: `"A: text"`, or `"B+40: text"` for 40 minutes after the line before.
 * A first line that starts with `#` says when it fits: `8-11h` (hours), `fri` (weekday), `12-15..12-30` (season),
 * `shift` (also at night and on days off).
 *
 * In the text: `{gate}` a word that stays the same throughout, `{gate2}` another one, `{city.gen}` its form;
 * `{n5-40}` a number, `{n5-40#паллета|паллеты|паллет}` with its noun, `{d1.2-3.8}` a decimal;
 * `{B}` a person's first name, `{@B}` a mention, `{сделал|сделала}` by who speaks, `{B:прав|права}` by B;
 * `{? one / two}` a choice, `{soup? one / two}` a choice that `{soup}` repeats.
 */
export type Source = readonly string[];

export type Line = { speaker: number; afterMinutes: number | null; text: string };
export type Script = {
  anyHour: boolean;
  hours: readonly [number, number] | null;
  season: readonly [string, string] | null;
  weekday: number | null;
  lines: readonly Line[];
};

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

export function parseScript(source: Source): Script {
  const directed = source[0]?.startsWith("#") ?? false;
  const directions = directed ? (source[0] ?? "").slice(1).trim().split(/\s+/) : [];
  const hours = directions.map((word) => /^(\d+)-(\d+)h$/.exec(word)).find(Boolean);
  const season = directions.map((word) => /^(\d\d-\d\d)\.\.(\d\d-\d\d)$/.exec(word)).find(Boolean);
  const weekday = directions.map((word) => WEEKDAYS.indexOf(word)).find((index) => index >= 0);
  return {
    anyHour: directions.includes("shift"),
    hours: hours ? [Number(hours[1]), Number(hours[2])] : null,
    season: season ? [season[1] ?? "", season[2] ?? ""] : null,
    weekday: weekday ?? null,
    lines: source.slice(directed ? 1 : 0).map(parseLine),
  };
}

function parseLine(line: string): Line {
  const parts = /^([A-D])(?:\+(\d+))?: (\S[\s\S]*)$/.exec(line);
  if (!parts) throw new SyntaxError(`not a line of a conversation: ${line}`);
  const [, speaker = "A", minutes, text = ""] = parts;
  return { speaker: speaker.charCodeAt(0) - 65, afterMinutes: minutes ? Number(minutes) : null, text };
}

export function fits(script: Script, at: number): boolean {
  const time = plantTime(at);
  if (!script.anyHour && !isOfficeTime(time)) return false;
  if (script.hours && (time.hour < script.hours[0] || time.hour >= script.hours[1])) return false;
  if (script.weekday !== null && time.weekday !== script.weekday) return false;
  if (!script.season) return true;
  const [from, to] = script.season;
  const today = monthDay(time);
  return from <= to ? from <= today && today <= to : today >= from || today <= to;
}

/** The longest that a script can last, in milliseconds. */
export const longestMs = (script: Script) =>
  script.lines.reduce((sum, line) => sum + ((line.afterMinutes ?? 0) + 8) * 60_000, 0);
