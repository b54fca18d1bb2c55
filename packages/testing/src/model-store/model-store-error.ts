/** An answer of the model store that is not success; the shape of the SDK's `RestError`. */
export class ModelStoreError extends Error {
  override name = "RestError";
  readonly statusCode: number;
  readonly code: string;

  constructor(statusCode: number, code: string) {
    super(code);
    this.statusCode = statusCode;
    this.code = code;
  }
}
