// Next.js wants its PostCSS plugins as the default export.
export default { plugins: { "@tailwindcss/postcss": {} } };
