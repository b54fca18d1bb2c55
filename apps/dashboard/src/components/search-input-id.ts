/** The field that `/` leads to. */
export const searchInputId = "job-search";
