"use client";

import Link from "next/link";
import { useEffect, useState } from "react";
import { useLinkState, useLive } from "./provider";

/** Says quietly that the line is broken, and only once it has been for a moment. */
export function ConnectionNote() {
  const { words } = useLive();
  const state = useLinkState();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (state === "open") return setShown(false);
    const timer = setTimeout(() => setShown(true), state === "signed-out" ? 0 : 1_500);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <div role="status" className="empty:hidden">
      {shown && state !== "open" && (
        <p className="border-b border-line bg-hover px-5 py-1.5 text-center text-[13.5px] text-ink-2">
          {state === "signed-out" ? words.connection.signedOut : words.connection.away}{" "}
          {state === "signed-out" && (
            <Link className="link" href="/sign-in" prefetch={false}>
              {words.connection.signIn}
            </Link>
          )}
        </p>
      )}
    </div>
  );
}
