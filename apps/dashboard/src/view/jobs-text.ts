const whole = new Intl.NumberFormat("en");

/** "1 job", "1,200 jobs". */
export function jobsText(count: number): string {
  return count === 1 ? "1 job" : `${whole.format(count)} jobs`;
}
