import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Errand, requireOwnErrand, requireOwnPage } from "./flows";

const refused = expect.objectContaining({ code: "forbidden", reason: "providerRefused" });

describe("an errand of one's account", () => {
  test("is begun on our own pages, by hand or by a program, and never at another site's wish", () => {
    for (const site of ["same-origin", "none", null]) expect(() => requireOwnPage(site)).not.toThrow();
    for (const site of ["cross-site", "same-site", "", "made-up"]) expect(() => requireOwnPage(site)).toThrow(refused);
  });

  test("ends in the session that began it, and in no other", () => {
    const sessionId = randomUUID();
    const sent: Errand = { errand: "connect", next: "/me", startedAt: 0, sessionId };
    expect(() => requireOwnErrand(sent, { sessionId })).not.toThrow();
    expect(() => requireOwnErrand(sent, { sessionId: randomUUID() })).toThrow(refused);
    expect(() => requireOwnErrand({ ...sent, sessionId: null }, { sessionId })).toThrow(refused);
  });
});
