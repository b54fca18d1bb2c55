export { compute } from "./compute.ts";
export { dataProcessing } from "./data-processing.ts";
export { demo } from "./demo.ts";
export { email } from "./email.ts";
export { httpCall } from "./http-call.ts";
