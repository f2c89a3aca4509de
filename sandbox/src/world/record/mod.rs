//! Enters records into the two systems: hands out ids that rise, and times that never run
//! backwards.

pub(crate) mod customers;
pub(crate) mod deals;
pub(crate) mod funds;
pub(crate) mod incentives;
pub(crate) mod leads;
pub(crate) mod memberships;
pub(crate) mod opportunities;
pub(crate) mod partner_view;
pub(crate) mod partners;
pub(crate) mod rates;
pub(crate) mod stages;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use crate::hubspot::store::Store as Account;
use crate::salesforce::store::Store as Org;
use crate::truth::{System, Text};
use crate::world::Owner;
use crate::world::dice::Dice;
use crate::world::plan::{Plan, now};
use crate::world::vendor::{hubspot_rows, ids, salesforce_rows};

/// The two stores while they fill.
pub(crate) struct Recorder<'a> {
    pub plan: &'a Plan,
    pub dice: &'a mut Dice,
    pub salesforce: Org,
    pub hubspot: Account,
    /// The vendor's people as the org's users.
    pub users: Vec<Text>,
    /// The owners, by the same index.
    pub owners: Vec<Owner>,
    clocks: BTreeMap<(System, &'static str), DateTime<Utc>>,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(plan: &'a Plan, dice: &'a mut Dice) -> Self {
        let (salesforce, hubspot) = (
            crate::world::vendor::salesforce_fields::empty_org(),
            crate::world::vendor::hubspot_fields::empty_account(),
        );
        let mut recorder = Self {
            plan,
            dice,
            salesforce,
            hubspot,
            users: Vec::new(),
            owners: Vec::new(),
            clocks: BTreeMap::new(),
        };
        recorder.enter_staff();
        recorder
    }

    fn enter_staff(&mut self) {
        for (number, employee) in self.plan.staff.iter().enumerate() {
            let gone = self.dice.chance(0.05);
            let user =
                [("Name", &employee.name), ("Email", &employee.email), ("Phone", &employee.phone)];
            let mut user: salesforce_rows::Row =
                user.map(|(name, value)| (name.to_owned(), salesforce_rows::text(value))).into();
            user.insert("IsActive".to_owned(), Value::Bool(!gone));
            user.insert("UserType".to_owned(), salesforce_rows::text("Standard"));
            let user = self.salesforce("User", user);
            self.users.push(user);
            self.owners.push(Owner {
                id: 51_200_000 + number as u64 * 71,
                user_id: 4_000_000 + number as u64 * 13,
                email: employee.email.clone(),
                first_name: employee.first,
                last_name: employee.last,
                archived: gone,
                since: now() - Duration::days(2600),
            });
        }
    }

    /// When a system came to know of something made at `made`: then or up to half an hour later,
    /// and never before the record that it entered last. Salesforce keeps seconds, HubSpot
    /// milliseconds.
    pub(crate) fn entered(
        &mut self,
        system: System,
        object: &'static str,
        made: DateTime<Utc>,
    ) -> DateTime<Utc> {
        let import = made == now() - Duration::days(600);
        let lag = if import || self.dice.chance(0.4) { 0 } else { self.dice.between(1, 1800) };
        let millis =
            if import || system == System::Salesforce { 0 } else { self.dice.between(0, 999) };
        let last = self.clocks.entry((system, object)).or_insert(made);
        *last =
            (made + Duration::seconds(lag) + Duration::milliseconds(millis)).min(now()).max(*last);
        *last
    }

    /// When a record was last changed: between its entry and now, and for one in twenty in the one
    /// night of a mass update.
    pub(crate) fn changed(&mut self, system: System, entered: DateTime<Utc>) -> DateTime<Utc> {
        let mass_update = now() - Duration::days(47) + Duration::hours(2);
        if mass_update > entered && self.dice.chance(0.05) {
            return mass_update;
        }
        let seconds = self.dice.between(0, (now() - entered).num_seconds());
        let millis = if system == System::Salesforce { 0 } else { self.dice.between(0, 999) };
        (entered + Duration::seconds(seconds) + Duration::milliseconds(millis)).min(now())
    }

    /// Enters a row into the org, and tells its id.
    pub(crate) fn salesforce(&mut self, object: &str, row: salesforce_rows::Row) -> Text {
        ids::insert_salesforce(&mut self.salesforce, object, row).unwrap_or_default()
    }

    /// Enters a record into the account, and tells its id.
    pub(crate) fn hubspot(&mut self, object: &str, row: hubspot_rows::Row) -> Text {
        ids::insert_hubspot(&mut self.hubspot, object, row).unwrap_or_default()
    }

    /// Sets who in HubSpot is responsible.
    pub(crate) fn own(&self, row: &mut hubspot_rows::Row, employee: usize) {
        hubspot_rows::put(row, "hubspot_owner_id", self.owners.get(employee).map(|owner| owner.id));
    }

    /// An id of the org as HubSpot keeps it: some syncs write 15 characters, some 18.
    pub(crate) fn as_synced(&mut self, id: &str) -> String {
        if self.dice.chance(0.5) { ids::short(id).to_owned() } else { id.to_owned() }
    }

    /// The id of an Opportunity or Account that has been deleted.
    pub(crate) fn deleted(&mut self, prefix: &str) -> String {
        let number = ids::FIRST_SALESFORCE - 1 - self.dice.between(0, 1_000_000) as u64;
        let id = ids::salesforce_id(prefix, number);
        self.as_synced(&id)
    }
}
