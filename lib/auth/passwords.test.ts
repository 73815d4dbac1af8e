import { beforeEach, describe, expect, test, vi } from "vitest";
import { passwordHashesAtOnce, passwordHashesWaitingMax } from "@/lib/limits";
import { hashPassword, passwordMatches, requireGoodPassword } from "./passwords";

const work = vi.hoisted(() => ({ running: 0, most: 0, hold: null as Promise<void> | null }));

vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof import("@node-rs/argon2")>();
  const counted =
    <A extends unknown[], R>(run: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      work.running += 1;
      work.most = Math.max(work.most, work.running);
      await work.hold;
      return run(...args).finally(() => {
        work.running -= 1;
      });
    };
  return { ...real, hash: counted(real.hash), verify: counted(real.verify) };
});

beforeEach(() => {
  work.most = 0;
  work.hold = null;
});

describe("a password", () => {
  test("matches its own hash alone, which tells its method and its cost", async () => {
    const stored = await hashPassword("four plain words here");
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwordMatches("four plain words here", stored)).toBe(true);
    expect(await passwordMatches("four plain words Here", stored)).toBe(false);
    expect(await hashPassword("four plain words here")).not.toBe(stored);
  });

  test("is the same however the keyboard composes its letters", async () => {
    const stored = await hashPassword("ёжик и é в тумане");
    expect(await passwordMatches("е\u0308жик и e\u0301 в тумане", stored)).toBe(true);
  });

  test("matches nothing where none was set, not even the stand-in", async () => {
    expect(await passwordMatches("no such person", null)).toBe(false);
    expect(await passwordMatches("", null)).toBe(false);
  });
});

describe("what is good enough", () => {
  const reasonOf = (password: string, words = ["anna", "Kranbau"], charsMin = 12) => {
    try {
      requireGoodPassword(password, { name: words[1] ?? "", password_chars_min: charsMin }, words.slice(0, 1));
      return "good";
    } catch (error) {
      return error instanceof Error && "fields" in error ? JSON.stringify(error.fields) : "fault";
    }
  };
  const short = '[{"path":"password","reason":"passwordShort"}]';
  const common = '[{"path":"password","reason":"passwordCommon"}]';

  test.each([
    ["", short],
    ["elevenchars", short],
    ["👍👍👍👍👍👍", short],
    ["password1234", common],
    ["PASSWORD1234", common],
    ["aaaaaaaaaaaa", common],
    ["abcabcabcabc", common],
    ["123456789012", common],
    ["abcdefghijklm", common],
    ["987654321098", common],
    ["kranbau2026!", common],
    ["anna-kranbau", common],
    ["Anna19991231", common],
    ["correct horse battery", "good"],
    ["слон идёт в гости", "good"],
    ["kranbau lifts heavy things", "good"],
    ["no digits no capitals", "good"],
  ])("%j is %s", (password, verdict) => {
    expect(reasonOf(password)).toBe(verdict);
  });

  test("the company says how long it is to be, counted in letters and not in bytes", () => {
    expect(reasonOf("x kept it for 19 ch", undefined, 20)).toBe(short);
    expect(reasonOf("x kept it for 20 chs", undefined, 20)).toBe("good");
    expect(reasonOf("двадцать две буквы тут", undefined, 23)).toBe(short);
  });

  test("a word of two letters forbids nothing", () => {
    expect(reasonOf("ab12345-98ab", ["ab", ""])).toBe("good");
  });
});

describe("many at once", () => {
  test("no more than a few are hashed at one time, also when new ones come as old ones end", async () => {
    const stored = await hashPassword("four plain words here");
    const twice = async () => {
      await passwordMatches("something else entirely", stored);
      return hashPassword("something else entirely");
    };
    await Promise.all(Array.from({ length: 8 }, twice));
    expect(work.most).toBe(passwordHashesAtOnce);
  });

  test("beyond a queue the rest are turned away, and those in it are served", async () => {
    let open = () => {};
    work.hold = new Promise((resolve) => {
      open = resolve;
    });
    const stored = "not a hash";
    const served = Array.from({ length: passwordHashesAtOnce + passwordHashesWaitingMax }, () =>
      passwordMatches("x", stored).catch(() => "looked at"),
    );
    await expect(passwordMatches("x", stored)).rejects.toMatchObject({ code: "unavailable" });
    work.hold = null;
    open();
    expect(new Set(await Promise.all(served))).toEqual(new Set(["looked at"]));
  });
});
