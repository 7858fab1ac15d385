//! The audit log is chained, sealed, and never changed again. What it holds already is put into its chains, in its
//! order; what names a person in it moves beside it.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, Set, Statement};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, string, string_null, text, text_null, timestamp_with_time_zone,
};

use super::key;
use crate::audit::chain::{End, PROGRAMME, Said};
use crate::audit::private::Marker;
use crate::tables::{audit, audit_private};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Lines that are chained at once.
const AT_ONCE: i64 = 1_000;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let backend = manager.get_database_backend();
        for column in [big_integer("audit_place").default(0), string("audit_hash").default("")] {
            let alter = Table::alter().table("partners").add_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        db.execute_unprepared("ALTER TABLE audit RENAME TO audit_before").await?;
        for table in [programme(), lines(backend), private(), seals(), ends()] {
            manager.create_table(table).await?;
        }
        db.execute_unprepared("INSERT INTO audit_programme (id) VALUES (1)").await?;
        chain_what_is_there(db).await?;
        db.execute_unprepared("DROP TABLE audit_before").await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        for statement in if backend == DbBackend::Sqlite { SQLITE } else { POSTGRES } {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// The end of the programme's own chain; its one row is locked like a partner's.
fn programme() -> TableCreateStatement {
    let mut id = ColumnDef::new("id");
    id.integer().not_null().primary_key();
    Table::create()
        .table("audit_programme")
        .col(id)
        .col(big_integer("audit_place").default(0))
        .col(string("audit_hash").default(""))
        .to_owned()
}

fn lines(backend: DbBackend) -> TableCreateStatement {
    let mut id = ColumnDef::new("id");
    match backend {
        // SQLite's own number of the row: AUTOINCREMENT would write to a second table with each line, and keeps
        // numbers from being used again of which none is ever free.
        DbBackend::Sqlite => id.integer().not_null().primary_key(),
        _ => id.big_integer().not_null().primary_key().auto_increment(),
    };
    Table::create()
        .table("audit")
        .col(id)
        .col(string("chain"))
        .col(big_integer("place"))
        .col(timestamp_with_time_zone("at"))
        .col(string("actor"))
        .col(string("action"))
        .col(string("subject"))
        .col(text_null("before"))
        .col(text_null("after"))
        .col(string("hash"))
        .to_owned()
}

fn private() -> TableCreateStatement {
    Table::create()
        .table("audit_private")
        .col(key("mark"))
        .col(string("salt"))
        .col(text("value"))
        .col(string_null("user_id"))
        .to_owned()
}

fn seals() -> TableCreateStatement {
    let mut number = ColumnDef::new("number");
    number.big_integer().not_null().primary_key();
    Table::create()
        .table("audit_seals")
        .col(number)
        .col(timestamp_with_time_zone("at"))
        .col(big_integer("through"))
        .col(string("hash"))
        .to_owned()
}

fn ends() -> TableCreateStatement {
    Table::create()
        .table("audit_ends")
        .col(string("chain"))
        .col(big_integer("place"))
        .col(string("hash"))
        .col(big_integer("seal"))
        .primary_key(Index::create().col("chain").col("place"))
        .to_owned()
}

/// The chains, and each of what the log is searched by; `at` puts it in order.
fn indexes() -> Vec<IndexCreateStatement> {
    let index = |name, table, columns: &[&'static str]| {
        let mut index = Index::create();
        index.name(name).table(table);
        for column in columns {
            index.col(*column);
        }
        index
    };
    vec![
        index("audit_chains", "audit", &["chain", "place"]).unique().to_owned(),
        index("audit_by_time", "audit", &["at", "id"]),
        index("audit_by_actor", "audit", &["actor", "at"]),
        index("audit_by_action", "audit", &["action", "at"]),
        index("audit_by_subject", "audit", &["subject"]),
        index("audit_ends_of_seal", "audit_ends", &["seal", "chain"]),
        index("audit_private_of_user", "audit_private", &["user_id"]),
    ]
}

/// The end of a chain follows its lines, and neither lines nor seals are changed or deleted.
const SQLITE: &[&str] = &[
    "CREATE TRIGGER audit_goes_on AFTER INSERT ON audit WHEN NEW.chain <> '' BEGIN \
        UPDATE partners SET audit_place = NEW.place, audit_hash = NEW.hash WHERE id = NEW.chain; END",
    "CREATE TRIGGER audit_of_programme_goes_on AFTER INSERT ON audit WHEN NEW.chain = '' BEGIN \
        UPDATE audit_programme SET audit_place = NEW.place, audit_hash = NEW.hash; END",
    "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_seals_are_not_changed BEFORE UPDATE ON audit_seals BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_seals_are_not_deleted BEFORE DELETE ON audit_seals BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_ends_are_not_changed BEFORE UPDATE ON audit_ends BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_ends_are_not_deleted BEFORE DELETE ON audit_ends BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
];

const POSTGRES: &[&str] = &[
    "CREATE FUNCTION audit_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        IF NEW.chain = '' THEN UPDATE audit_programme SET audit_place = NEW.place, audit_hash = NEW.hash; \
        ELSE UPDATE partners SET audit_place = NEW.place, audit_hash = NEW.hash WHERE id = NEW.chain; END IF; \
        RETURN NULL; END $$",
    "CREATE TRIGGER audit_goes_on AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_goes_on()",
    "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        RAISE EXCEPTION 'the audit log is append-only'; END $$",
    "CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit \
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
    "CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals \
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
    "CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_ends \
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
];

/// A line as it was, and whose it is as far as its subject tells.
#[derive(FromQueryResult)]
struct Old {
    id: i64,
    at: chrono::DateTime<chrono::Utc>,
    actor: String,
    action: String,
    subject: String,
    before: Option<String>,
    after: Option<String>,
    partner: Option<String>,
}

/// Whose a line is stands in the rows that its subject names.
const PAGE: &str = "SELECT CAST(id AS bigint) AS id, at, actor, action, subject, before, after, CASE \
    WHEN subject LIKE 'partner %' THEN (SELECT id FROM partners WHERE id = SUBSTR(subject, 9)) \
    WHEN subject LIKE 'business profile of %' THEN (SELECT id FROM partners WHERE id = SUBSTR(subject, 21)) \
    WHEN subject LIKE 'user %' THEN (SELECT partner_id FROM users WHERE id = SUBSTR(subject, 6)) \
    WHEN subject LIKE 'subscription %' THEN (SELECT partner_id FROM subscriptions WHERE id = SUBSTR(subject, 14)) \
    WHEN subject LIKE 'order %' THEN (SELECT partner_id FROM orders WHERE number = CAST(SUBSTR(subject, 7) AS bigint)) \
    WHEN subject LIKE 'lead %' THEN (SELECT partner_id FROM leads WHERE number = CAST(SUBSTR(subject, 6) AS bigint)) \
    WHEN subject LIKE 'support request %' THEN (SELECT partner_id FROM support_requests WHERE number = CAST(SUBSTR(subject, 17) AS bigint)) \
    WHEN subject LIKE 'benefit % of subscription %' THEN (SELECT partner_id FROM subscriptions WHERE audit_before.subject LIKE '% ' || subscriptions.id) \
    WHEN subject LIKE 'refund % of order %' THEN (SELECT partner_id FROM orders WHERE audit_before.subject LIKE '% ' || orders.number) \
    END AS partner FROM audit_before";

async fn chain_what_is_there(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    let mut ends: HashMap<String, End> = HashMap::new();
    let mut after = 0;
    loop {
        let sql = format!("{PAGE} WHERE id > {after} ORDER BY id LIMIT {AT_ONCE}");
        let page = Statement::from_string(db.get_database_backend(), sql);
        let lines = Old::find_by_statement(page).all(db).await?;
        let Some(last) = lines.last() else { break };
        after = last.id;
        let mut rows = Vec::new();
        for line in lines {
            rows.push(chained(db, line, &mut ends).await?);
        }
        audit::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    if db.get_database_backend() == DbBackend::Postgres && after > 0 {
        let goes_on = format!("SELECT setval(pg_get_serial_sequence('audit', 'id'), {after})");
        db.execute_unprepared(&goes_on).await?;
    }
    for (chain, End { place, hash }) in ends {
        let whose = if chain == PROGRAMME { "audit_programme".to_owned() } else { "partners".to_owned() };
        let mut update = Query::update();
        update.table(whose).values([("audit_place", place.into()), ("audit_hash", hash.into())]);
        if chain != PROGRAMME {
            update.and_where(Expr::col("id").eq(chain));
        }
        db.execute(&update).await?;
    }
    Ok(())
}

async fn chained(
    db: &impl ConnectionTrait,
    line: Old,
    ends: &mut HashMap<String, End>,
) -> Result<audit::ActiveModel, DbErr> {
    let user = line.subject.strip_prefix("user ");
    let fields: &[&str] = if user.is_some() { &["name", "email"] } else { &["email"] };
    let mut marker = Marker::new(fields, user);
    let mut without_names = |json: Option<String>| -> Result<Option<String>, DbErr> {
        let Some(json) = json else { return Ok(None) };
        let value: serde_json::Value = crate::offers::parsed(&json)?;
        Ok(Some(marker.marked(&value)?.to_string()))
    };
    let (before, after) = (without_names(line.before)?, without_names(line.after)?);
    let private: Vec<_> = marker.rows().into_iter().map(audit_private::ActiveModel::from).collect();
    if !private.is_empty() {
        audit_private::Entity::insert_many(private).exec_without_returning(db).await?;
    }
    let chain = line.partner.unwrap_or_else(|| PROGRAMME.to_owned());
    let end = ends.entry(chain.clone()).or_default();
    let at = chrono::SubsecRound::trunc_subsecs(line.at, 6);
    let said = Said {
        chain: &chain,
        place: end.place + 1,
        at,
        actor: &line.actor,
        action: &line.action,
        subject: &line.subject,
        before: before.as_deref(),
        after: after.as_deref(),
    };
    *end = End { place: said.place, hash: said.hash(&end.hash) };
    Ok(audit::ActiveModel {
        id: Set(line.id),
        chain: Set(chain.clone()),
        place: Set(end.place),
        at: Set(at),
        hash: Set(end.hash.clone()),
        actor: Set(line.actor),
        action: Set(line.action),
        subject: Set(line.subject),
        before: Set(before),
        after: Set(after),
    })
}
