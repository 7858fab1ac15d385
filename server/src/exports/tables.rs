//! Every table, in an order in which each comes after those that it refers to. A test compares the list with the
//! database's own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use futures_util::TryStreamExt;
use futures_util::future::BoxFuture;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ColumnType, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr,
    EntityTrait, IdenStatic, Iterable, ModelTrait, PaginatorTrait, PrimaryKeyToColumn, PrimaryKeyTrait,
    QueryOrder, Statement, Value,
};
use serde_json::{Map, Value as Json};

use crate::db::Change;
use crate::tables as t;

/// What a line of a dump is made of: the columns of a row.
pub type Row = Map<String, Json>;

/// Takes each row on its way out.
pub type Taker<'t> = dyn FnMut(Row) -> Result<(), DbErr> + Send + 't;
/// What comes of it once it is done.
type Done<'t, T> = BoxFuture<'t, Result<T, DbErr>>;
type Rows = for<'t> fn(&'t DatabaseTransaction, &'t mut Taker<'t>) -> Done<'t, ()>;
type Insert = for<'t> fn(&'t Change, Vec<Row>) -> Done<'t, ()>;

/// A table, whatever its rows are.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Hands out its rows.
    pub rows: Rows,
    /// Writes rows.
    pub insert: Insert,
    /// How many rows it has.
    pub count: for<'t> fn(&'t Change) -> Done<'t, u64>,
    /// Empties it.
    pub empty: for<'t> fn(&'t Change) -> Done<'t, ()>,
    /// The column that the database itself numbers, if there is one.
    pub numbered: Option<&'static str>,
}

macro_rules! tables {
    ($($name:ident),+ $(,)?) => {
        /// All tables that a dump has.
        pub fn all() -> Vec<Table> {
            vec![$(table::<t::$name::Entity>()),+]
        }
    };
}

tables!(
    sequence,
    setting,
    programme,
    programme_draft,
    partner,
    application,
    user,
    openid_identity,
    passkey,
    authenticator_app,
    recovery_code,
    api_token,
    link,
    customer,
    subscription,
    order,
    partner_override,
    attempt,
    term,
    invoice,
    refund,
    proof,
    payment,
    payment_use,
    statement,
    statement_line,
    statement_mapping,
    audit,
    audit_private,
    audit_seal,
    audit_end,
    job,
    mail,
    person,
    skill,
    skill_watch,
    stay,
    attainment,
    business_profile,
    profile_country,
    profile_logo,
    lead,
    benefit_use,
    support_request,
    support_entry,
    support_attachment,
    support_note,
    canned_answer,
    claim,
    // After the audit log: while lines come in, there must be nobody to be told of them.
    webhook_endpoint,
    webhook_outbox,
    webhook_event,
    webhook_delivery,
    webhook_attempt,
);

/// Tables that a dump leaves out: who is signed in signs in again, and what is under way at a door begins anew. The indexes of
/// words are made anew, and the end of the programme's chain follows its lines.
#[cfg(test)]
pub const LEFT_OUT: [&str; 8] = [
    "sessions",
    "half_sessions",
    "ceremonies",
    "openid_flows",
    "openid_sessions",
    "audit_programme",
    "directory_index",
    "partner_index",
];

fn table<E>() -> Table
where
    E: EntityTrait + 'static,
    E::Model: Send + Sync + 'static,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send + Sync + 'static,
    E::Column: Send + Sync,
{
    Table {
        name: E::default().table_name(),
        rows: |tx, take| Box::pin(rows::<E>(tx, take)),
        insert: |tx, rows| Box::pin(insert::<E>(tx, rows)),
        count: |tx| Box::pin(async move { E::find().count(tx).await }),
        empty: |tx| Box::pin(async move { E::delete_many().exec(tx).await.map(drop) }),
        numbered: E::PrimaryKey::auto_increment()
            .then(|| E::PrimaryKey::iter().next().map(|key| key.into_column().as_str()))
            .flatten(),
    }
}

