//! Business profiles and leads of the demo.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use sea_orm::{DbErr, EntityTrait};
use tokuten_core::calendar::shifted;
use tokuten_core::catalogue::{Language, Localized};
use tokuten_core::leads::{Deal, LeadStanding};
use tokuten_core::money::{Currency, Money};
use tokuten_core::profiles::{Location, Profile, PublicContact};

use super::seed::json;
use crate::clock::end_of;
use crate::db::{Change, next_number_of};
use crate::ids::new_id;
use crate::offers::partner_id;
use crate::portal::Portal;
use crate::profiles::{self, Shown};
use crate::tables::{lead, profile_logo};

/// Aoba's logo.
const LOGO: &[u8] = include_bytes!("../../demo/aoba.png");

/// A profile of a company of the demo.
struct Told {
    partner: &'static str,
    name: &'static str,
    /// English and Japanese.
    description: [&'static str; 2],
    industries: &'static [&'static str],
    services: &'static [&'static str],
    countries: &'static [&'static str],
    city: &'static str,
    country: &'static str,
    /// E-mail address, phone number, website.
    contact: [&'static str; 3],
    published: bool,
}

const TOLD: [Told; 5] = [
    Told {
        partner: "4100001",
        name: "Aoba Systems",
        description: [
            "We move the mail, files and databases of companies in northern Japan to the cloud, and look after them there. Our engineers are on site in Sendai within an hour.",
            "東北地方の企業のメール、ファイル、データベースをクラウドへ移行し、運用までお引き受けします。仙台市内なら1時間以内にエンジニアが伺います。",
        ],
        industries: &["manufacturing", "government"],
        services: &["cloud_migration", "managed_services"],
        countries: &["JP"],
        city: "仙台市",
        country: "JP",
        contact: ["hello@aoba.example", "+81 54-123-4567", "https://aoba.example"],
        published: true,
    },
    Told {
        partner: "4100006",
        name: "Fuji Data",
        description: [
            "",
            "製造業のデータ分析と需要予測を専門とする静岡の会社です。現場の数字を、明日の判断に変えます。",
        ],
        industries: &["manufacturing"],
        services: &["data_and_ai", "training"],
        countries: &["JP"],
        city: "静岡市",
        country: "JP",
        contact: ["info@fuji.example", "", ""],
        published: true,
    },
    Told {
        partner: "4100007",
        name: "Gull Networks",
        description: [
            "Networks and identity for hospitals and insurers in France and Belgium: planned, built and watched over day and night.",
            "",
        ],
        industries: &["healthcare", "financial_services"],
        services: &["security_services", "deployment"],
        countries: &["BE", "FR"],
        city: "Nantes",
        country: "FR",
        contact: ["bonjour@gull.example", "+33 2 40 00 00 00", "https://gull.example"],
        published: true,
    },
    Told {
        partner: "4100011",
        name: "Kite Studio",
        description: [
            "We design and write applications for retailers, from the till to the warehouse, with the people who use them.",
            "",
        ],
        industries: &["retail"],
        services: &["application_development", "consulting"],
        countries: &["GB", "IE"],
        city: "Leeds",
        country: "GB",
        contact: ["team@kite.example", "", "https://kite.example"],
        published: true,
    },
    Told {
        partner: "4100002",
        name: "Birch Cloud",
        description: ["Cloud migrations on the West Coast.", ""],
        industries: &[],
        services: &["cloud_migration"],
        countries: &["US"],
        city: "Seattle",
        country: "US",
        contact: ["", "", ""],
        published: false,
    },
];

