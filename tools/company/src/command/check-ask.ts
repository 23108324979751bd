/** What the product answers to one question. */
export interface Answer {
  totals: { metric: string; value: string | null; needs: string | null }[];
  groups: { key: string[]; label: string[]; other: boolean; values: (string | null)[] }[];
  series: { bucket: string; key: string[]; values: (string | null)[] }[];
}

export interface Question {
  metrics: string[];
  from: string;
  to: string;
  grain?: 'total' | 'month';
  group_by?: ('team' | 'branch' | 'model' | 'workflow' | 'tool')[];
  filters?: object[];
}

/** Asks a running product; each caller is someone else, whom it has shown nothing yet. */
export type Ask = (question: Question) => Promise<Answer>;

/** The product's query API at `base`. */
export const askAt =
  (base: string, newToken: () => Promise<string>): Ask =>
  async ({ from, to, grain = 'total', group_by = [], metrics }) => {
    const response = await fetch(`${base}/api/w/sample/query`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await newToken()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ metrics, range: { from, to, time_zone: 'UTC' }, grain, group_by, limit: 200 }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${metrics.join(', ')}: ${JSON.stringify(answer)}`);
    return answer as Answer;
  };
