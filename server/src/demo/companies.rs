//! Who is in the demo, and how each company stands on the first day (T).

use tokuten_core::catalogue::Localized;
use tokuten_core::roles::Role;
use tokuten_core::sessions::{DemoCompany, DemoUser, OperatorRole};
use tokuten_core::subscriptions::ManagedIn;

/// A company of the demo.
pub struct Company {
    /// Last part of its users' addresses: `aoba` of `global-admin@aoba.example`.
    pub slug: &'static str,
    pub name: &'static str,
    pub partner: &'static str,
    pub country: &'static str,
    pub currency: &'static str,
    pub zone: &'static str,
    pub language: &'static str,
    /// Street, town, region, postal code, tax ID.
    pub address: [&'static str; 5],
    pub verified: bool,
    pub held: Option<Held>,
    pub transfer: Option<Transfer>,
    story: [&'static str; 2],
    /// The first is Global admin, the last has no role.
    people: &'static [&'static str],
}

/// A subscription of a company of the demo.
pub struct Held {
    pub offer: &'static str,
    /// Anniversary, in days from T.
    pub expires: i32,
    pub automatic_renewal: bool,
    pub managed_in: ManagedIn,
    /// Number of the saved card.
    pub card: Option<&'static str>,
}

/// An order by bank transfer that awaits payment.
pub struct Transfer {
    /// In days from T.
    pub placed: i32,
    pub proof: bool,
}

const AOBA_PEOPLE: [&str; 9] = [
    "Haru Aoba",
    "Ren Kobayashi",
    "Yui Tanaka",
    "Sota Ito",
    "Mei Suzuki",
    "Daiki Mori",
    "Aoi Kato",
    "Riku Abe",
    "Hina Sato",
];

const fn held(offer: &'static str, expires: i32) -> Held {
    Held { offer, expires, automatic_renewal: false, managed_in: ManagedIn::PartnerCenter, card: None }
}

const fn saved(expires: i32, card: &'static str) -> Held {
    let managed_in = ManagedIn::PartnerCenter;
    Held { offer: "action_pack", expires, automatic_renewal: true, managed_in, card: Some(card) }
}

/// What most companies of the demo have in common.
const fn company(slug: &'static str, name: &'static str, partner: &'static str) -> Company {
    Company {
        slug,
        name,
        partner,
        country: "US",
        currency: "USD",
        zone: "America/New_York",
        language: "en",
        address: ["1 Main Street", "Springfield", "", "", ""],
        verified: true,
        held: None,
        transfer: None,
        story: ["", ""],
        people: &[],
    }
}

const fn japanese(company: Company) -> Company {
    Company { country: "JP", currency: "JPY", zone: "Asia/Tokyo", language: "ja", ..company }
}

/// The companies of design.md's table, in its order.
#[allow(clippy::too_many_lines)] // A table.
pub fn all() -> [Company; 12] {
    [
        Company {
            address: ["青葉1-2-3", "仙台市青葉区", "宮城県", "980-0021", "T1234567890123"],
            held: Some(held("action_pack", -1)),
            story: [
                "First day of the renewal window; one user for every role.",
                "更新期間の初日。すべてのロールのユーザーがいます。",
            ],
            people: &AOBA_PEOPLE,
            ..japanese(company("aoba", "Aoba Systems", "4100001"))
        },
        Company {
            zone: "America/Los_Angeles",
            address: ["410 Pine Street", "Seattle", "WA", "98101", ""],
            held: Some(saved(20, "4242 4242 4242 4242")),
            story: [
                "Expires in 20 days and renews by itself with a saved card.",
                "20日後に期限。保存済みカードで自動更新されます。",
            ],
            people: &["Olivia Birch", "Noah Reyes"],
            ..company("birch", "Birch Cloud", "4100002")
        },
        Company {
            country: "GB",
            currency: "GBP",
            zone: "Europe/London",
            address: ["22 Cedar Lane", "Bristol", "", "BS1 4DJ", "GB123456789"],
            held: Some(held("action_pack", -30)),
            story: ["Last day of the renewal window.", "更新期間の最終日です。"],
            people: &["Amelia Cedar", "Harry Wood"],
            ..company("cedar", "Cedar Consulting", "4100003")
        },
        Company {
            country: "DE",
            currency: "EUR",
            zone: "Europe/Berlin",
            address: ["Dünenweg 7", "Hamburg", "", "20095", "DE123456789"],
            held: Some(held("action_pack", -31)),
            story: [
                "The renewal window closed yesterday: lapsed, can be bought anew.",
                "昨日更新期間が終了し、失効しました。新たに購入できます。",
            ],
            people: &["Lukas Düne", "Lena Krüger"],
            ..company("dune", "Dune Works", "4100004")
        },
        Company {
            address: ["88 Elm Street", "Albany", "NY", "12207", ""],
            held: Some(held("action_pack", -5)),
            transfer: Some(Transfer { placed: -3, proof: false }),
            story: [
                "Renewal ordered by bank transfer; the money is awaited.",
                "電信振替で更新を注文済み。入金待ちです。",
            ],
            people: &["Emma Elm", "Liam Park"],
            ..company("elm", "Elm Software", "4100005")
        },
        Company {
            address: ["富士見町4-5", "静岡市葵区", "静岡県", "420-0853", "T9876543210123"],
            transfer: Some(Transfer { placed: -2, proof: true }),
            story: [
                "First Action Pack ordered by transfer; payment proof uploaded.",
                "初回のAction Packを振替で注文し、支払い証明を提出済みです。",
            ],
            people: &["Sakura Fuji", "Kenta Ono"],
            ..japanese(company("fuji", "Fuji Data", "4100006"))
        },
        Company {
            country: "FR",
            currency: "EUR",
            zone: "Europe/Paris",
            address: ["3 rue des Mouettes", "Nantes", "", "44000", "FR12345678901"],
            held: Some(held("silver", 120)),
            story: [
                "Silver is active and gold is qualified for: can be upgraded.",
                "シルバー保有中でゴールドの資格あり。アップグレードできます。",
            ],
            people: &["Chloé Martin", "Hugo Petit"],
            ..company("gull", "Gull Networks", "4100007")
        },
        Company {
            zone: "America/Chicago",
            address: ["500 Harbor Drive", "Chicago", "IL", "60601", ""],
            held: Some(held("silver", 40)),
            story: [
                "Silver expires in 40 days and its qualification is lost: at risk.",
                "シルバーは40日後に期限。資格を失い、リスクがあります。",
            ],
            people: &["Ava Harbor", "Mason Lee"],
            ..company("harbor", "Harbor IT", "4100008")
        },
        Company {
            country: "IN",
            currency: "INR",
            zone: "Asia/Kolkata",
            address: ["12 MG Road", "Bengaluru", "Karnataka", "560001", ""],
            held: Some(Held {
                offer: "action_pack",
                expires: 60,
                automatic_renewal: true,
                managed_in: ManagedIn::MembershipCenter,
                card: None,
            }),
            story: [
                "Still in the Membership Center, where it can be renewed; anniversary in 60 days. Renews by itself, but no card came along.",
                "まだMembership Centerで管理中で、そこで更新できます。60日後に記念日です。自動更新ですが、カードは引き継がれていません。",
            ],
            people: &["Priya Iyer", "Arjun Rao"],
            ..company("iris", "Iris Labs", "4100009")
        },
        Company {
            zone: "America/Denver",
            address: ["77 Juniper Road", "Denver", "CO", "80202", ""],
            verified: false,
            story: ["Has joined and is not verified yet.", "参加済みで、確認待ちです。"],
            people: &["Sophia Juniper", "Ethan Cole"],
            ..company("juniper", "Juniper Soft", "4100010")
        },
        Company {
            country: "GB",
            currency: "GBP",
            zone: "Europe/London",
            address: ["5 Kite Hill", "Leeds", "", "LS1 4AP", "GB987654321"],
            story: [
                "Verified, nothing bought, qualified for silver.",
                "確認済み、未購入。シルバーの資格があります。",
            ],
            people: &["Isla Kite", "Oscar Bell"],
            ..company("kite", "Kite Studio", "4100011")
        },
        Company {
            address: ["蓮町6-7-8", "富山市", "富山県", "931-8435", "T5555555550123"],
            held: Some(saved(0, "4000 0000 0000 0341")),
            story: [
                "Expires today and renews by itself; the saved card will be declined.",
                "本日が期限で自動更新ですが、保存済みカードは拒否されます。",
            ],
            people: &["Yuna Hasu", "Sho Endo"],
            ..japanese(company("lotus", "Lotus Partners", "4100012"))
        },
    ]
}

impl Company {
    /// Its users with their addresses and roles: as many as it has people, the last without a role.
    pub fn users(&self) -> impl Iterator<Item = DemoUser> {
        let last = self.people.len().saturating_sub(1);
        self.people.iter().enumerate().map(move |(place, name)| {
            let role = (place < last).then(|| Role::ALL[place]);
            let local = role.map_or("member".to_owned(), |role| role.code().replace('_', "-"));
            DemoUser {
                name: (*name).to_owned(),
                email: format!("{local}@{}.example", self.slug),
                roles: role.into_iter().collect(),
                operator: None,
            }
        })
    }

