import { type Kysely, sql } from 'kysely'
import { grantSystem, protect, runAll } from './protect.ts'

/**
 * Plans from draft to superseded, and what the ledger needs beyond one deal: closed months, a signed head, account codes,
 * disputes, stored exchange rates, and the events by which other systems report what customers paid.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runAll(db, plans)
  await runAll(db, ledger)
  await runAll(db, payments)
  for (const [table, grants] of Object.entries(grantsOf)) await protect(db, table, grants)
  // A request names its key, not its workspace.
  await grantSystem(db, 'api_key', 'select')
}

const grantsOf: Record<string, string> = {
  plan_draft: 'select, insert, update',
  plan_simulation: 'select, insert, update',
  period_close: 'select, insert',
  ledger_account_code: 'select, insert, update, delete',
  fx_rate: 'select, insert',
  dispute: 'select, insert, update',
  api_key: 'select, insert, update',
  customer_event: 'select, insert, update',
  subscription: 'select, insert, update',
}

const plans = [
  sql`create extension if not exists btree_gist`,
  sql`create table plan_draft (
        workspace_id uuid not null,
        id uuid not null primary key,
        programme_id uuid not null,
        based_on uuid,
        terms jsonb not null,
        revision integer not null default 1,
        status text not null check (status in ('draft', 'proposed', 'published', 'discarded')),
        acknowledged jsonb not null default '[]',
        edited_by uuid[] not null,
        created_by uuid not null,
        created_at timestamptz(3) not null,
        updated_by uuid not null,
        updated_at timestamptz(3) not null,
        proposed_by uuid,
        proposed_at timestamptz(3),
        returned jsonb,
        published_by uuid,
        published_version_id uuid,
        unique (workspace_id, id),
        constraint plan_author_is_not_publisher check (published_by is null or published_by <> all (edited_by)),
        foreign key (workspace_id, programme_id) references programme (workspace_id, id),
        foreign key (workspace_id, created_by) references app_user (workspace_id, id))`,
  sql`create table plan_simulation (
        workspace_id uuid not null,
        id uuid not null primary key,
        programme_id uuid not null,
        draft_id uuid,
        draft_revision integer,
        terms jsonb not null,
        terms_hash text not null,
        from_date date not null,
        to_date date not null,
        status text not null check (status in ('waiting', 'running', 'done', 'failed', 'cancelled')),
        done_deals integer not null default 0,
        total_deals integer,
        result jsonb,
        credits_csv text,
        problem text,
        requested_by uuid not null,
        requested_at timestamptz(3) not null,
        finished_at timestamptz(3),
        unique (workspace_id, id),
        foreign key (workspace_id, programme_id) references programme (workspace_id, id),
        foreign key (workspace_id, draft_id) references plan_draft (workspace_id, id))`,
  sql`create index plan_simulation_draft on plan_simulation (workspace_id, draft_id, requested_at desc)`,
  sql`alter table plan_version
        add column draft_id uuid,
        add column simulation_id uuid,
        add column publish_reason text,
        add column acknowledged jsonb not null default '[]',
        add constraint plan_window_has_days check (effective_to is null or effective_to >= effective_from)`,
  // A deal closes under one version of its programme's plan: two windows never share a day.
  sql`alter table plan_version add constraint plan_windows_do_not_overlap
        exclude using gist (workspace_id with =, programme_id with =, daterange(effective_from, effective_to, '[]') with &&)`,
  // Terms never change; only the end of the window moves, when a later version takes over.
  sql`grant update (effective_to) on plan_version to partner_app`,
  sql`alter table commission_calculation
        add column partner_id uuid,
        add column closed_on date,
        add column revenue_minor bigint not null default 0`,
  // What a partner had in a period before a deal is summed by this.
  sql`create index commission_calculation_period on commission_calculation (workspace_id, partner_id, closed_on)`,
  // A deal that is won again may earn under the same rule in the currency of another version.
  sql`alter table commission_line
        drop constraint commission_line_workspace_id_credit_id_rule_id_key,
        add unique (workspace_id, credit_id, rule_id, currency)`,
  // Forced row-level security hides every row from the owner too, who runs this.
  sql`alter table commission_calculation no force row level security`,
  sql`alter table commission_line no force row level security`,
  sql`update commission_calculation c set
        partner_id = l.partner_id,
        closed_on = (c.inputs ->> 'closeDate')::date,
        revenue_minor = case when c.why ->> 'withdrawn' is null and c.inputs -> 'dealAmount' ->> 'amount' is not null
          then round(replace(c.inputs -> 'dealAmount' ->> 'amount', '.', '')::numeric * (c.inputs ->> 'shareBps')::numeric / 10000)
          else 0 end
        from commission_line l where l.id = c.line_id`,
  sql`alter table commission_calculation force row level security`,
  sql`alter table commission_line force row level security`,
]

const ledger = [
  sql`create table period_close (
        workspace_id uuid not null references workspace,
        month date not null,
        closed_until timestamptz(3) not null,
        closed_by uuid not null,
        closed_at timestamptz(3) not null,
        sequence bigint not null,
        hash text not null,
        trial_balance jsonb not null,
        primary key (workspace_id, month),
        check (extract(day from month) = 1))`,
  // By statement and not by row, so that a thousand entries cost one look; closing takes the ledger's lock as posting does.
  sql`create function ledger_month_is_open() returns trigger language plpgsql as $$
      declare late record;
      begin
        select t.workspace_id, t.effective_at, c.closed_until, h.workspace_id is null as nowhere into late
          from (select a.workspace_id, min(a.effective_at) as effective_at from added a group by a.workspace_id) t
          left join ledger_head h on h.workspace_id = t.workspace_id
          left join lateral (select max(p.closed_until) as closed_until from period_close p
            where p.workspace_id = t.workspace_id) c on true
          where t.effective_at < c.closed_until or h.workspace_id is null limit 1;
        if late.nowhere then
          raise exception 'there is no ledger of workspace %', late.workspace_id using errcode = 'foreign_key_violation';
        elsif found then
          raise exception 'the ledger is closed until %; an entry of % comes too late', late.closed_until, late.effective_at
            using errcode = 'check_violation';
        end if;
        return null;
      end $$`,
  sql`create trigger ledger_closed_months after insert on ledger_transaction
        referencing new table as added for each statement execute function ledger_month_is_open()`,
  // What one statement adds balances, so whatever it is added to goes on balancing.
  sql`drop trigger ledger_balances on ledger_posting`,
  sql`create or replace function ledger_must_balance() returns trigger language plpgsql as $$
      declare bad record;
      begin
        select transaction_id, currency, sum(amount_minor) as total into bad from added
          group by transaction_id, currency having sum(amount_minor) <> 0 limit 1;
        if found then
          raise exception 'ledger transaction % does not balance: % is off by %', bad.transaction_id, bad.currency, bad.total
            using errcode = 'check_violation';
        end if;
        select a.partner_id into bad
          from (select distinct workspace_id, partner_id from added where partner_id is not null) a
          where not exists (select from partner p where p.workspace_id = a.workspace_id and p.id = a.partner_id) limit 1;
        if found then
          raise exception 'a posting is for partner %, who is not there', bad.partner_id
            using errcode = 'foreign_key_violation';
        end if;
        return null;
      end $$`,
  sql`create trigger ledger_balances after insert on ledger_posting
        referencing new table as added for each statement execute function ledger_must_balance()`,
  // Heads from before there were signatures stay good until the next entry; nothing moves this mark.
  sql`alter table ledger_head
        add column signature text,
        add column signed_with text,
        add column unsigned_through bigint not null default 0`,
  sql`alter table ledger_head no force row level security`,
  sql`update ledger_head set unsigned_through = sequence`,
  sql`alter table ledger_head force row level security`,
  sql`revoke update on ledger_head from partner_app`,
  sql`grant update (sequence, hash, signature, signed_with) on ledger_head to partner_app`,
  /*
   * What is looked up while entries come in must be found by its own index, whatever the planner believes: in a new
   * installation it knows nothing of these tables, PGlite never learns, and plans inside of functions and foreign keys are
   * kept. Among indexes that begin with workspace_id it then takes any, which reads the whole ledger for every posting. So
   * the two that are looked up begin with what is unique, and are made after the ones that begin with workspace_id.
   */
  sql`alter table ledger_posting
        drop constraint ledger_posting_workspace_id_transaction_id_fkey,
        drop constraint ledger_posting_workspace_id_partner_id_fkey`,
  sql`alter table ledger_transaction
        drop constraint ledger_transaction_pkey,
        drop constraint ledger_transaction_workspace_id_id_key,
        drop constraint ledger_transaction_workspace_id_idempotency_key_key,
        drop constraint ledger_transaction_workspace_id_fkey`,
  sql`create index ledger_transaction_effective on ledger_transaction (workspace_id, effective_at)`,
  sql`alter table ledger_transaction add unique (idempotency_key, workspace_id)`,
  sql`alter table ledger_transaction add primary key (id, workspace_id)`,
  sql`alter table ledger_posting
        add foreign key (transaction_id, workspace_id) references ledger_transaction (id, workspace_id)`,
  // The other half of what the triggers above check by statement, where a foreign key would check row by row.
  sql`create function partner_has_no_postings() returns trigger language plpgsql as $$
      begin
        if exists (select from ledger_posting p where p.workspace_id = old.workspace_id and p.partner_id = old.id) then
          raise exception 'partner % is in the ledger', old.id using errcode = 'foreign_key_violation';
        end if;
        return case tg_op when 'DELETE' then old else new end;
      end $$`,
  sql`create trigger partner_in_ledger before delete on partner
        for each row execute function partner_has_no_postings()`,
  sql`create trigger partner_in_ledger_keeps_its_name before update on partner
        for each row when (old.id <> new.id or old.workspace_id <> new.workspace_id)
        execute function partner_has_no_postings()`,
  /*
   * Takes the ledger's lock and then reads what posting goes by, in one round trip. A function that is volatile reads each
   * of its statements anew, so what the writer before us committed is seen; one plain statement would not.
   */
  sql`create function lock_ledger(workspace uuid, keys text[]) returns table (
        sequence bigint, hash text, closed_until timestamptz, known jsonb)
      language plpgsql volatile as $$
      begin
        select h.sequence, h.hash into lock_ledger.sequence, lock_ledger.hash
          from ledger_head h where h.workspace_id = workspace for update;
        if not found then
          insert into ledger_head (workspace_id, sequence, hash) values (workspace, 0, repeat('0', 64))
            on conflict do nothing;
          select h.sequence, h.hash into lock_ledger.sequence, lock_ledger.hash
            from ledger_head h where h.workspace_id = workspace for update;
        end if;
        select max(c.closed_until) into lock_ledger.closed_until
          from period_close c where c.workspace_id = workspace;
        -- The limit keeps it one look by index per key.
        select jsonb_agg(jsonb_build_array(t.idempotency_key, t.id, t.sequence::text, t.request_hash))
          into lock_ledger.known
          from unnest(keys) as asked(key) cross join lateral (
            select e.* from ledger_transaction e
              where e.idempotency_key = asked.key and e.workspace_id = workspace limit 1) t;
        return next;
      end $$`,
  /*
   * Adds entries and postings in one statement each, in one round trip, if the ledger still ends at at_sequence with
   * at_hash and takes them. Otherwise it adds nothing and gives a row: what lock_ledger gives, and what was wrong.
   */
  sql`create function post_ledger(
        workspace uuid, at_sequence bigint, at_hash text, recorded timestamptz,
        ids uuid[], keys text[], request_hashes text[], kinds text[], causes jsonb, effective timestamptz[], hashes text[],
        entries integer[], line_numbers integer[], accounts text[], partners uuid[], deals uuid[], lines uuid[],
        currencies text[], amounts bigint[], head_signature text, head_signed_with text)
      returns table (sequence bigint, hash text, closed_until timestamptz, known jsonb, problem text)
      language plpgsql volatile as $$
      #variable_conflict use_column
      declare
        added constant bigint := cardinality(ids);
        refused text;
      begin
        begin
          update ledger_head h set sequence = at_sequence + added, hash = hashes[added],
              signature = head_signature, signed_with = head_signed_with
            where h.workspace_id = workspace and h.sequence = at_sequence and h.hash = at_hash;
          if found then
            insert into ledger_transaction (workspace_id, id, sequence, idempotency_key, request_hash, kind, cause,
                effective_at, recorded_at, previous_hash, hash)
              select workspace, e.id, at_sequence + e.place, e.key, e.request_hash, e.kind, e.cause, e.at, recorded,
                  e.previous, e.hash
                from rows from (unnest(ids), unnest(keys), unnest(request_hashes), unnest(kinds),
                  jsonb_array_elements(causes), unnest(effective), unnest(at_hash || hashes[:added - 1]), unnest(hashes))
                  with ordinality as e(id, key, request_hash, kind, cause, at, previous, hash, place);
            insert into ledger_posting (workspace_id, transaction_id, line_number, account, partner_id, deal_id,
                commission_line_id, currency, amount_minor)
              select workspace, ids[p.entry], p.line_number, p.account, p.partner, p.deal, p.line, p.currency, p.amount
                from unnest(entries, line_numbers, accounts, partners, deals, lines, currencies, amounts)
                  as p(entry, line_number, account, partner, deal, line, currency, amount);
            return;
          end if;
        exception when unique_violation or check_violation then
          refused := sqlerrm;
        end;
        return query select l.*, refused from lock_ledger(workspace, keys) l;
      end $$`,
  sql`create index commission_line_latest on commission_line (workspace_id, created_at desc, id desc)`,
  sql`create table ledger_account_code (
        workspace_id uuid not null references workspace,
        account text not null check (account in ('commission_expense', 'pending', 'payable', 'held', 'in_transit', 'cash', 'receivable')),
        code text not null,
        name text not null,
        primary key (workspace_id, account))`,
  sql`create table fx_rate (
        workspace_id uuid not null references workspace,
        from_currency text not null,
        to_currency text not null,
        on_date date not null,
        rate text not null,
        source text not null,
        recorded_by uuid,
        recorded_at timestamptz(3) not null,
        primary key (workspace_id, from_currency, to_currency, on_date),
        check (from_currency <> to_currency))`,
  sql`create table dispute (
        workspace_id uuid not null,
        id uuid not null primary key,
        line_id uuid not null,
        deal_id uuid not null,
        partner_id uuid not null,
        evidence text not null,
        status text not null check (status in ('open', 'under_review', 'upheld', 'rejected', 'withdrawn')),
        opened_by uuid not null,
        opened_at timestamptz(3) not null,
        decided_by uuid,
        decided_at timestamptz(3),
        decision text,
        unique (workspace_id, id),
        constraint dispute_opener_is_not_judge check (status = 'withdrawn' or decided_by is null or decided_by <> opened_by),
        foreign key (workspace_id, line_id) references commission_line (workspace_id, id),
        foreign key (workspace_id, deal_id) references deal (workspace_id, id),
        foreign key (workspace_id, partner_id) references partner (workspace_id, id),
        foreign key (workspace_id, opened_by) references app_user (workspace_id, id))`,
  sql`create index dispute_latest on dispute (workspace_id, opened_at desc, id desc)`,
  sql`create unique index dispute_standing on dispute (workspace_id, line_id) where status in ('open', 'under_review')`,
]