async fn rows<E>(tx: &DatabaseTransaction, take: &mut Taker<'_>) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::Model: Send + Sync,
{
    let sorted = E::PrimaryKey::iter().fold(E::find(), |find, key| find.order_by_asc(key.into_column()));
    let mut rows = sorted.stream(tx).await?;
    while let Some(model) = rows.try_next().await? {
        let cell = |column: E::Column| Ok((column.as_str().to_owned(), as_json(model.get(column))?));
        take(E::Column::iter().map(cell).collect::<Result<_, DbErr>>()?)?;
    }
    Ok(())
}

async fn insert<E>(tx: &Change, rows: Vec<Row>) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send + Sync,
{
    let mut models = Vec::with_capacity(rows.len());
    for mut row in rows {
        let mut model = <E::ActiveModel as ActiveModelTrait>::default();
        for column in E::Column::iter() {
            let name = column.as_str();
            let json = row.remove(name).ok_or_else(|| DbErr::Custom(format!("column {name} is missing")))?;
            let value = as_value(&json, column.def().get_column_type())
                .ok_or_else(|| DbErr::Custom(format!("column {name} cannot be `{json}`")))?;
            model.set(column, value);
        }
        if let Some(unknown) = row.keys().next() {
            return Err(DbErr::Custom(format!("there is no column {unknown}")));
        }
        models.push(model);
    }
    E::insert_many(models).exec_without_returning(tx).await.map(drop)
}

/// A value as JSON. Instants have the microseconds that every database keeps.
fn as_json(value: Value) -> Result<Json, DbErr> {
    Ok(match value {
        Value::Bool(value) => value.into(),
        Value::Int(value) => value.into(),
        Value::BigInt(value) => value.into(),
        Value::SmallInt(value) => value.into(),
        Value::Double(value) => value.into(),
        Value::String(value) => value.into(),
        Value::Bytes(value) => value.map(|bytes| STANDARD.encode(bytes)).into(),
        Value::ChronoDate(value) => value.map(|date| date.to_string()).into(),
        Value::ChronoDateTimeUtc(value) => {
            value.map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true)).into()
        }
        other => return Err(DbErr::Custom(format!("a value of this kind is not dumped: {other:?}"))),
    })
}

/// The value of a column from JSON; none if it does not fit.
fn as_value(json: &Json, kind: &ColumnType) -> Option<Value> {
    let text = || json.as_str();
    let missing = json.is_null();
    Some(match kind {
        ColumnType::Boolean if missing => Value::Bool(None),
        ColumnType::Boolean => Value::Bool(Some(json.as_bool()?)),
        ColumnType::Integer if missing => Value::Int(None),
        ColumnType::Integer => Value::Int(Some(i32::try_from(json.as_i64()?).ok()?)),
        ColumnType::BigInteger if missing => Value::BigInt(None),
        ColumnType::BigInteger => Value::BigInt(Some(json.as_i64()?)),
        ColumnType::Double if missing => Value::Double(None),
        ColumnType::Double => Value::Double(Some(json.as_f64()?)),
        ColumnType::Date if missing => Value::ChronoDate(None),
        ColumnType::Date => Value::ChronoDate(Some(text()?.parse::<NaiveDate>().ok()?)),
        ColumnType::TimestampWithTimeZone | ColumnType::Timestamp if missing => {
            Value::ChronoDateTimeUtc(None)
        }
        ColumnType::TimestampWithTimeZone | ColumnType::Timestamp => {
            Value::ChronoDateTimeUtc(Some(text()?.parse::<DateTime<Utc>>().ok()?))
        }
        ColumnType::Blob | ColumnType::Binary(_) | ColumnType::VarBinary(_) if missing => Value::Bytes(None),
        ColumnType::Blob | ColumnType::Binary(_) | ColumnType::VarBinary(_) => {
            Value::Bytes(Some(STANDARD.decode(text()?).ok()?))
        }
        ColumnType::String(_) | ColumnType::Text if missing => Value::String(None),
        ColumnType::String(_) | ColumnType::Text => Value::String(Some(text()?.to_owned())),
        _ => return None,
    })
}

/// The database goes on counting where the dump ended.
pub async fn count_on(tx: &Change, table: &Table) -> Result<(), DbErr> {
    let (Some(column), DbBackend::Postgres) = (table.numbered, tx.get_database_backend()) else {
        return Ok(());
    };
    let name = table.name;
    let sql = format!(
        "SELECT setval(pg_get_serial_sequence('{name}', '{column}'), COALESCE(MAX({column}), 0) + 1, false) FROM {name}"
    );
    tx.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await.map(drop)
}

/// Names of the tables that the database itself lists, without its own.
#[cfg(test)]
pub async fn of_database(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
        _ => {
            "SELECT CAST(table_name AS text) AS name FROM information_schema.tables WHERE table_schema = current_schema()"
        }
    };
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await?;
    let names: Vec<String> = rows.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?;
    let own = |name: &String| {
        name.starts_with("sqlite_")
            || ["directory_index_", "partner_index_"].iter().any(|index| name.starts_with(index))
            || name == "seaql_migrations"
    };
    Ok(names.into_iter().filter(|name| !own(name)).collect())
}
