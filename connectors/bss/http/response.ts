/** A response with its body as text. */
export interface SourceResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}
