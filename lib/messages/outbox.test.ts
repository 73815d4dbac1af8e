import { describe, expect, test } from "vitest";
import { nextToSend, type OutboxEvent, type Outgoing, outboxReducer } from "./outbox";

const letter = (clientId: string) => ({ clientId, roomId: 1, text: clientId, createdAt: "2026-06-01T12:00:00.000Z" });
const run = (...events: OutboxEvent[]) => events.reduce<readonly Outgoing[]>(outboxReducer, []);
const queued = (clientId: string): OutboxEvent => ({ type: "queued", message: letter(clientId) });
const refused = (clientId: string): OutboxEvent => ({ type: "refused", clientId, problem: "too long" });

describe("each arrow", () => {
  const arrows: [string, OutboxEvent[], Partial<Outgoing> | null][] = [
    ["queued → pending", [queued("a")], { state: "pending" }],
    ["pending → settled", [queued("a"), { type: "settled", clientId: "a" }], null],
    ["pending → waiting", [queued("a"), { type: "unanswered", clientId: "a" }], { state: "waiting" }],
    [
      "waiting → pending",
      [queued("a"), { type: "unanswered", clientId: "a" }, { type: "sent", clientId: "a" }],
      { state: "pending" },
    ],
    [
      "waiting → settled, by an answer that comes late",
      [queued("a"), { type: "unanswered", clientId: "a" }, { type: "settled", clientId: "a" }],
      null,
    ],
    ["pending → failed", [queued("a"), refused("a")], { state: "failed", problem: "too long" }],
    [
      "failed → pending",
      [queued("a"), refused("a"), { type: "retried", clientId: "a" }],
      { state: "pending", problem: undefined },
    ],
    ["failed → discarded", [queued("a"), refused("a"), { type: "discarded", clientId: "a" }], null],
  ];
  test.each(arrows)("%s", (_name, events, expected) => {
    expect(run(...events)).toEqual(expected ? [{ ...letter("a"), ...expected }] : []);
  });
});

test("queued twice is there once, and keeps its state", () => {
  expect(run(queued("a"), refused("a"), queued("a"))).toEqual([
    { ...letter("a"), state: "failed", problem: "too long" },
  ]);
});

test("what is said of one changes no other, and nothing of one that is gone", () => {
  const two = run(queued("a"), queued("b"));
  expect(outboxReducer(two, { type: "unanswered", clientId: "b" })[0]).toEqual(two[0]);
  for (const type of ["sent", "unanswered", "retried", "settled", "discarded"] as const)
    expect(outboxReducer(two, { type, clientId: "gone" })).toEqual(two);
});

test("what is written first goes first, and a refused one holds nobody up", () => {
  expect(nextToSend(run())).toBeUndefined();
  expect(nextToSend(run(queued("a"), queued("b")))?.clientId).toBe("a");
  expect(nextToSend(run(queued("a"), queued("b"), { type: "unanswered", clientId: "a" }))?.clientId).toBe("a");
  expect(nextToSend(run(queued("a"), queued("b"), refused("a")))?.clientId).toBe("b");
  expect(nextToSend(run(queued("a"), refused("a")))).toBeUndefined();
});
