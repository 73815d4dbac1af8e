import { Secret } from "otpauth";
import { expect, test } from "vitest";
import { newTotpSecret, totpAddress, totpCode, totpStep } from "./totp";

/** RFC 6238, appendix B: the key of SHA-1; its codes of eight digits end in these six. */
const key = Secret.fromLatin1("12345678901234567890").base32;

test.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
])("at second %d the code of the standard's key is %s", (second, code) => {
  const now = new Date(second * 1000);
  expect(totpCode(key, now)).toBe(code);
  expect(totpStep(key, code, now)).toBe(Math.floor(second / 30));
});

test("a code is good in its own half minute and the one on either side, and is always of its own step", () => {
  const now = new Date("2026-11-20T12:00:10Z");
  const step = Math.floor(now.getTime() / 30_000);
  const codeAt = (steps: number) => totpCode(key, new Date(now.getTime() + steps * 30_000));
  expect([-1, 0, 1].map((steps) => totpStep(key, codeAt(steps), now))).toEqual([step - 1, step, step + 1]);
  expect([-2, 2].map((steps) => totpStep(key, codeAt(steps), now))).toEqual([null, null]);
});

test("what is no code is wrong, and no fault", () => {
  for (const odd of ["", "1", "12345", "1234567", "abcdef", "１２３４５６", "\0\0\0\0\0\0"])
    expect(totpStep(key, odd, new Date(59_000)), odd).toBeNull();
});

test("a new key has 160 bits, and its address names the company and the person whatever they are called", () => {
  const secret = newTotpSecret();
  expect(Secret.fromBase32(secret).bytes).toHaveLength(20);
  expect(newTotpSecret()).not.toBe(secret);
  const address = new URL(totpAddress(secret, "Станки & Co: №1", "anna"));
  expect(address.protocol).toBe("otpauth:");
  expect(address.searchParams.get("secret")).toBe(secret);
  expect(address.searchParams.get("issuer")).toBe("Станки & Co: №1");
  expect(decodeURIComponent(address.pathname)).toContain("anna");
});
