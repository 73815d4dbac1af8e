/** All rooms, and who sees them. */
export const adminRooms = {
  en: { lead: "All rooms by name, size and last activity. What is said in them stays with their members." },
  ru: { lead: "Все комнаты: название, размер, последняя активность. Разговоры видят только участники." },
} as const;
