/** While events flow, a look at the server now and then bounds what a lost event can cost. */
export const livePollMs = 30_000;
/** Without events, looking is all there is. */
export const fallbackPollMs = 2000;
/** However many events come, an answer is read anew once in this time at most. */
export const refreshEveryMs = 1000;
