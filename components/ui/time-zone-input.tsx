"use client";

import { useEffect, useRef } from "react";

/** Tells the server in which zone this browser is. Without scripts it stays empty, and the zone is set in the settings. */
export function TimeZoneInput() {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  }, []);
  return <input ref={input} type="hidden" name="time_zone" />;
}
