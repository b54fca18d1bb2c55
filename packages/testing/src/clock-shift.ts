/** Loaded before everything else in a process whose wall clock is to be wrong; see shifted-clock.ts. */
const RightDate = Date;
const shiftMs = Number(process.env["CLOCK_SHIFT_MS"]);
const now = () => RightDate.now() + shiftMs;

globalThis.Date = new Proxy(RightDate, {
  construct: (target, args) => Reflect.construct(target, args.length === 0 ? [now()] : args),
  get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
});
