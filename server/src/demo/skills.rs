//! Skills of the demo's companies, laid so that each stands with its competencies where its story says.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, Set};
use tokuten_core::calendar::shifted;
use tokuten_core::partners::PartnerId;

use crate::competencies;
use crate::competencies::store::{ASSESSMENT, CERTIFICATE, PERFORMANCE, REFERENCE};
use crate::db::Change;
use crate::ids::new_id;
use crate::imports::skills::SkillKey;
use crate::portal::Portal;
use crate::tables::{person, skill, stay, user};

/// A skill of a company of the demo.
struct Given {
    kind: &'static str,
    /// Number and name.
    person: Option<(&'static str, &'static str)>,
    code: &'static str,
    detail: &'static str,
    amount: i32,
    /// In days from T.
    earned: i32,
    expires: Option<i32>,
}

type Whose = (&'static str, &'static str);

const fn certificate(person: Whose, code: &'static str, earned: i32, expires: i32) -> Given {
    let (kind, person, expires) = (CERTIFICATE, Some(person), Some(expires));
    Given { kind, person, code, detail: "", amount: 0, earned, expires }
}

const fn assessment(person: Whose, code: &'static str, earned: i32) -> Given {
    Given { kind: ASSESSMENT, person: Some(person), code, detail: "", amount: 0, earned, expires: None }
}

const fn reference(customer: &'static str, earned: i32) -> Given {
    let (kind, code) = (REFERENCE, "application_development");
    Given { kind, person: None, code, detail: customer, amount: 0, earned, expires: None }
}

const fn users_added(amount: i32, earned: i32) -> Given {
    let (kind, code, detail) = (PERFORMANCE, "application_development", "active_users");
    Given { kind, person: None, code, detail, amount, earned, expires: None }
}

const HARU: Whose = ("NC-20101", "Haru Aoba");
const CHLOE: Whose = ("NC-20701", "Chloé Martin");
const HUGO: Whose = ("NC-20702", "Hugo Petit");
const MANON: Whose = ("NC-20703", "Manon Leroy");
const AVA: Whose = ("NC-20801", "Ava Harbor");
const MASON: Whose = ("NC-20802", "Mason Lee");
const ISLA: Whose = ("NC-21101", "Isla Kite");
const OSCAR: Whose = ("NC-21102", "Oscar Bell");

/// By the company's slug.
const GIVEN: [(&str, &[Given]); 4] = [
    ("aoba", &[certificate(HARU, "data_analyst", -200, 500)]),
    // Gold since T−200.
    (
        "gull",
        &[
            certificate(CHLOE, "developer_expert", -420, 700),
            certificate(HUGO, "app_builder", -380, 400),
            certificate(MANON, "developer_associate", -200, 500),
            assessment(CHLOE, "licensing", -300),
            reference("Brasserie Atlantique", -250),
            reference("Ports de Loire", -210),
            users_added(180, -300),
            users_added(120, -200),
            users_added(260, -10),
        ],
    ),
    // Silver from T−400 to T−10, when the first certificate expired; the second follows soon.
    (
        "harbor",
        &[
            certificate(AVA, "developer_associate", -400, -10),
            certificate(MASON, "app_builder", -420, 25),
            assessment(MASON, "licensing", -410),
            reference("Lakeside Clinic", -405),
        ],
    ),
    // Silver since T−100; a person, a reference and 110 users away from gold.
    (
        "kite",
        &[
            certificate(ISLA, "developer_associate", -150, 580),
            certificate(OSCAR, "app_builder", -100, 630),
            assessment(ISLA, "selling_applications", -120),
            reference("Harewood Bakery", -110),
            users_added(140, -40),
        ],
    ),
];

/// Lays the skills of a company whose users are there already; `today` is T where it is.
pub(super) async fn lay(
    portal: &Portal,
    tx: &Change,
    (slug, partner): (&str, &str),
    today: NaiveDate,
) -> Result<(), DbErr> {
    let Some((_, given)) = GIVEN.iter().find(|(of, _)| *of == slug) else { return Ok(()) };
    let mut people: Vec<_> = given.iter().filter_map(|given| given.person).collect();
    people.sort_unstable();
    people.dedup();
    for (id, name) in people {
        insert_person(tx, partner, id, name).await?;
    }
    for given in *given {
        let earned_on = shifted(today, given.earned);
        let holder = given.person.map_or(partner, |(id, _)| id);
        let key = SkillKey::new(given.kind, holder, given.code, earned_on, given.detail);
        let row = skill::Model {
            id: key.id(),
            partner_id: given.person.is_none().then(|| partner.to_owned()),
            person_id: given.person.map(|(id, _)| id.to_owned()),
            kind: given.kind.to_owned(),
            code: given.code.to_owned(),
            detail: given.detail.to_owned(),
            amount: given.amount,
            earned_on,
            expires_on: given.expires.map(|days| shifted(today, days)),
            told_on: None,
        };
        tx.insert(skill::ActiveModel::from(row)).await?;
    }
    let partner: PartnerId = partner.parse().map_err(|error: &str| DbErr::Custom(error.to_owned()))?;
    competencies::follow(tx, &portal.catalogue(), &partner).await
}

async fn insert_person(tx: &Change, partner: &str, id: &str, name: &str) -> Result<(), DbErr> {
    let user = user::Entity::find()
        .filter(user::Column::PartnerId.eq(partner))
        .filter(user::Column::Name.eq(name))
        .one(tx)
        .await?;
    let row = person::ActiveModel {
        id: Set(id.to_owned()),
        name: Set(name.to_owned()),
        user_id: Set(user.map(|user| user.id)),
    };
    tx.insert(row).await?;
    let stay = stay::ActiveModel {
        id: Set(new_id()),
        person_id: Set(id.to_owned()),
        partner_id: Set(partner.to_owned()),
        since: Set(None),
        until: Set(None),
    };
    tx.insert(stay).await
}
