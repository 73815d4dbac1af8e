import "./docs.css";
import type { Metadata } from "next";
import type { ReactNode } from "react";

/** These pages are open to strangers: they speak of the product, and show nothing of the company. */
export const metadata: Metadata = { applicationName: "Staffroom" };

export default ({ children }: { children: ReactNode }) => children;