    /// Somebody who was invited and has not come yet, at the first company.
    pub fn invited(&self) -> Option<DemoUser> {
        (self.slug == "aoba").then(|| DemoUser {
            name: "Nozomi Hara".to_owned(),
            email: format!("nozomi.hara@{}.example", self.slug),
            roles: vec![Role::AdminAgent],
            operator: None,
        })
    }

    /// As the sign-in page lists it.
    pub fn listed(&self) -> DemoCompany {
        let [en, ja] = self.story.map(str::to_owned);
        DemoCompany { name: self.name.to_owned(), story: Localized { en, ja }, users: self.users().collect() }
    }
}

/// The vendor's own people: two for each work, since some of it takes two.
pub fn vendor() -> DemoCompany {
    let people =
        [["Fiona Byrne", "Finn Walsh"], ["Sean Doyle", "Sally Quinn"], ["Petra Nolan", "Paul Keane"]];
    let operators = |(names, role): ([&'static str; 2], OperatorRole)| {
        let operator = move |(name, colleague): (&str, &str)| DemoUser {
            name: name.to_owned(),
            email: format!("{}{colleague}@vendor.example", role.code()),
            roles: Vec::new(),
            operator: Some(role),
        };
        names.into_iter().zip(["", "-2"]).map(operator)
    };
    let story = Localized {
        en: "The vendor's finance, support and programme people.".into(),
        ja: "ベンダーの財務・サポート・プログラム担当者です。".into(),
    };
    let users = people.into_iter().zip(OperatorRole::ALL).flat_map(operators).collect();
    DemoCompany { name: "Vendor".into(), story, users }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aoba_has_one_user_for_every_role_and_one_without() {
        let companies = all();
        let emails: Vec<_> = companies[0].users().map(|user| user.email).collect();
        assert_eq!(emails.len(), Role::ALL.len() + 1);
        assert_eq!(emails[1], "mpn-partner-admin@aoba.example");
        assert_eq!(emails[8], "member@aoba.example");
    }

    #[test]
    fn partner_ids_and_slugs_are_all_different() {
        let mut seen: Vec<_> = all().iter().flat_map(|company| [company.slug, company.partner]).collect();
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }
}
