import { describe, expect, test } from "vitest";
import { askedAt, callOptions, commandOptions, fitting, isTypedOut, personOption, roomOption } from "./completion";

const asked = (typed: string) => {
  const found = askedAt(typed, typed.length);
  return found && `${found.sign}${found.query}`;
};

describe("a list is asked for", () => {
  test("by a sign at the beginning of a word, and what is typed after it", () => {
    expect(asked("hi @")).toBe("@");
    expect(asked("hi (@Мар")).toBe("@Мар");
    expect(asked("#")).toBe("#");
    expect(asked("see #Смена и отг")).toBe("#Смена и отг");
    expect(asked("so :гро")).toBe(":гро");
    expect(asked(":+1")).toBe(":+1");
    expect(asked("/")).toBe("/");
    expect(asked("\n /to")).toBe("/to");
    expect(askedAt("/pm @bo", 7)).toMatchObject({ command: "pm", from: 4, to: 7 });
    expect(askedAt("/invite @", 9)).toMatchObject({ command: "invite" });
    expect(askedAt("@anna and more", 3)).toMatchObject({ query: "an", to: 3 });
  });

  test("and by nothing else: addresses, times, headings, paths, code", () => {
    for (const typed of ["me@example", "10:30", ":a", "# Heading", "a#b", "say /to", "/etc/ho", "http://a", "x ::ab"])
      expect(asked(typed), typed).toBeNull();
    for (const typed of ["`@an", "```\n@an", "`a` and `#x"]) expect(asked(typed), typed).toBeNull();
    expect(asked("```\nx\n```\n@an")).toBe("@an");
    expect(asked("`a` @an")).toBe("@an");
  });
});

describe("what fits", () => {
  const people = [
    { id: 1, username: "levina", display_name: "Мария Левина", avatar_url: null },
    { id: 2, username: "petrov", display_name: "Пётр Марьин", avatar_url: null },
    { id: 3, username: "mar.k", display_name: "Анна К.", avatar_url: null },
  ];
  const found = (query: string, limit = 8) =>
    fitting(people, (one) => [one.display_name, one.username], query, limit).map(({ id }) => id);

  test("is found by the beginning of any word of a name, first names before later ones, ё as е", () => {
    expect(found("мар")).toEqual([1, 2]);
    expect(found("MAR")).toEqual([3]);
    expect(found("петр")).toEqual([2]);
    expect(found("")).toEqual([1, 2, 3]);
    expect(found("", 2)).toEqual([1, 2]);
    expect(found("рия")).toEqual([]);
    expect(found("k.(")).toEqual([]);
  });

  test("takes the place of what asked: a user name, a link to the room with its brackets escaped, a command", () => {
    expect(personOption(people[0] as (typeof people)[0]).text).toBe("@levina ");
    expect(roomOption({ id: 5, name: "Plans [old]", visibility: "open" }).text).toBe("[#Plans \\[old\\]](/rooms/5) ");
    const notes = { pm: "", me: "", topic: "", invite: "", leave: "" };
    expect(commandOptions("", notes).map(({ text }) => text)).toEqual([
      "/pm @",
      "/me ",
      "/topic ",
      "/invite @",
      "/leave",
    ]);
    const leave = commandOptions("leave", notes);
    expect(isTypedOut({ sign: "/", from: 0, to: 6, query: "leave" }, leave)).toBe(true);
    expect(isTypedOut({ sign: "/", from: 0, to: 5, query: "leav" }, leave)).toBe(false);
  });

  test("everybody and whoever is here are called in either language, first in one's own", () => {
    const words = (locale: "en" | "ru", query: string) =>
      callOptions(locale, query, { all: "", here: "" }).map(({ label }) => label);
    expect(words("ru", "")).toEqual(["@все", "@здесь"]);
    expect(words("en", "")).toEqual(["@all", "@here"]);
    expect(words("ru", "he")).toEqual(["@here"]);
    expect(words("en", "вс")).toEqual(["@все"]);
    expect(words("en", "x")).toEqual([]);
  });
});
