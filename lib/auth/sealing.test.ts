import { expect, test } from "vitest";
import { seal, secretFor, unseal } from "./sealing";

test("what is sealed opens as it was, for its purpose alone", () => {
  for (const value of ["", "words", "слова 👍", "x".repeat(10_000)]) {
    const sealed = seal("one", value);
    expect(unseal("one", sealed)).toBe(value);
    expect(unseal("another", sealed)).toBeNull();
  }
});

test("the same words are sealed otherwise each time", () => {
  expect(seal("one", "words")).not.toBe(seal("one", "words"));
});

test("whatever was changed, cut or made up does not open", () => {
  const sealed = seal("one", "words");
  const bytes = Buffer.from(sealed, "base64url");
  for (let at = 0; at < bytes.length; at += 1) {
    const bent = Buffer.from(bytes);
    bent[at] = (bent[at] ?? 0) ^ 1;
    expect(unseal("one", bent.toString("base64url")), `byte ${at}`).toBeNull();
  }
  for (const bad of ["", "x", "\0", "🙂", sealed.slice(0, -4), bytes.subarray(0, 27).toString("base64url")])
    expect(unseal("one", bad)).toBeNull();
});

test("each purpose has a secret of its own", () => {
  expect(secretFor("one")).not.toBe(secretFor("another"));
  expect(secretFor("one")).toBe(secretFor("one"));
});
