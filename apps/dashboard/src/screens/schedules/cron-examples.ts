/** Patterns that people want most, to begin with. */
export const cronExamples = [
  { label: "Every 5 minutes", cron: "*/5 * * * *" },
  { label: "Every hour", cron: "0 * * * *" },
  { label: "Every night at 02:30", cron: "30 2 * * *" },
  { label: "Monday to Friday at 08:00", cron: "0 8 * * 1-5" },
  { label: "Every Sunday at midnight", cron: "0 0 * * 0" },
  { label: "First day of the month at 06:00", cron: "0 6 1 * *" },
  { label: "Last day of the month at 22:00", cron: "0 22 L * *" },
];
