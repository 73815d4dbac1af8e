"use client";

import { useEffect } from "react";
import { awayAfterMs } from "@/lib/limits";
import type { LiveSocket } from "./socket";

const signs = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focus"] as const;

/** Says "away" after five minutes without a sign of the person, and "online" at the next one. */
export function useIdleness(socket: LiveSocket): void {
  useEffect(() => {
    let status: "online" | "away" = "online";
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lastSign = 0;
    const become = (next: "online" | "away") => {
      if (status !== next) socket.send({ type: "presence", status: next });
      status = next;
    };
    const sign = () => {
      if (Date.now() - lastSign < 1_000) return;
      lastSign = Date.now();
      clearTimeout(timer);
      timer = setTimeout(() => become("away"), awayAfterMs);
      become("online");
    };
    const stop = socket.listen((frame) => {
      if (frame.type === "ready" && status === "away") socket.send({ type: "presence", status });
    });
    for (const name of signs) window.addEventListener(name, sign, { passive: true });
    sign();
    return () => {
      stop();
      clearTimeout(timer);
      for (const name of signs) window.removeEventListener(name, sign);
    };
  }, [socket]);
}