/// A lead: days before T on which it came in, what is asked, and where it stands.
struct Asked {
    partner: &'static str,
    days: i64,
    from: [&'static str; 3],
    message: &'static str,
    language: Language,
    standing: Stands,
}

enum Stands {
    Received,
    Accepted,
    Won,
    Lost,
    Declined,
    Expired,
}

const ASKED: [Asked; 7] = [
    Asked {
        partner: "4100001",
        days: 70,
        from: ["佐々木 健", "みちのく物産株式会社", "sasaki@michinoku.example"],
        message: "在庫管理システムのクラウド移行を検討しています。",
        language: Language::Ja,
        standing: Stands::Won,
    },
    Asked {
        partner: "4100001",
        days: 55,
        from: ["Ada Byron", "Analytical Engines", "ada@engines.example"],
        message: "We open an office in Sendai and need somebody who sets up our network there.",
        language: Language::En,
        standing: Stands::Lost,
    },
    Asked {
        partner: "4100001",
        days: 40,
        from: ["高橋 由美", "", "takahashi@home.example"],
        message: "自宅のパソコンの調子が悪いのですが、修理をお願いできますか。",
        language: Language::Ja,
        standing: Stands::Declined,
    },
    Asked {
        partner: "4100001",
        days: 30,
        from: ["Jonas Weber", "Nordlicht GmbH", "weber@nordlicht.example"],
        message: "Do you also work in Hokkaido?",
        language: Language::En,
        standing: Stands::Expired,
    },
    Asked {
        partner: "4100001",
        days: 20,
        from: ["鈴木 一郎", "蔵王電機株式会社", "suzuki@zao.example"],
        message: "社員200名分のメールの移行を、夏までにお願いしたいです。",
        language: Language::Ja,
        standing: Stands::Accepted,
    },
    Asked {
        partner: "4100001",
        days: 12,
        from: ["Grace Hopper", "Compilers & Sons", "grace@compilers.example"],
        message: "Our file server is full.\nCan you tell us what moving it to the cloud would cost?",
        language: Language::En,
        standing: Stands::Received,
    },
    Asked {
        partner: "4100011",
        days: 2,
        from: ["Tom Reed", "Reed Books", "tom@reed.example"],
        message: "We would like a till that knows what is in the warehouse.",
        language: Language::En,
        standing: Stands::Received,
    },
];

/// Writes them; `noon` is that of T.
pub async fn lay(portal: &Portal, tx: &Change, noon: DateTime<Utc>) -> Result<(), DbErr> {
    for told in &TOLD {
        let partner = partner_id(told.partner)?;
        let logo = if told.partner == "4100001" { Some(keep_logo(tx, told.partner).await?) } else { None };
        let shown = Shown { name: told.name.to_owned(), profile: profile(told), logo };
        profiles::lay(portal, tx, &partner, &shown, told.published).await?;
    }
    for asked in &ASKED {
        let number = next_number_of(tx, "leads").await?;
        let row = lead_row(portal, asked, number, noon)?;
        lead::Entity::insert(lead::ActiveModel::from(row)).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn profile(told: &Told) -> Profile {
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
    let [en, ja] = told.description.map(str::to_owned);
    let [email, phone, website] = told.contact.map(str::to_owned);
    let (city, country) = (told.city.to_owned(), told.country.to_owned());
    Profile {
        description: Localized { en, ja },
        industries: codes(told.industries),
        services: codes(told.services),
        countries: codes(told.countries),
        locations: vec![Location { address: String::new(), city, country }],
        contact: PublicContact { email, phone, website },
    }
    .tidied()
}

async fn keep_logo(tx: &Change, partner: &str) -> Result<String, DbErr> {
    let row = profile_logo::Model {
        id: new_id(),
        partner_id: partner.to_owned(),
        media_type: "image/png".to_owned(),
        content: LOGO.to_vec(),
    };
    let id = row.id.clone();
    profile_logo::Entity::insert(profile_logo::ActiveModel::from(row)).exec_without_returning(tx).await?;
    Ok(id)
}

fn lead_row(portal: &Portal, asked: &Asked, number: i64, noon: DateTime<Utc>) -> Result<lead::Model, DbErr> {
    let received_at = noon - TimeDelta::days(asked.days);
    let zone = if asked.partner == "4100001" { Tz::Asia__Tokyo } else { Tz::Europe__London };
    let day = |days: u32| {
        let days = i32::try_from(days).unwrap_or_default();
        end_of(shifted(received_at.with_timezone(&zone).date_naive(), days), zone)
    };
    let (standing, waits) = (standing(asked, noon), matches!(asked.standing, Stands::Received));
    let days = portal.catalogue().leads;
    // Aoba has been reminded of what it has.
    let remind_at = day(days.expire.saturating_sub(days.remind + 1));
    let [name, company, email] = asked.from.map(str::to_owned);
    let told = TOLD.iter().find(|told| told.partner == asked.partner).map_or("", |told| told.name);
    let catalogue = portal.catalogue();
    let programme = catalogue.name.text(asked.language);
    Ok(lead::Model {
        number,
        partner_id: asked.partner.to_owned(),
        once: new_id(),
        state: standing.state().code().to_owned(),
        standing: json(&standing)?,
        name,
        company,
        email,
        phone: String::new(),
        message: asked.message.to_owned(),
        consent: crate::directory::consent(asked.language, told, programme, days.keep),
        received_at,
        updated_at: if waits { received_at } else { received_at + TimeDelta::days(1) },
        remind_at: (waits && remind_at > noon).then_some(remind_at),
        expires_at: waits.then(|| day(days.expire)),
        keep_days: days.keep.and_then(|days| i32::try_from(days).ok()),
        // The round works out when.
        erase_at: standing.state().is_over().then_some(received_at),
        erased_at: None,
    })
}

fn standing(asked: &Asked, noon: DateTime<Utc>) -> LeadStanding {
    let deal = |name: &str, value: i64, days: i32| Deal {
        name: name.to_owned(),
        value: Money::new(value, Currency::JPY),
        date: shifted(noon.date_naive(), days),
    };
    match asked.standing {
        Stands::Received => LeadStanding::Received,
        Stands::Accepted => LeadStanding::Accepted(deal("メール移行 200名", 2_400_000, 90)),
        Stands::Won => LeadStanding::Won(deal("在庫管理のクラウド移行", 6_800_000, -20)),
        Stands::Lost => LeadStanding::Lost(deal("Office network Sendai", 1_200_000, -10)),
        Stands::Declined => LeadStanding::Declined("個人のお客様には対応していないため。".to_owned()),
        Stands::Expired => LeadStanding::Expired,
    }
}
