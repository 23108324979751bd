import { dateOf } from './calendar.ts';
import { agentAccount, type Company, type Person } from './company.ts';
import { loginOf } from './delivery.ts';
import { onCallId } from './incident.ts';
import { flowsAgent, flowsOwner } from './service.ts';
import { storiesOf } from './story.ts';

const header =
  'name,kind,external_id,team,team_from,team_to,owner,family,active_from,active_to,email,os_user,account';

/**
 * The company's people as a CSV file of its HR system: persons first, then agents with their owners.
 * Lines come one by one, the header first.
 */
export function* peopleLines(company: Company): Iterable<string> {
  const { from, agentsPerPerson } = company.size;
  yield header;
  for (const person of company.people) {
    const [joins, leaves] = [person.joins, person.leaves].map((day) =>
      day === null ? '' : dateOf(from, day),
    );
    yield cells(
      person.name,
      'person',
      person.key,
      person.team.path,
      joins,
      leaves,
      '',
      '',
      joins,
      leaves,
      person.email,
      person.account,
      `github:${loginOf(person)};zendesk:${person.index + 1};pagerduty:${onCallId(person.index)}`,
    );
  }
  for (const person of company.people)
    for (let agent = 0; agent < agentsPerPerson; agent++) {
      const account = agentAccount(person, agent);
      yield agentLine(account, `${person.key}-A${agent + 1}`, person, `assistant-${agent + 1}`);
    }
  const { runaway } = storiesOf(company);
  yield agentLine(runaway.agent, 'AGENT-NIGHTLY', runaway.owner, runaway.agent);
  yield agentLine(flowsAgent, 'AGENT-FLOWS', flowsOwner(company), flowsAgent);
}

const agentLine = (account: string, key: string, owner: Person, family: string): string =>
  cells(account, 'agent', key, '', '', '', owner.key, family, '', '', '', account);

/** The company's pay as a CSV file: annual, from the first day of the span or of the person. */
export function* payLines({ size, people }: Company): Iterable<string> {
  yield 'worker,effective_on,base,bonus,equity,currency,role,band';
  for (const { key, joins, base, bonus, equity, role } of people)
    yield cells(
      key,
      dateOf(size.from, joins ?? 0),
      String(base),
      String(bonus),
      String(equity),
      'USD',
      role,
      '',
    );
}

const cells = (...texts: (string | undefined)[]): string =>
  texts.map((text = '') => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',');
