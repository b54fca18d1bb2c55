import { problemOf } from "../../../src/server/problem.ts";
import { problemResponse } from "../../../src/server/respond.ts";

function unknownAddress(): Response {
  return problemResponse(problemOf("unknown-address"));
}

export {
  unknownAddress as DELETE,
  unknownAddress as GET,
  unknownAddress as PATCH,
  unknownAddress as POST,
  unknownAddress as PUT,
};
