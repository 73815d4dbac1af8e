"use client";

import { useContext } from "react";
import { FormContext } from "@/components/ui/form";

/** The recovery codes that the form has just made, one a line; they are shown this once. */
export function FreshCodes(props: { lead: string }) {
  const { state } = useContext(FormContext);
  if (!state.done) return null;
  return (
    <div role="status" className="notice notice-good">
      <p>{props.lead}</p>
      <ul className="mt-2 grid gap-y-1 font-mono text-[15px]">
        {state.done.split("\n").map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ul>
    </div>
  );
}
