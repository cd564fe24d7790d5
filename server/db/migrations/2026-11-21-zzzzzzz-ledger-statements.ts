import { type Kysely, sql } from 'kysely'
import { runAll } from './protect.ts'

/**
 * That each posting is of a transaction which is there is checked by statement, as its balance and its partner are: the
 * foreign key looked for it row by row, a quarter of the time that a batch took in the database.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await runAll(db, [
    sql`alter table ledger_posting drop constraint ledger_posting_transaction_id_workspace_id_fkey`,
    sql`create or replace function ledger_must_balance() returns trigger language plpgsql as $$
        declare bad record;
        begin
          -- The limit keeps it one look by index per transaction.
          select a.transaction_id, a.currency, a.total, t.id is null as nowhere into bad
            from (select transaction_id, workspace_id, currency, sum(amount_minor) as total from added
                group by transaction_id, workspace_id, currency) a
              left join lateral (select e.id from ledger_transaction e
                where e.id = a.transaction_id and e.workspace_id = a.workspace_id limit 1) t on true
            where a.total <> 0 or t.id is null limit 1;
          if bad.nowhere then
            raise exception 'a posting is of ledger transaction %, which is not there', bad.transaction_id
              using errcode = 'foreign_key_violation';
          elsif found then
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
    sql`create function ledger_transaction_has_no_postings() returns trigger language plpgsql as $$
        begin
          if exists (select from ledger_posting p
              where p.transaction_id = old.id and p.workspace_id = old.workspace_id limit 1) then
            raise exception 'ledger transaction % has postings', old.id using errcode = 'foreign_key_violation';
          end if;
          return case tg_op when 'DELETE' then old else new end;
        end $$`,
    sql`create trigger ledger_transaction_keeps_its_postings before delete on ledger_transaction
          for each row execute function ledger_transaction_has_no_postings()`,
    sql`create trigger ledger_transaction_keeps_its_name before update on ledger_transaction
          for each row when (old.id <> new.id or old.workspace_id <> new.workspace_id)
          execute function ledger_transaction_has_no_postings()`,
  ])
}
