//! Scores of places and people: where a company is, how it is called up, and who looks after it.

use super::{Score, Sides};
use crate::{
    features::Feature,
    resolution::{Agreement, Kind},
    statistics::{Shared, value as shared},
    weights::{
        CITY_DIFFERS, CITY_SAME, COUNTRY_DIFFERS, COUNTRY_SAME, MANAGER_DIFFERS, MANAGER_SAME,
        PHONE_SAME, POSTAL_CODE_SAME, STREET_SAME,
    },
};

impl Sides<'_, '_> {
    pub(super) fn places(&self, score: &mut Score) {
        let statistics = self.world.statistics;
        let (country, value) = self.values(|feature| feature.country);
        match country {
            Agreement::Same => {
                score.add(Kind::Country, statistics.rarity(value, COUNTRY_SAME), country);
            }
            Agreement::Different => score.add(Kind::Country, COUNTRY_DIFFERS, country),
            _ => {}
        }
        let of_country = value;
        let (city, value) = self.values(|feature| feature.city);
        match city {
            Agreement::Same => {
                let weight = statistics.rarity_of_city(of_country, value, CITY_SAME);
                score.add(Kind::City, weight, city);
            }
            Agreement::Different => score.add(Kind::City, CITY_DIFFERS, city),
            _ => {}
        }
        let (address, value) = self.values(Feature::address);
        let value = shared(Shared::Address, value);
        if address == Agreement::Same && statistics.of_shared(value, 0).is_none() {
            score.shares_void = true;
            return;
        }
        if self.values(|feature| feature.postal_code).0 == Agreement::Same {
            score.add(Kind::PostalCode, POSTAL_CODE_SAME, Agreement::Same);
        }
        if self.values(|feature| feature.street).0 == Agreement::Same {
            score.add(Kind::Street, STREET_SAME, Agreement::Same);
        }
    }

    pub(super) fn phones(&self, score: &mut Score) {
        let (phone, value) = self.values(|feature| feature.phone);
        if phone == Agreement::Same {
            let value = shared(Shared::Phone, value);
            match self.world.statistics.of_shared(value, PHONE_SAME) {
                Some(weight) => score.add(Kind::Phone, weight, phone),
                None => score.shares_void = true,
            }
        }
    }

    pub(super) fn managers(&self, score: &mut Score) {
        let (manager, value) = self.values(|feature| feature.manager);
        match manager {
            Agreement::Same => {
                let weight = self.world.statistics.rarity(value, MANAGER_SAME);
                score.add(Kind::Manager, weight, manager);
            }
            Agreement::Different => score.add(Kind::Manager, MANAGER_DIFFERS, manager),
            _ => {}
        }
    }
}
