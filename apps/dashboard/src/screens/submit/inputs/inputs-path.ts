export const inputsPath = "/api/inputs";
