import { expect, test } from "vitest";
import { AppError, asAppError, forbidden } from "./errors";

test("what was there when it was looked at and is gone when something is to hang on it is not found", () => {
  const broken = Object.assign(new Error("violates foreign key constraint"), { code: "23503" });
  expect(asAppError(new Error("Failed query", { cause: broken }))).toMatchObject({ code: "not_found" });
});

test("what nobody foresaw is unavailable, and keeps its cause for the log", () => {
  const fault = Object.assign(new Error("out of memory"), { code: "53200" });
  expect(asAppError(fault)).toMatchObject({ code: "unavailable", cause: fault });
  expect(asAppError("thrown")).toBeInstanceOf(AppError);
});

test("what a verb has said stays as it is", () => {
  const refusal = forbidden();
  expect(asAppError(refusal)).toBe(refusal);
});
