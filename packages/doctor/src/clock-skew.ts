/** No promise depends on a machine's wall clock; but what jobs read off it, and times in the record, are off by as much. */
export const tolerableSkewMs = 2000;
