export { dataProcessing } from "./data-processing.ts";
export { demo } from "./demo.ts";
