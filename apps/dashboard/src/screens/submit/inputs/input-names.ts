// Imported late: the rules for names bring zod, which the first paint does not need.
export { inputNameOf } from "@baton/contracts";