const payments = [
  sql`create table api_key (
        workspace_id uuid not null references workspace,
        id uuid not null primary key,
        name text not null,
        prefix text not null,
        secret_hash text not null unique,
        scopes text[] not null check (scopes <@ array['events:write']),
        created_by uuid not null,
        created_at timestamptz(3) not null,
        last_used_at timestamptz(3),
        revoked_by uuid,
        revoked_at timestamptz(3),
        unique (workspace_id, id),
        foreign key (workspace_id, created_by) references app_user (workspace_id, id))`,
  sql`alter table customer_payment
        add column tax_minor bigint not null default 0,
        add column shipping_minor bigint not null default 0,
        add column discount_minor bigint not null default 0,
        add column refunds uuid,
        add column subscription text,
        add column parts_stated boolean not null default true,
        add foreign key (workspace_id, refunds) references customer_payment (workspace_id, id)`,
  sql`create index customer_payment_refunds on customer_payment (workspace_id, refunds) where refunds is not null`,
  // Payments of a deal that was merged away count for the one that it lives on in.
  sql`create index deal_merged_into on deal (connection_id, merged_into) where merged_into is not null`,
  // A payment and its paid invoice tell of one payment; what only the later one says is filled in. Amounts never change.
  sql`grant update (evidence, subscription) on customer_payment to partner_app`,
  sql`create table customer_event (
        workspace_id uuid not null references workspace,
        id uuid not null primary key,
        source text not null check (source in ('events_api', 'hubspot')),
        external_id text not null,
        type text not null,
        body jsonb not null,
        body_hash text not null,
        state text not null check (state in ('applied', 'waiting', 'refused', 'dismissed')),
        waits_for text,
        problem text,
        deal_id uuid,
        payment_id uuid,
        api_key_id uuid,
        occurred_at timestamptz(3) not null,
        received_at timestamptz(3) not null,
        settled_by uuid,
        settled_at timestamptz(3),
        unique (workspace_id, source, external_id),
        unique (workspace_id, id),
        foreign key (workspace_id, deal_id) references deal (workspace_id, id),
        foreign key (workspace_id, payment_id) references customer_payment (workspace_id, id))`,
  sql`create index customer_event_waiting on customer_event (workspace_id, waits_for) where state = 'waiting'`,
  sql`create index customer_event_latest on customer_event (workspace_id, received_at desc, id desc)`,
  sql`create table subscription (
        workspace_id uuid not null,
        deal_id uuid not null,
        external_id text not null,
        status text not null check (status in ('active', 'cancelled')),
        changed_on date not null,
        changed_at timestamptz(3) not null,
        primary key (deal_id, external_id),
        foreign key (workspace_id, deal_id) references deal (workspace_id, id))`,
]
