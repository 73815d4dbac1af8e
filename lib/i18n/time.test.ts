import { describe, expect, test } from "vitest";
import { catalogue } from "./index";
import type { Locale } from "./locale";
import { type Clock, dayHeading, dayOf, dayStart, shortWhen, timeOfDay, whenExactly, whenLately } from "./time";

const clock = (timeZone: string, locale: Locale = "en"): Clock => ({
  locale,
  timeZone,
  words: catalogue(locale).live.time,
});
const at = (moment: string) => new Date(moment);

test("a day is the person's own: the same moment falls on two days in two zones", () => {
  const moment = at("2026-06-30T22:30:00Z");
  expect(dayOf(clock("Europe/Moscow"), moment)).toBe("2026-07-01");
  expect(dayOf(clock("Europe/Moscow", "ru"), moment)).toBe("2026-07-01");
  expect(dayOf(clock("America/New_York"), moment)).toBe("2026-06-30");
  expect(dayOf(clock("Pacific/Kiritimati"), at("2026-12-31T11:00:00Z"))).toBe("2027-01-01");
});

test("midnight is 00:00, in both languages", () => {
  expect(timeOfDay(clock("UTC"), at("2026-01-01T00:00:00Z"))).toBe("00:00");
  expect(timeOfDay(clock("Asia/Kolkata", "ru"), at("2026-01-01T00:00:00Z"))).toBe("05:30");
});

describe("today and yesterday", () => {
  const cases: [string, string, string, string, string][] = [
    ["a minute apart over midnight", "UTC", "2026-06-01T23:59:00Z", "2026-06-02T00:00:00Z", "Yesterday, 1 June"],
    ["the same in Moscow", "Europe/Moscow", "2026-06-01T23:59:00Z", "2026-06-02T00:00:00Z", "Today"],
    ["47 hours apart", "UTC", "2026-06-01T00:30:00Z", "2026-06-02T23:30:00Z", "Yesterday, 1 June"],
    ["over the new year", "UTC", "2025-12-31T12:00:00Z", "2026-01-01T12:00:00Z", "Yesterday, 31 December 2025"],
    ["two days ago", "UTC", "2026-05-31T23:59:00Z", "2026-06-02T00:00:00Z", "31 May"],
    // 29 March 2026 has 23 hours in Berlin, 25 October 25.
    ["after a day of 23 hours", "Europe/Berlin", "2026-03-29T10:00:00Z", "2026-03-29T22:30:00Z", "Yesterday, 29 March"],
    ["two days ago over one of 23 hours", "Europe/Berlin", "2026-03-28T21:00:00Z", "2026-03-29T22:30:00Z", "28 March"],
    [
      "at the end of a day of 25 hours",
      "Europe/Berlin",
      "2026-10-24T12:00:00Z",
      "2026-10-25T22:30:00Z",
      "Yesterday, 24 October",
    ],
    ["all of a day of 25 hours", "Europe/Berlin", "2026-10-24T22:10:00Z", "2026-10-25T22:50:00Z", "Today"],
  ];
  test.each(cases)("%s", (_name, timeZone, then, now, heading) => {
    expect(dayHeading(clock(timeZone), at(then), at(now))).toBe(heading);
  });

  test("the exact moment and the short one agree with the heading", () => {
    const berlin = clock("Europe/Berlin");
    const now = at("2026-03-29T22:30:00Z");
    expect(whenExactly(berlin, at("2026-03-29T10:00:00Z"), now)).toBe("yesterday at 12:00");
    expect(shortWhen(berlin, at("2026-03-29T10:00:00Z"), now)).toBe("yesterday");
    expect(whenExactly(berlin, at("2026-03-29T22:05:00Z"), now)).toBe("today at 00:05");
    expect(shortWhen(berlin, at("2026-03-29T22:05:00Z"), now)).toBe("00:05");
    expect(shortWhen(berlin, at("2026-03-26T10:00:00Z"), now)).toBe("Thu");
    expect(shortWhen(berlin, at("2026-03-01T10:00:00Z"), now)).toBe("01/03/26");
  });

  test("in Russian", () => {
    const moscow = clock("Europe/Moscow", "ru");
    const now = at("2026-06-02T12:00:00Z");
    expect(dayHeading(moscow, at("2026-06-01T12:00:00Z"), now)).toBe("Вчера, 1 июня");
    expect(whenExactly(moscow, at("2026-06-02T05:15:00Z"), now)).toBe("сегодня в 08:15");
    expect(shortWhen(moscow, at("2026-06-01T12:00:00Z"), now)).toBe("вчера");
  });
});

describe("a day begins", () => {
  test("where the clocks of its zone say so, on days of 23 and 25 hours too", () => {
    expect(dayStart("UTC", "2026-03-31")).toEqual(at("2026-03-31T00:00:00Z"));
    expect(dayStart("Europe/Moscow", "2026-03-31")).toEqual(at("2026-03-30T21:00:00Z"));
    expect(dayStart("Europe/Berlin", "2026-03-30")).toEqual(at("2026-03-29T22:00:00Z"));
    expect(dayStart("Asia/Kathmandu", "2026-01-01")).toEqual(at("2025-12-31T18:15:00Z"));
    expect(dayStart("America/Santiago", "2026-09-06"), "midnight is leapt over").toEqual(at("2026-09-06T04:00:00Z"));
  });

  test.each(Intl.supportedValuesOf("timeZone").filter((_zone, n) => n % 9 === 0))(
    "in %s, every day of a year",
    (zone) => {
      for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2027, 0, 1); day += 86_400_000) {
        const date = new Date(day).toISOString().slice(0, 10);
        const start = dayStart(zone, date);
        expect(dayOf(clock(zone), start)).toBe(date);
        // Days are told by quarters of an hour.
        expect(dayOf(clock(zone), new Date(start.getTime() - 1)) < date, `${date} begins no earlier`).toBe(true);
      }
    },
  );
});

test("what was lately is told in minutes, and then by the clock", () => {
  const now = at("2026-06-02T12:00:00Z");
  expect(whenLately(clock("UTC"), at("2026-06-02T11:48:00Z"), now)).toBe("12 minutes ago");
  expect(whenLately(clock("UTC", "ru"), at("2026-06-02T11:48:00Z"), now)).toBe("12 минут назад");
  expect(whenLately(clock("UTC", "ru"), at("2026-06-02T11:59:00Z"), now)).toBe("1 минуту назад");
  expect(whenLately(clock("UTC", "ru"), at("2026-06-02T11:00:00Z"), now)).toBe("сегодня в 11:00");
});
