/** Text from elsewhere on one line, without the control characters that would move a terminal's cursor. */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
