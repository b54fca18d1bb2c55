import { NotFound } from "../src/components/not-found.tsx";

export default function PageNotFound() {
  return <NotFound title="There is no such page">The address may be misspelt.</NotFound>;
}
